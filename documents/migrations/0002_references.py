import uuid

import django.core.serializers.json
import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

from documents.migrations._at_once import CreateModels


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("documents", "0001_tables"),
        ("parties", "__first__"),
    ]

    operations = [
        migrations.AddField(
            model_name="document",
            name="filed_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        CreateModels(
            models=[
                migrations.CreateModel(
                    name="HistoricalBinder",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        ("public_id", models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                        ("reference", models.CharField(db_index=True, max_length=64)),
                        ("title", models.CharField(max_length=200)),
                        ("is_simulation", models.BooleanField(default=False)),
                        ("history_id", models.AutoField(primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField(db_index=True)),
                        ("history_change_reason", models.TextField(null=True)),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                            ),
                        ),
                        (
                            "history_user",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical binder",
                        "verbose_name_plural": "historical binders",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="Anchor",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "binder",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="anchors",
                                to="documents.binder",
                            ),
                        ),
                        ("count", models.PositiveIntegerField()),
                        ("digest", models.CharField(max_length=64)),
                        ("log_root", models.CharField(max_length=64)),
                        ("whole", models.TextField(blank=True, default="")),
                        ("made_at", models.DateTimeField()),
                    ],
                    options={
                        "ordering": ("binder", "count"),
                        "constraints": [
                            models.UniqueConstraint(fields=("binder", "count"), name="anchor_once_a_head"),
                            models.CheckConstraint(
                                condition=models.Q(("count__gte", 1)), name="anchor_of_an_event"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Checkpoint",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("made_on", models.DateField(unique=True)),
                        ("made_at", models.DateTimeField()),
                        ("root", models.CharField(max_length=64)),
                        ("heads", models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder)),
                    ],
                    options={
                        "ordering": ("made_on",),
                    },
                ),
                migrations.CreateModel(
                    name="TimeStamp",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "checkpoint",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="time_stamps",
                                to="documents.checkpoint",
                            ),
                        ),
                        ("authority", models.CharField(max_length=200)),
                        ("serial", models.CharField(max_length=80)),
                        ("stamped_at", models.DateTimeField()),
                        ("token", models.BinaryField()),
                        ("received_at", models.DateTimeField()),
                    ],
                    options={
                        "ordering": ("checkpoint", "id"),
                    },
                ),
                migrations.CreateModel(
                    name="Event",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "binder",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="events",
                                to="documents.binder",
                            ),
                        ),
                        ("number", models.PositiveIntegerField()),
                        ("version", models.PositiveSmallIntegerField()),
                        ("kind", models.CharField(max_length=60)),
                        ("subject_type", models.CharField(max_length=40)),
                        ("subject_reference", models.CharField(max_length=80)),
                        ("actor_id_text", models.CharField(blank=True, max_length=40)),
                        ("actor_name", models.CharField(max_length=200)),
                        ("actor_capacity", models.CharField(max_length=200)),
                        ("factor", models.CharField(blank=True, max_length=60)),
                        ("effective_on", models.DateField()),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "before",
                            models.JSONField(
                                default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder
                            ),
                        ),
                        (
                            "after",
                            models.JSONField(
                                default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder
                            ),
                        ),
                        (
                            "facts",
                            models.JSONField(
                                default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder
                            ),
                        ),
                        (
                            "documents",
                            models.JSONField(
                                default=list, encoder=django.core.serializers.json.DjangoJSONEncoder
                            ),
                        ),
                        ("reason", models.TextField(blank=True)),
                        ("previous_digest", models.CharField(max_length=64)),
                        ("digest", models.CharField(max_length=64, unique=True)),
                    ],
                    options={
                        "ordering": ("binder_id", "number"),
                        "indexes": [
                            models.Index(
                                fields=["binder", "subject_type", "subject_reference"], name="event_subject"
                            ),
                            models.Index(fields=["recorded_at"], name="event_recorded_at"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("binder", "number"), name="event_number_once"),
                            models.CheckConstraint(
                                condition=models.Q(("number__gte", 1)), name="event_number_from_one"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="IdempotencyKey",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("recorded_at", models.DateTimeField(db_index=True)),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                blank=True,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "recorded_reason",
                            models.TextField(blank=True, verbose_name="why it was recorded"),
                        ),
                        ("key", models.CharField(max_length=64, unique=True)),
                        ("act", models.CharField(max_length=60)),
                        ("actor_id_text", models.CharField(blank=True, max_length=40)),
                        ("content_digest", models.CharField(max_length=64)),
                        ("result_model", models.CharField(blank=True, max_length=80)),
                        ("result_pk", models.BigIntegerField(null=True)),
                    ],
                ),
                migrations.CreateModel(
                    name="OutboxMessage",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                blank=True,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "recorded_reason",
                            models.TextField(blank=True, verbose_name="why it was recorded"),
                        ),
                        (
                            "binder",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="outbox",
                                to="documents.binder",
                            ),
                        ),
                        ("purpose", models.CharField(max_length=300, unique=True)),
                        ("to_address", models.EmailField(max_length=254)),
                        ("to_name", models.CharField(blank=True, max_length=200)),
                        ("subject", models.CharField(max_length=200)),
                        ("body", models.TextField()),
                        ("made_at", models.DateTimeField()),
                    ],
                    options={
                        "ordering": ("made_at", "id"),
                    },
                ),
                migrations.CreateModel(
                    name="OutboxClaim",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                blank=True,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "recorded_reason",
                            models.TextField(blank=True, verbose_name="why it was recorded"),
                        ),
                        (
                            "message",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="claims",
                                to="documents.outboxmessage",
                            ),
                        ),
                        ("number", models.PositiveIntegerField()),
                        ("claimed_at", models.DateTimeField()),
                    ],
                    options={
                        "ordering": ("message", "number"),
                        "constraints": [
                            models.UniqueConstraint(fields=("message", "number"), name="outbox_claim_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="OutboxSend",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("recorded_at", models.DateTimeField(db_index=True)),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                blank=True,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "recorded_reason",
                            models.TextField(blank=True, verbose_name="why it was recorded"),
                        ),
                        (
                            "claim",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="outcome",
                                to="documents.outboxclaim",
                            ),
                        ),
                        ("sent_at", models.DateTimeField(blank=True, null=True)),
                        ("failed_at", models.DateTimeField(blank=True, null=True)),
                        ("reason", models.CharField(blank=True, max_length=500)),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("failed_at__isnull", True),
                                        ("reason", ""),
                                        ("sent_at__isnull", False),
                                    ),
                                    models.Q(
                                        ("failed_at__isnull", False),
                                        ("sent_at__isnull", True),
                                        models.Q(("reason", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="outbox_sent_or_failed",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ReadEntry",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "binder",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="read_entries",
                                to="documents.binder",
                            ),
                        ),
                        (
                            "document",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="read_entries",
                                to="documents.document",
                            ),
                        ),
                        (
                            "what",
                            models.CharField(
                                choices=[
                                    ("document", "Document"),
                                    ("export", "Export"),
                                    ("calendar", "Calendar feed"),
                                    ("page", "Page"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("title", models.CharField(max_length=300)),
                        ("sha256", models.CharField(blank=True, max_length=64)),
                        ("size_bytes", models.BigIntegerField(blank=True, null=True)),
                        ("route", models.CharField(blank=True, max_length=80)),
                        ("method", models.CharField(max_length=10)),
                        (
                            "door",
                            models.CharField(
                                choices=[
                                    ("desk", "Desk"),
                                    ("portal", "Portal"),
                                    ("review", "Review"),
                                    ("calendar", "Calendar address"),
                                    ("other", "Another address"),
                                ],
                                max_length=12,
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("person_number", models.BigIntegerField(blank=True, null=True)),
                        ("reader_name", models.CharField(max_length=200)),
                        ("reader_capacity", models.CharField(max_length=200)),
                        ("factor", models.CharField(blank=True, max_length=60)),
                        ("read_at", models.DateTimeField()),
                    ],
                    options={
                        "verbose_name_plural": "read entries",
                        "ordering": ("-read_at", "-id"),
                        "indexes": [
                            models.Index(fields=["binder", "read_at"], name="read_entry_binder"),
                            models.Index(fields=["read_at"], name="read_entry_at"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SignedRendition",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                blank=True,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "recorded_reason",
                            models.TextField(blank=True, verbose_name="why it was recorded"),
                        ),
                        (
                            "paper",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="signed_rendition",
                                to="documents.document",
                            ),
                        ),
                        (
                            "document",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="rendition_of",
                                to="documents.document",
                            ),
                        ),
                        ("signer", models.CharField(max_length=200)),
                        ("certificate", models.BinaryField()),
                        ("certificate_sha256", models.CharField(max_length=64)),
                        ("is_demo", models.BooleanField(default=False)),
                        ("is_time_stamped", models.BooleanField(default=False)),
                        ("signed_at", models.DateTimeField()),
                    ],
                    options={
                        "ordering": ("-signed_at", "-id"),
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("paper", models.F("document")), _negated=True),
                                name="rendition_is_not_its_paper",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SavedFilter",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="saved_filters",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("page", models.CharField(max_length=20)),
                        ("name", models.CharField(max_length=60)),
                        ("query", models.CharField(max_length=1000)),
                        ("saved_at", models.DateTimeField()),
                    ],
                    options={
                        "ordering": ("name",),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("user", "page", "name"), name="saved_filter_name_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="TaskRun",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "task",
                            models.CharField(
                                choices=[
                                    ("backup", "Backup"),
                                    ("anchor", "Checkpoint of the day"),
                                    ("remind", "Reminders"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("started_at", models.DateTimeField()),
                        ("ended_at", models.DateTimeField(db_index=True)),
                        ("failed", models.BooleanField()),
                        ("said", models.CharField(blank=True, max_length=500)),
                    ],
                    options={
                        "ordering": ("-ended_at", "-id"),
                    },
                ),
                migrations.CreateModel(
                    name="VerificationRun",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("scope", models.CharField(max_length=120)),
                        (
                            "result",
                            models.CharField(
                                choices=[
                                    ("clean", "Clean"),
                                    ("found", "Faults found"),
                                    ("unchecked", "Could not check"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("findings", models.PositiveIntegerField()),
                        ("first", models.TextField(blank=True)),
                        ("counted", models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder)),
                        ("made_by", models.CharField(max_length=120)),
                        ("made_at", models.DateTimeField(db_index=True)),
                    ],
                    options={
                        "ordering": ("-made_at", "-id"),
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("findings__gte", 1), ("result", "found")),
                                    models.Q(models.Q(("result", "found"), _negated=True), ("findings", 0)),
                                    _connector="OR",
                                ),
                                name="verification_result_fits",
                            )
                        ],
                    },
                ),
            ],
        ),
    ]
