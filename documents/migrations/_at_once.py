"""Many tables in one operation of a migration; as frozen as the migrations that use it.

After each `CreateModel` Django renders every related model anew, and here all are related through their history's user: two
minutes for an empty database. Rendered once, after the last of them, the same tables take seconds.
"""

from django.db.migrations import CreateModel, SeparateDatabaseAndState


class CreateModels(SeparateDatabaseAndState):
    """Create the tables of all `models`, which may name each other in any order."""

    def __init__(self, models: list[CreateModel]) -> None:
        super().__init__(state_operations=models)

    def deconstruct(self):
        return self.__class__.__name__, [self.state_operations], {}

    def state_forwards(self, app_label, state) -> None:
        state.__dict__.pop("apps", None)  # rendered when next asked for
        super().state_forwards(app_label, state)

    def database_forwards(self, app_label, schema_editor, from_state, to_state) -> None:
        for model in self._models(app_label, schema_editor, to_state):
            schema_editor.create_model(model)

    def database_backwards(self, app_label, schema_editor, from_state, to_state) -> None:
        for model in reversed(self._models(app_label, schema_editor, from_state)):
            schema_editor.delete_model(model)

    def describe(self) -> str:
        return f"Create {len(self.state_operations)} models"

    def _models(self, app_label, schema_editor, state):
        models = [state.apps.get_model(app_label, operation.name) for operation in self.state_operations]
        return [model for model in models if self.allow_migrate_model(schema_editor.connection.alias, model)]
