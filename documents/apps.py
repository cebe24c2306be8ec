from django.apps import AppConfig, apps
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate, pre_migrate


class DocumentsConfig(AppConfig):
    """The evidence: binders, filed documents, the journal, papers."""

    name = "documents"

    def ready(self) -> None:
        from documents.database import append_only, clock_walls, reader, row_level, walls  # noqa: F401 - raises its walls
        from documents.models import (
            Anchor,
            Binder,
            Checkpoint,
            Document,
            Event,
            IdempotencyKey,
            OutboxClaim,
            OutboxMessage,
            OutboxSend,
            ReadEntry,
            SavedFilter,
            SignedRendition,
            TaskRun,
            TimeStamp,
            VerificationRun,
        )

        evidence = (
            Document,
            Event,
            IdempotencyKey,
            Anchor,
            Checkpoint,
            TimeStamp,
            SignedRendition,
            ReadEntry,
            VerificationRun,
            TaskRun,
        )
        for model in (*evidence, OutboxMessage, OutboxClaim, OutboxSend):
            append_only.protect(model)
        row_level.places_of("documents")
        row_level.listed(Binder, "binders")
        row_level.through(ReadEntry, "binder")
        row_level.own(ReadEntry, "user")
        row_level.own(SavedFilter, "user")
        row_level.own_text(IdempotencyKey, "actor_id_text", before="user:")
        row_level.of_the_house(Checkpoint, VerificationRun, TaskRun)
        connection_created.connect(reader.tell_new, dispatch_uid="documents.database.reader")
        # SQLite refuses to rename a rebuilt table while the triggers of others name it: no wall stands during a migration there.
        pre_migrate.connect(walls.remove_before_migrate, dispatch_uid="documents.database.walls.down")
        pre_migrate.connect(row_level.remove_before_migrate, dispatch_uid="documents.policies.down")
        # `AlterField` on SQLite rebuilds a table and drops its triggers without a word: raise the walls after every migrate.
        # Django says so once for each app with models, when all tables stand: the last time is enough.
        last = [config for config in apps.get_app_configs() if config.models_module is not None][-1]
        post_migrate.connect(
            walls.install_after_migrate, sender=last, dispatch_uid="documents.database.walls"
        )
        post_migrate.connect(row_level.install_after_migrate, sender=last, dispatch_uid="documents.policies")
