from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate, pre_migrate


class DocumentsConfig(AppConfig):
    """The evidence: binders, filed documents, the journal, papers."""

    name = "documents"

    def ready(self) -> None:
        from documents import append_only, walls
        from documents.models import (
            Anchor,
            Checkpoint,
            Document,
            Event,
            IdempotencyKey,
            OutboxClaim,
            OutboxMessage,
            OutboxSend,
            ReadEntry,
            SignedRendition,
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
        )
        for model in (*evidence, OutboxMessage, OutboxClaim, OutboxSend):
            append_only.protect(model)
        # SQLite refuses to rename a rebuilt table while the triggers of others name it: no wall stands during a migration there.
        pre_migrate.connect(walls.remove_before_migrate, dispatch_uid="documents.walls.down")
        # `AlterField` on SQLite rebuilds a table and drops its triggers without a word: raise the walls after every migrate.
        # Django says so once for each app with models, when all tables stand: the last time is enough.
        last = [config for config in apps.get_app_configs() if config.models_module is not None][-1]
        post_migrate.connect(walls.install_after_migrate, sender=last, dispatch_uid="documents.walls")
