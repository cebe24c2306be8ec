import uuid

import django.core.serializers.json
import django.core.validators
import django.db.models.deletion
import django_fsm
import simple_history.models
from django.conf import settings
from django.db import migrations, models

from documents.migrations._at_once import CreateModels


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("documents", "0002_references"),
        ("parties", "0001_tables"),
        ("parties", "__first__"),
    ]

    operations = [
        CreateModels(
            models=[
                migrations.CreateModel(
                    name="HistoricalEscrowAgreement",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        ("public_id", models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                        ("reference", models.CharField(db_index=True, max_length=40)),
                        ("title", models.CharField(max_length=200)),
                        ("effective_on", models.DateField()),
                        ("is_simulation", models.BooleanField(default=False)),
                        ("loaded_at", models.DateTimeField()),
                        (
                            "binder",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="documents.binder",
                            ),
                        ),
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
                        "verbose_name": "historical escrow agreement",
                        "verbose_name_plural": "historical escrow agreements",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="EscrowAgreement",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("reference", models.CharField(max_length=40, unique=True)),
                        ("title", models.CharField(max_length=200)),
                        ("effective_on", models.DateField()),
                        ("is_simulation", models.BooleanField(default=False)),
                        (
                            "binder",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="agreement",
                                to="documents.binder",
                            ),
                        ),
                        ("loaded_at", models.DateTimeField()),
                    ],
                    options={
                        "ordering": ("reference",),
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalAgreementParty",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        ("key", models.CharField(max_length=40)),
                        ("letter", models.CharField(blank=True, max_length=4)),
                        ("part", models.CharField(max_length=20)),
                        ("is_recipient", models.BooleanField(default=False)),
                        (
                            "signs_instructions",
                            models.BooleanField(default=False, verbose_name="signs the joint instruction"),
                        ),
                        (
                            "consents_to_portal",
                            models.BooleanField(
                                default=False, verbose_name="consent to signing in the portal is on file"
                            ),
                        ),
                        (
                            "agreement",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="tranches.escrowagreement",
                            ),
                        ),
                        (
                            "party",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="parties.party",
                            ),
                        ),
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
                        "verbose_name": "historical agreement party",
                        "verbose_name_plural": "historical agreement parties",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="AgreementParty",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "agreement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="agreement_parties",
                                to="tranches.escrowagreement",
                            ),
                        ),
                        (
                            "party",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="agreement_parts",
                                to="parties.party",
                            ),
                        ),
                        ("key", models.CharField(max_length=40)),
                        ("letter", models.CharField(blank=True, max_length=4)),
                        ("part", models.CharField(max_length=20)),
                        ("is_recipient", models.BooleanField(default=False)),
                        (
                            "signs_instructions",
                            models.BooleanField(default=False, verbose_name="signs the joint instruction"),
                        ),
                        (
                            "consents_to_portal",
                            models.BooleanField(
                                default=False, verbose_name="consent to signing in the portal is on file"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name_plural": "agreement parties",
                        "ordering": ("agreement", "letter", "key"),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("agreement", "key"), name="agreement_party_key_once"
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("part", "recipient"), _negated=True),
                                fields=("agreement", "part"),
                                name="agreement_part_once",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="TermsVersion",
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
                            "agreement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="terms_versions",
                                to="tranches.escrowagreement",
                            ),
                        ),
                        ("number", models.PositiveIntegerField()),
                        ("effective_on", models.DateField()),
                        ("content", models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder)),
                        ("digest", models.CharField(max_length=64)),
                        (
                            "document",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.document",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("agreement", "number"),
                        "constraints": [
                            models.UniqueConstraint(fields=("agreement", "number"), name="terms_version_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalTranche",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        ("public_id", models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                        ("number", models.PositiveIntegerField()),
                        ("shares", models.BigIntegerField()),
                        (
                            "state",
                            django_fsm.FSMField(
                                choices=[
                                    ("pending", "Pending"),
                                    ("report_received", "Report received"),
                                    ("instructed", "Instructed"),
                                    ("released", "Released"),
                                    ("deducted", "Deducted"),
                                    ("disputed", "Disputed"),
                                ],
                                default="pending",
                                editable=False,
                                max_length=50,
                            ),
                        ),
                        ("state_before_dispute", models.CharField(blank=True, editable=False, max_length=20)),
                        (
                            "agreement",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="tranches.escrowagreement",
                            ),
                        ),
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
                        "verbose_name": "historical tranche",
                        "verbose_name_plural": "historical tranches",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="Tranche",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        (
                            "agreement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="tranches",
                                to="tranches.escrowagreement",
                            ),
                        ),
                        ("number", models.PositiveIntegerField()),
                        ("shares", models.BigIntegerField()),
                        (
                            "state",
                            django_fsm.FSMField(
                                choices=[
                                    ("pending", "Pending"),
                                    ("report_received", "Report received"),
                                    ("instructed", "Instructed"),
                                    ("released", "Released"),
                                    ("deducted", "Deducted"),
                                    ("disputed", "Disputed"),
                                ],
                                default="pending",
                                editable=False,
                                max_length=50,
                            ),
                        ),
                        ("state_before_dispute", models.CharField(blank=True, editable=False, max_length=20)),
                    ],
                    options={
                        "ordering": ("agreement", "number"),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("agreement", "number"), name="tranche_number_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("shares__gt", 0)), name="tranche_shares_positive"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "state__in",
                                        [
                                            "pending",
                                            "report_received",
                                            "instructed",
                                            "released",
                                            "deducted",
                                            "disputed",
                                        ],
                                    )
                                ),
                                name="tranche_state_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "disputed"), ("state_before_dispute__gt", "")),
                                    models.Q(
                                        models.Q(("state", "disputed"), _negated=True),
                                        ("state_before_dispute", ""),
                                    ),
                                    _connector="OR",
                                ),
                                name="tranche_remembers_state_before_dispute",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalAmendment",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        ("public_id", models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                        ("number", models.PositiveIntegerField()),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("amendment", "Amendment"),
                                    ("termination", "Termination by all parties"),
                                ],
                                default="amendment",
                                max_length=12,
                            ),
                        ),
                        (
                            "state",
                            django_fsm.FSMField(
                                choices=[
                                    ("draft", "Draft"),
                                    ("submitted", "Submitted"),
                                    ("signed", "Signed by all"),
                                    ("in_force", "In force"),
                                    ("rejected", "Rejected"),
                                    ("withdrawn", "Withdrawn"),
                                ],
                                default="draft",
                                editable=False,
                                max_length=50,
                            ),
                        ),
                        ("effective_on", models.DateField()),
                        ("content", models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder)),
                        ("digest", models.CharField(max_length=64)),
                        ("terms_digest", models.CharField(max_length=64)),
                        ("prepared_at", models.DateTimeField()),
                        (
                            "agreement",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="tranches.escrowagreement",
                            ),
                        ),
                        (
                            "based_on",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="tranches.termsversion",
                            ),
                        ),
                        (
                            "source",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="documents.document",
                            ),
                        ),
                        (
                            "proposal",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="documents.document",
                            ),
                        ),
                        (
                            "executed_paper",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="documents.document",
                            ),
                        ),
                        (
                            "version",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="tranches.termsversion",
                            ),
                        ),
                        (
                            "prepared_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "prepared_person",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="parties.person",
                            ),
                        ),
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
                        "verbose_name": "historical amendment",
                        "verbose_name_plural": "historical amendments",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="Amendment",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        (
                            "agreement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="amendments",
                                to="tranches.escrowagreement",
                            ),
                        ),
                        ("number", models.PositiveIntegerField()),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("amendment", "Amendment"),
                                    ("termination", "Termination by all parties"),
                                ],
                                default="amendment",
                                max_length=12,
                            ),
                        ),
                        (
                            "state",
                            django_fsm.FSMField(
                                choices=[
                                    ("draft", "Draft"),
                                    ("submitted", "Submitted"),
                                    ("signed", "Signed by all"),
                                    ("in_force", "In force"),
                                    ("rejected", "Rejected"),
                                    ("withdrawn", "Withdrawn"),
                                ],
                                default="draft",
                                editable=False,
                                max_length=50,
                            ),
                        ),
                        (
                            "based_on",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="amended_by",
                                to="tranches.termsversion",
                            ),
                        ),
                        ("effective_on", models.DateField()),
                        ("content", models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder)),
                        ("digest", models.CharField(max_length=64)),
                        ("terms_digest", models.CharField(max_length=64)),
                        (
                            "source",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.document",
                            ),
                        ),
                        (
                            "proposal",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.document",
                            ),
                        ),
                        (
                            "executed_paper",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.document",
                            ),
                        ),
                        (
                            "version",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="amendment",
                                to="tranches.termsversion",
                            ),
                        ),
                        (
                            "prepared_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "prepared_person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="parties.person",
                            ),
                        ),
                        ("prepared_at", models.DateTimeField()),
                    ],
                    options={
                        "ordering": ("agreement", "number"),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("agreement", "number"), name="amendment_number_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "state__in",
                                        ["draft", "submitted", "signed", "in_force", "rejected", "withdrawn"],
                                    )
                                ),
                                name="amendment_state_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "in_force"), ("version__isnull", False)),
                                    models.Q(
                                        models.Q(("state", "in_force"), _negated=True),
                                        ("version__isnull", True),
                                    ),
                                    _connector="OR",
                                ),
                                name="amendment_in_force_has_its_version",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AmendmentPaperSignature",
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
                            "amendment",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="paper_signatures",
                                to="tranches.amendment",
                            ),
                        ),
                        (
                            "party",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="tranches.agreementparty",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="parties.person",
                            ),
                        ),
                        ("signed_on", models.DateField()),
                        ("received_on", models.DateField()),
                        ("digest", models.CharField(max_length=64)),
                        (
                            "document",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.document",
                            ),
                        ),
                        (
                            "filed_person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="parties.person",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("amendment", "id"),
                    },
                ),
                migrations.CreateModel(
                    name="AmendmentAnswer",
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
                            "amendment",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="answers",
                                to="tranches.amendment",
                            ),
                        ),
                        (
                            "party",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="tranches.agreementparty",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="parties.person",
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
                        (
                            "answer",
                            models.CharField(
                                choices=[("sign", "Signed"), ("reject", "Rejected")], max_length=8
                            ),
                        ),
                        (
                            "via",
                            models.CharField(
                                choices=[("portal", "Portal"), ("paper", "Paper"), ("desk", "Desk")],
                                max_length=8,
                            ),
                        ),
                        ("digest", models.CharField(max_length=64)),
                        ("meaning", models.TextField()),
                        ("reason", models.TextField(blank=True)),
                        ("factor", models.CharField(blank=True, max_length=60)),
                        ("effective_on", models.DateField()),
                        (
                            "paper_signature",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="accepted",
                                to="tranches.amendmentpapersignature",
                            ),
                        ),
                        (
                            "checked_person",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="parties.person",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("amendment", "id"),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("amendment", "party", "answer"), name="amendment_answer_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("paper_signature__isnull", True),
                                        ("user__isnull", False),
                                        ("via__in", ("portal", "desk")),
                                    ),
                                    models.Q(
                                        ("checked_person__isnull", False),
                                        ("paper_signature__isnull", False),
                                        ("via", "paper"),
                                    ),
                                    _connector="OR",
                                ),
                                name="amendment_answer_has_its_proof",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="QuantityChange",
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
                            "amendment",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="quantity_changes",
                                to="tranches.amendment",
                            ),
                        ),
                        (
                            "tranche",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="quantity_changes",
                                to="tranches.tranche",
                            ),
                        ),
                        ("shares_before", models.BigIntegerField()),
                        ("shares_after", models.BigIntegerField()),
                    ],
                    options={
                        "ordering": ("amendment", "id"),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("amendment", "tranche"), name="quantity_change_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("shares_after__gt", 0)), name="quantity_after_positive"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Reallocation",
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
                            "amendment",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="reallocations",
                                to="tranches.amendment",
                            ),
                        ),
                        (
                            "from_tranche",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="tranches.tranche",
                            ),
                        ),
                        (
                            "to_tranche",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="tranches.tranche",
                            ),
                        ),
                        ("shares", models.BigIntegerField()),
                    ],
                    options={
                        "ordering": ("amendment", "id"),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("amendment", "from_tranche", "to_tranche"), name="reallocation_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("shares__gt", 0)), name="reallocation_positive"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("from_tranche", models.F("to_tranche")), _negated=True),
                                name="reallocation_between_two",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Report",
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
                        ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        (
                            "tranche",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="reports",
                                to="tranches.tranche",
                            ),
                        ),
                        ("number", models.PositiveIntegerField()),
                        (
                            "firm",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="reports",
                                to="parties.accountingfirm",
                            ),
                        ),
                        ("dated_on", models.DateField()),
                        ("received_on", models.DateField()),
                        ("actual_minor", models.BigIntegerField()),
                        ("currency", models.CharField(max_length=3)),
                        (
                            "opinion",
                            models.CharField(
                                choices=[
                                    ("unqualified", "Unqualified"),
                                    ("qualified", "Qualified"),
                                    ("adverse", "Adverse"),
                                    ("disclaimer", "Disclaimer"),
                                ],
                                default="unqualified",
                                max_length=12,
                            ),
                        ),
                        (
                            "standard",
                            models.CharField(blank=True, max_length=120, verbose_name="accounting standard"),
                        ),
                        ("is_audited", models.BooleanField(default=True)),
                        ("is_consolidated", models.BooleanField(default=False)),
                        (
                            "document",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.document",
                            ),
                        ),
                        (
                            "corrects",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="corrected_by",
                                to="tranches.report",
                            ),
                        ),
                        ("reason", models.TextField(blank=True)),
                    ],
                    options={
                        "ordering": ("tranche", "number"),
                        "constraints": [
                            models.UniqueConstraint(fields=("tranche", "number"), name="report_number_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ShortfallConsent",
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
                            "report",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="shortfall_consent",
                                to="tranches.report",
                            ),
                        ),
                        (
                            "document",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.document",
                            ),
                        ),
                        (
                            "signed_by",
                            models.JSONField(
                                default=list, encoder=django.core.serializers.json.DjangoJSONEncoder
                            ),
                        ),
                        ("dated_on", models.DateField()),
                        ("received_on", models.DateField()),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="parties.person",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="HistoricalCalendarDay",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        ("calendar", models.CharField(max_length=20)),
                        ("day", models.DateField()),
                        ("is_business_day", models.BooleanField()),
                        ("note", models.CharField(blank=True, max_length=200)),
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
                        "verbose_name": "historical calendar day",
                        "verbose_name_plural": "historical calendar days",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="CalendarDay",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("calendar", models.CharField(max_length=20)),
                        ("day", models.DateField()),
                        ("is_business_day", models.BooleanField()),
                        ("note", models.CharField(blank=True, max_length=200)),
                    ],
                    options={
                        "ordering": ("calendar", "day"),
                        "constraints": [
                            models.UniqueConstraint(fields=("calendar", "day"), name="calendar_day_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DisputeNotice",
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
                        ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        (
                            "agreement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="dispute_notices",
                                to="tranches.escrowagreement",
                            ),
                        ),
                        (
                            "tranche",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="dispute_notices",
                                to="tranches.tranche",
                            ),
                        ),
                        ("number", models.PositiveIntegerField()),
                        (
                            "kind",
                            models.CharField(
                                choices=[("objection", "Objection"), ("contrary", "Contrary instruction")],
                                default="objection",
                                max_length=10,
                            ),
                        ),
                        (
                            "party",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="dispute_notices",
                                to="tranches.agreementparty",
                            ),
                        ),
                        ("text", models.TextField()),
                        ("contested_shares", models.BigIntegerField(blank=True, null=True)),
                        (
                            "document",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.document",
                            ),
                        ),
                        ("received_on", models.DateField()),
                    ],
                    options={
                        "ordering": ("agreement", "number"),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("agreement", "number"), name="dispute_notice_number_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("contested_shares__isnull", True),
                                    ("contested_shares__gt", 0),
                                    _connector="OR",
                                ),
                                name="dispute_notice_shares_positive",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Hold",
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
                        ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        (
                            "agreement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="holds",
                                to="tranches.escrowagreement",
                            ),
                        ),
                        (
                            "tranche",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="holds",
                                to="tranches.tranche",
                            ),
                        ),
                        ("number", models.PositiveIntegerField()),
                        (
                            "ground",
                            models.CharField(
                                choices=[
                                    ("dispute", "Dispute about the quantity"),
                                    ("suspension", "Suspension by the issuer"),
                                    ("court_order", "Court order"),
                                    ("conflict", "Conflicting instructions"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("shares", models.BigIntegerField(blank=True, null=True)),
                        ("reason", models.TextField()),
                        (
                            "notice",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="holds",
                                to="tranches.disputenotice",
                            ),
                        ),
                        (
                            "document",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.document",
                            ),
                        ),
                        ("opened_on", models.DateField()),
                        (
                            "opened_person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="parties.person",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("agreement", "number"),
                        "constraints": [
                            models.UniqueConstraint(fields=("agreement", "number"), name="hold_number_once"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("shares__isnull", True), ("shares__gt", 0), _connector="OR"
                                ),
                                name="hold_shares_positive",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HoldConfirmation",
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
                            "hold",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="confirmation",
                                to="tranches.hold",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="parties.person",
                            ),
                        ),
                        ("confirmed_on", models.DateField()),
                    ],
                ),
                migrations.CreateModel(
                    name="HoldLift",
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
                            "hold",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="lift",
                                to="tranches.hold",
                            ),
                        ),
                        (
                            "exit",
                            models.CharField(
                                choices=[
                                    ("settlement", "Settlement signed by all parties"),
                                    ("award", "Arbitral award"),
                                    ("judgment", "Judgment"),
                                    ("withdrawal", "Withdrawal of the dispute"),
                                    ("lifted", "Lifted by who asked for it"),
                                    ("not_confirmed", "Not confirmed by a second person"),
                                ],
                                max_length=14,
                            ),
                        ),
                        ("reason", models.TextField(blank=True)),
                        (
                            "document",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.document",
                            ),
                        ),
                        ("lifted_on", models.DateField()),
                        (
                            "person",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="parties.person",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Closing",
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
                            "agreement",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="closing",
                                to="tranches.escrowagreement",
                            ),
                        ),
                        (
                            "way",
                            models.CharField(
                                choices=[
                                    ("expired", "Expired"),
                                    ("handed_over", "Handed over"),
                                    ("terminated", "Terminated by all parties"),
                                ],
                                default="expired",
                                max_length=12,
                            ),
                        ),
                        ("expired_on", models.DateField()),
                        ("closed_on", models.DateField()),
                        (
                            "document",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.document",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="parties.person",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="PortalConsent",
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
                            "agreement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="portal_consents",
                                to="tranches.escrowagreement",
                            ),
                        ),
                        (
                            "document",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.document",
                            ),
                        ),
                        ("dated_on", models.DateField()),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="parties.person",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "consent to portal signing",
                        "verbose_name_plural": "consents to portal signing",
                        "ordering": ("agreement", "id"),
                    },
                ),
                migrations.CreateModel(
                    name="PortalConsentCheck",
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
                            "consent",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="check_record",
                                to="tranches.portalconsent",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="parties.person",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "check of a consent",
                        "verbose_name_plural": "checks of consents",
                    },
                ),
                migrations.CreateModel(
                    name="DepositLot",
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
                            "agreement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="lots",
                                to="tranches.escrowagreement",
                            ),
                        ),
                        ("number", models.PositiveIntegerField()),
                        ("shares", models.BigIntegerField()),
                        ("reference", models.CharField(blank=True, max_length=120)),
                        ("deposited_on", models.DateField()),
                        ("is_assumed", models.BooleanField(default=False)),
                        (
                            "document",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.document",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("agreement", "number"),
                        "constraints": [
                            models.UniqueConstraint(fields=("agreement", "number"), name="lot_number_once"),
                            models.CheckConstraint(
                                condition=models.Q(("shares__gt", 0)), name="lot_shares_positive"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DeliveryStop",
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
                        ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        (
                            "agreement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="delivery_stops",
                                to="tranches.escrowagreement",
                            ),
                        ),
                        ("number", models.PositiveIntegerField()),
                        (
                            "ground",
                            models.CharField(
                                choices=[
                                    ("death", "Death of the recipient"),
                                    ("assignment", "Assignment by the recipient"),
                                    ("attachment", "Attachment by a court or creditor"),
                                    ("objection", "Objection to an entry of the register"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("shares", models.BigIntegerField(blank=True, null=True)),
                        ("text", models.TextField()),
                        ("happened_on", models.DateField()),
                        ("received_on", models.DateField()),
                        (
                            "document",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.document",
                            ),
                        ),
                        (
                            "entry",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="objections",
                                to="parties.entry",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="parties.person",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("agreement", "number"),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("agreement", "number"), name="delivery_stop_number_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("shares__isnull", True),
                                    models.Q(("ground", "attachment"), ("shares__gt", 0)),
                                    _connector="OR",
                                ),
                                name="delivery_stop_shares_of_attachment",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SuccessorDetails",
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
                            "stop",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="details",
                                to="tranches.deliverystop",
                            ),
                        ),
                        ("number", models.PositiveIntegerField()),
                        ("name", models.CharField(max_length=200)),
                        ("delivery_account", models.CharField(max_length=300)),
                        (
                            "identity_document",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.document",
                            ),
                        ),
                        ("given_on", models.DateField()),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="parties.person",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name_plural": "successor details",
                        "ordering": ("stop", "number"),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("stop", "number"), name="successor_details_number_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DetailsVerification",
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
                            "details",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="verification",
                                to="tranches.successordetails",
                            ),
                        ),
                        ("how", models.CharField(max_length=300)),
                        ("verified_on", models.DateField()),
                        (
                            "delivery_account",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="parties.deliveryaccount",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="parties.person",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="DeliveryLift",
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
                            "stop",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="lift",
                                to="tranches.deliverystop",
                            ),
                        ),
                        ("reason", models.TextField()),
                        (
                            "document",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.document",
                            ),
                        ),
                        ("lifted_on", models.DateField()),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="parties.person",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Disclosure",
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
                            "agreement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="disclosures",
                                to="tranches.escrowagreement",
                            ),
                        ),
                        ("number", models.PositiveIntegerField()),
                        ("outsider", models.CharField(max_length=200)),
                        ("purpose", models.TextField()),
                        ("proposed_on", models.DateField()),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="parties.person",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("agreement", "number"),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("agreement", "number"), name="disclosure_number_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DisclosedDocument",
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
                            "disclosure",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="contents",
                                to="tranches.disclosure",
                            ),
                        ),
                        (
                            "document",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.document",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("disclosure", "id"),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("disclosure", "document"), name="disclosed_document_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DisclosureConsent",
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
                            "disclosure",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="consents",
                                to="tranches.disclosure",
                            ),
                        ),
                        (
                            "party",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="tranches.agreementparty",
                            ),
                        ),
                        ("dated_on", models.DateField()),
                        (
                            "document",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.document",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("disclosure", "id"),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("disclosure", "party"), name="disclosure_consent_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DisclosureMade",
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
                            "disclosure",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="made",
                                to="tranches.disclosure",
                            ),
                        ),
                        ("made_on", models.DateField()),
                        ("how", models.CharField(max_length=300)),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="parties.person",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name_plural": "disclosures made",
                    },
                ),
                migrations.CreateModel(
                    name="Disposition",
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
                        ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        (
                            "agreement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="dispositions",
                                to="tranches.escrowagreement",
                            ),
                        ),
                        ("number", models.PositiveIntegerField()),
                        (
                            "ground",
                            models.CharField(
                                choices=[
                                    ("court_order", "Court order"),
                                    ("law", "Demand of the law"),
                                    ("successor", "Hand-over to a successor agent"),
                                ],
                                max_length=12,
                            ),
                        ),
                        (
                            "authority",
                            models.CharField(blank=True, max_length=200, verbose_name="court or authority"),
                        ),
                        ("case_reference", models.CharField(blank=True, max_length=120)),
                        (
                            "signed_by",
                            models.JSONField(
                                default=list, encoder=django.core.serializers.json.DjangoJSONEncoder
                            ),
                        ),
                        ("dated_on", models.DateField()),
                        ("received_on", models.DateField()),
                        ("to_name", models.CharField(max_length=200, verbose_name="delivered to")),
                        ("delivery_account", models.CharField(max_length=300)),
                        ("reason", models.TextField()),
                        ("content", models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder)),
                        ("digest", models.CharField(max_length=64)),
                        (
                            "document",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.document",
                            ),
                        ),
                        (
                            "filed_person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="parties.person",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("agreement", "number"),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("agreement", "number"), name="disposition_number_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DispositionLine",
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
                            "disposition",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="lines",
                                to="tranches.disposition",
                            ),
                        ),
                        (
                            "account",
                            models.CharField(
                                choices=[
                                    ("issuer", "Issuer"),
                                    ("unallocated", "Unallocated"),
                                    ("held", "Held"),
                                    ("reserved", "Reserved"),
                                    ("kept", "Kept"),
                                    ("reserved_return", "Reserved for return"),
                                    ("returned", "Returned, not yet cancelled"),
                                    ("recipient", "Released"),
                                    ("cancelled", "Cancelled"),
                                    ("disposed", "Disposed of by law"),
                                    ("converted", "Converted"),
                                ],
                                max_length=20,
                            ),
                        ),
                        (
                            "tranche",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="tranches.tranche",
                            ),
                        ),
                        ("shares", models.BigIntegerField()),
                    ],
                    options={
                        "ordering": ("disposition", "id"),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("disposition", "account", "tranche"), name="disposition_line_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("shares__gt", 0)), name="disposition_line_positive"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("account__in", ("unallocated", "held", "kept"))),
                                name="disposition_line_of_escrow",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        (
                                            "account__in",
                                            (
                                                "held",
                                                "reserved",
                                                "kept",
                                                "reserved_return",
                                                "returned",
                                                "recipient",
                                            ),
                                        ),
                                        ("tranche__isnull", False),
                                    ),
                                    models.Q(
                                        models.Q(
                                            (
                                                "account__in",
                                                (
                                                    "held",
                                                    "reserved",
                                                    "kept",
                                                    "reserved_return",
                                                    "returned",
                                                    "recipient",
                                                ),
                                            ),
                                            _negated=True,
                                        ),
                                        ("tranche__isnull", True),
                                    ),
                                    _connector="OR",
                                ),
                                name="disposition_line_tranche_fits",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DispositionCheck",
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
                            "disposition",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="legal_check",
                                to="tranches.disposition",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="parties.person",
                            ),
                        ),
                        ("is_effective", models.BooleanField()),
                        ("finding", models.TextField()),
                        (
                            "notice",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.document",
                            ),
                        ),
                        ("checked_on", models.DateField()),
                    ],
                ),
                migrations.CreateModel(
                    name="HandOverPack",
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
                            "disposition",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="packs",
                                to="tranches.disposition",
                            ),
                        ),
                        (
                            "document",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.document",
                            ),
                        ),
                        ("head_count", models.PositiveIntegerField()),
                        ("head_digest", models.CharField(max_length=64)),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="parties.person",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("disposition", "id"),
                    },
                ),
                migrations.CreateModel(
                    name="DispositionAuthorisation",
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
                            "disposition",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="authorisations",
                                to="tranches.disposition",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="parties.person",
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("digest", models.CharField(max_length=64)),
                        ("factor", models.CharField(blank=True, max_length=60)),
                        ("effective_on", models.DateField()),
                    ],
                    options={
                        "ordering": ("disposition", "id"),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("disposition", "person"), name="disposition_authorised_once_a_person"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DispositionLetter",
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
                            "disposition",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="letter",
                                to="tranches.disposition",
                            ),
                        ),
                        (
                            "document",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.document",
                            ),
                        ),
                        ("made_on", models.DateField()),
                    ],
                ),
                migrations.CreateModel(
                    name="DispositionSending",
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
                            "disposition",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="sending",
                                to="tranches.disposition",
                            ),
                        ),
                        ("sent_on", models.DateField()),
                        ("how", models.CharField(max_length=200)),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="parties.person",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="DispositionAnswer",
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
                            "disposition",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="answers",
                                to="tranches.disposition",
                            ),
                        ),
                        (
                            "line",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="tranches.securityline",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("confirmed", "Confirmed"),
                                    ("partly_confirmed", "Confirmed in part"),
                                    ("refused", "Refused"),
                                    ("recalled", "Recalled"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("confirmed_shares", models.BigIntegerField()),
                        ("back_shares", models.BigIntegerField(default=0)),
                        ("reference", models.CharField(blank=True, max_length=120)),
                        ("reason", models.TextField(blank=True)),
                        ("answered_on", models.DateField()),
                        (
                            "document",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.document",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("disposition", "id"),
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("back_shares__gte", 0), ("confirmed_shares__gte", 0)),
                                name="disposition_answer_not_negative",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DispositionRecall",
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
                            "disposition",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="recall_requests",
                                to="tranches.disposition",
                            ),
                        ),
                        ("reason", models.TextField()),
                        ("requested_on", models.DateField()),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="parties.person",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="DispositionEnd",
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
                            "disposition",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="end",
                                to="tranches.disposition",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("confirmed", "Confirmed"),
                                    ("partly_confirmed", "Confirmed in part"),
                                    ("refused", "Refused"),
                                    ("recalled", "Recalled"),
                                    ("set_aside", "Set aside"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("ended_on", models.DateField()),
                        ("reason", models.TextField(blank=True)),
                        (
                            "document",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.document",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="parties.person",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="DisputeStage",
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
                        ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        (
                            "agreement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="dispute_stages",
                                to="tranches.escrowagreement",
                            ),
                        ),
                        (
                            "tranche",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="dispute_stages",
                                to="tranches.tranche",
                            ),
                        ),
                        ("number", models.PositiveIntegerField()),
                        (
                            "stage",
                            models.CharField(
                                choices=[
                                    ("negotiation", "Negotiation"),
                                    ("arbitration", "Arbitration"),
                                    ("award", "Award made"),
                                    ("ended", "Ended without an award"),
                                ],
                                max_length=12,
                            ),
                        ),
                        (
                            "notice",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="stages",
                                to="tranches.disputenotice",
                            ),
                        ),
                        ("began_on", models.DateField()),
                        ("forum", models.CharField(blank=True, max_length=200)),
                        ("seat", models.CharField(blank=True, max_length=120)),
                        ("case_reference", models.CharField(blank=True, max_length=120)),
                        ("text", models.TextField(blank=True)),
                        (
                            "document",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.document",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="parties.person",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("agreement", "number"),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("agreement", "number"), name="dispute_stage_number_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("stage", "arbitration"), _negated=True),
                                    models.Q(("forum__gt", ""), ("seat__gt", ""), ("case_reference__gt", "")),
                                    _connector="OR",
                                ),
                                name="dispute_stage_arbitration_named",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("stage__in", ("negotiation", "ended")),
                                    ("document__isnull", False),
                                    _connector="OR",
                                ),
                                name="dispute_stage_has_its_paper",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DamagesClaim",
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
                        ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        (
                            "agreement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="damages_claims",
                                to="tranches.escrowagreement",
                            ),
                        ),
                        (
                            "hold",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="claims",
                                to="tranches.hold",
                            ),
                        ),
                        (
                            "party",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="tranches.agreementparty",
                            ),
                        ),
                        ("number", models.PositiveIntegerField()),
                        ("amount_minor", models.BigIntegerField()),
                        ("currency", models.CharField(max_length=3)),
                        ("ground", models.TextField()),
                        (
                            "document",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.document",
                            ),
                        ),
                        ("claimed_on", models.DateField()),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="parties.person",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("agreement", "number"),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("agreement", "number"), name="damages_claim_number_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("amount_minor__gt", 0)),
                                name="damages_claim_amount_positive",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DamagesClaimEnd",
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
                                related_name="end",
                                to="tranches.damagesclaim",
                            ),
                        ),
                        (
                            "outcome",
                            models.CharField(
                                choices=[("settled", "Settled"), ("withdrawn", "Withdrawn")], max_length=10
                            ),
                        ),
                        ("amount_minor", models.BigIntegerField(blank=True, null=True)),
                        ("reason", models.TextField(blank=True)),
                        (
                            "document",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.document",
                            ),
                        ),
                        ("ended_on", models.DateField()),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="parties.person",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("amount_minor__isnull", True),
                                    models.Q(("amount_minor__gte", 0), ("outcome", "settled")),
                                    _connector="OR",
                                ),
                                name="damages_claim_end_amount_of_settled",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Dividend",
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
                            "agreement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="dividends",
                                to="tranches.escrowagreement",
                            ),
                        ),
                        ("number", models.PositiveIntegerField()),
                        (
                            "kind",
                            models.CharField(
                                choices=[("cash", "In money"), ("scrip", "In shares")], max_length=6
                            ),
                        ),
                        ("declared_on", models.DateField()),
                        ("record_on", models.DateField(verbose_name="record date")),
                        ("payment_on", models.DateField(verbose_name="payment date")),
                        ("amount_per_share", models.CharField(blank=True, max_length=30)),
                        ("currency", models.CharField(blank=True, max_length=3)),
                        ("ratio_new", models.PositiveIntegerField(blank=True, null=True)),
                        ("ratio_old", models.PositiveIntegerField(blank=True, null=True)),
                        (
                            "document",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.document",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="parties.person",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("agreement", "number"),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("agreement", "number"), name="dividend_number_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("amount_per_share__gt", ""),
                                        ("currency__gt", ""),
                                        ("kind", "cash"),
                                        ("ratio_new__isnull", True),
                                    ),
                                    models.Q(
                                        ("amount_per_share", ""),
                                        ("currency", ""),
                                        ("kind", "scrip"),
                                        ("ratio_new__gt", 0),
                                        ("ratio_old__gt", 0),
                                    ),
                                    _connector="OR",
                                ),
                                name="dividend_in_money_or_shares",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("payment_on__gte", models.F("record_on"))),
                                name="dividend_paid_after_record_date",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DividendSetAside",
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
                            "dividend",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="set_aside",
                                to="tranches.dividend",
                            ),
                        ),
                        ("reason", models.TextField()),
                        (
                            "document",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.document",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="parties.person",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name_plural": "dividends set aside",
                    },
                ),
                migrations.CreateModel(
                    name="DividendReceipt",
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
                            "agreement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="dividend_receipts",
                                to="tranches.escrowagreement",
                            ),
                        ),
                        (
                            "dividend",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="receipts",
                                to="tranches.dividend",
                            ),
                        ),
                        ("number", models.PositiveIntegerField()),
                        ("amount_minor", models.BigIntegerField()),
                        ("withheld_minor", models.BigIntegerField()),
                        ("currency", models.CharField(max_length=3)),
                        ("received_on", models.DateField()),
                        ("reference", models.CharField(blank=True, max_length=120)),
                        (
                            "document",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.document",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="parties.person",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("dividend", "number"),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("dividend", "number"), name="dividend_receipt_number_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("amount_minor__gt", 0), ("withheld_minor__gte", 0)),
                                name="dividend_receipt_positive",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DividendPayment",
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
                            "agreement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="dividend_payments",
                                to="tranches.escrowagreement",
                            ),
                        ),
                        (
                            "dividend",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="payments",
                                to="tranches.dividend",
                            ),
                        ),
                        ("number", models.PositiveIntegerField()),
                        ("amount_minor", models.BigIntegerField()),
                        ("currency", models.CharField(max_length=3)),
                        ("paid_on", models.DateField()),
                        ("reference", models.CharField(blank=True, max_length=120)),
                        (
                            "advice",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.document",
                            ),
                        ),
                        (
                            "document",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.document",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="parties.person",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("dividend", "number"),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("dividend", "number"), name="dividend_payment_number_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("amount_minor__gt", 0)), name="dividend_payment_positive"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ScripDelivery",
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
                            "agreement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="scrip_deliveries",
                                to="tranches.escrowagreement",
                            ),
                        ),
                        (
                            "dividend",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="deliveries",
                                to="tranches.dividend",
                            ),
                        ),
                        ("number", models.PositiveIntegerField()),
                        ("shares", models.BigIntegerField()),
                        ("delivered_on", models.DateField()),
                        ("reference", models.CharField(blank=True, max_length=120)),
                        (
                            "advice",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.document",
                            ),
                        ),
                        (
                            "document",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.document",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="parties.person",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name_plural": "scrip deliveries",
                        "ordering": ("dividend", "number"),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("dividend", "number"), name="scrip_delivery_number_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("shares__gt", 0)), name="scrip_delivery_positive"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="FeePayerAnswer",
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
                            "agreement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="fee_payer_answers",
                                to="tranches.escrowagreement",
                            ),
                        ),
                        ("number", models.PositiveIntegerField()),
                        (
                            "payer",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="tranches.agreementparty",
                            ),
                        ),
                        ("answered_on", models.DateField()),
                        (
                            "document",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.document",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="parties.person",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("agreement", "number"),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("agreement", "number"), name="fee_payer_answer_number_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="FeeEntry",
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
                            "agreement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="fee_entries",
                                to="tranches.escrowagreement",
                            ),
                        ),
                        ("number", models.PositiveIntegerField(verbose_name="fee year")),
                        ("starts_on", models.DateField()),
                        ("ends_on", models.DateField()),
                        ("days", models.PositiveIntegerField()),
                        ("year_days", models.PositiveIntegerField()),
                        ("amount_minor", models.BigIntegerField()),
                        ("currency", models.CharField(max_length=3)),
                        (
                            "terms_version",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="tranches.termsversion",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name_plural": "fee entries",
                        "ordering": ("agreement", "number"),
                        "constraints": [
                            models.UniqueConstraint(fields=("agreement", "number"), name="fee_year_once"),
                            models.CheckConstraint(
                                condition=models.Q(("amount_minor__gte", 0)), name="fee_not_negative"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("ends_on__gte", models.F("starts_on"))),
                                name="fee_year_dates_in_order",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="FeeInvoice",
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
                            "agreement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="fee_invoices",
                                to="tranches.escrowagreement",
                            ),
                        ),
                        (
                            "entry",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="invoice",
                                to="tranches.feeentry",
                            ),
                        ),
                        ("number", models.PositiveIntegerField()),
                        (
                            "payer",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="tranches.agreementparty",
                            ),
                        ),
                        ("issued_on", models.DateField()),
                        (
                            "document",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.document",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="parties.person",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("agreement", "number"),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("agreement", "number"), name="fee_invoice_number_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="FeePayment",
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
                            "agreement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="fee_payments",
                                to="tranches.escrowagreement",
                            ),
                        ),
                        (
                            "invoice",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="payments",
                                to="tranches.feeinvoice",
                            ),
                        ),
                        ("amount_minor", models.BigIntegerField()),
                        ("currency", models.CharField(max_length=3)),
                        ("received_on", models.DateField()),
                        ("reference", models.CharField(blank=True, max_length=120)),
                        (
                            "document",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.document",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="parties.person",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("invoice", "id"),
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("amount_minor__gt", 0)), name="fee_payment_positive"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="LegalHold",
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
                            "agreement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="legal_holds",
                                to="tranches.escrowagreement",
                            ),
                        ),
                        ("number", models.PositiveIntegerField()),
                        ("reason", models.TextField()),
                        (
                            "document",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.document",
                            ),
                        ),
                        ("set_on", models.DateField()),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="parties.person",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("agreement", "number"),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("agreement", "number"), name="legal_hold_number_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="LegalHoldLift",
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
                            "hold",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="lift",
                                to="tranches.legalhold",
                            ),
                        ),
                        ("reason", models.TextField()),
                        (
                            "document",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.document",
                            ),
                        ),
                        ("lifted_on", models.DateField()),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="parties.person",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Meeting",
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
                        ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        (
                            "agreement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="meetings",
                                to="tranches.escrowagreement",
                            ),
                        ),
                        ("number", models.PositiveIntegerField()),
                        ("title", models.CharField(max_length=200)),
                        ("meeting_on", models.DateField()),
                        ("record_on", models.DateField(verbose_name="record date")),
                        ("cut_off_at", models.DateTimeField(verbose_name="cut-off")),
                        (
                            "document",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.document",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="parties.person",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("agreement", "number"),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("agreement", "number"), name="meeting_number_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("meeting_on__gte", models.F("record_on"))),
                                name="meeting_after_record_date",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="MeetingSetAside",
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
                            "meeting",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="set_aside",
                                to="tranches.meeting",
                            ),
                        ),
                        ("reason", models.TextField()),
                        (
                            "document",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.document",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="parties.person",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name_plural": "meetings set aside",
                    },
                ),
                migrations.CreateModel(
                    name="MeetingResolution",
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
                            "meeting",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="resolutions",
                                to="tranches.meeting",
                            ),
                        ),
                        ("number", models.PositiveIntegerField()),
                        ("text", models.CharField(max_length=500)),
                    ],
                    options={
                        "ordering": ("meeting", "number"),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("meeting", "number"), name="meeting_resolution_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="VotingDirection",
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
                            "meeting",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="directions",
                                to="tranches.meeting",
                            ),
                        ),
                        ("number", models.PositiveIntegerField()),
                        (
                            "party",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="tranches.agreementparty",
                            ),
                        ),
                        (
                            "via",
                            models.CharField(
                                choices=[("portal", "Portal"), ("paper", "Paper")], max_length=6
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="parties.person",
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
                        ("factor", models.CharField(blank=True, max_length=60)),
                        ("meaning", models.TextField()),
                        ("effective_on", models.DateField()),
                        (
                            "document",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.document",
                            ),
                        ),
                        (
                            "filed_person",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="parties.person",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("meeting", "number"),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("meeting", "number"), name="voting_direction_number_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("user__isnull", False), ("via", "portal")),
                                    models.Q(
                                        ("document__isnull", False),
                                        ("filed_person__isnull", False),
                                        ("via", "paper"),
                                    ),
                                    _connector="OR",
                                ),
                                name="voting_direction_has_its_proof",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DirectionVote",
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
                            "direction",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="votes",
                                to="tranches.votingdirection",
                            ),
                        ),
                        (
                            "resolution",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="votes",
                                to="tranches.meetingresolution",
                            ),
                        ),
                        (
                            "choice",
                            models.CharField(
                                choices=[("for", "For"), ("against", "Against"), ("abstain", "Abstain")],
                                max_length=8,
                            ),
                        ),
                        ("shares", models.BigIntegerField(blank=True, null=True)),
                    ],
                    options={
                        "ordering": ("direction", "resolution__number"),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("direction", "resolution"), name="direction_vote_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("shares__isnull", True), ("shares__gt", 0), _connector="OR"
                                ),
                                name="direction_vote_positive",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Notice",
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
                        ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        (
                            "agreement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="notices",
                                to="tranches.escrowagreement",
                            ),
                        ),
                        ("number", models.PositiveIntegerField()),
                        ("subject", models.CharField(max_length=200)),
                        ("text", models.TextField()),
                        (
                            "sender",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="notices_sent",
                                to="tranches.agreementparty",
                            ),
                        ),
                        ("sent_on", models.DateField()),
                        ("courier", models.CharField(max_length=100)),
                        ("tracking_number", models.CharField(max_length=100)),
                        (
                            "document",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.document",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="parties.person",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("agreement", "number"),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("agreement", "number"), name="notice_number_once"
                            ),
                            models.UniqueConstraint(
                                fields=("agreement", "courier", "tracking_number"),
                                name="notice_consignment_once",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="NoticeAddressee",
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
                            "notice",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="addressees",
                                to="tranches.notice",
                            ),
                        ),
                        (
                            "party",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="notices_received",
                                to="tranches.agreementparty",
                            ),
                        ),
                        ("name", models.CharField(max_length=200)),
                        ("address", models.TextField()),
                    ],
                    options={
                        "ordering": ("notice", "id"),
                        "constraints": [
                            models.UniqueConstraint(fields=("notice", "party"), name="notice_addressee_once"),
                            models.CheckConstraint(
                                condition=models.Q(("address", ""), _negated=True),
                                name="notice_addressee_has_address",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="NoticeReceipt",
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
                            "addressee",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="receipt",
                                to="tranches.noticeaddressee",
                            ),
                        ),
                        (
                            "outcome",
                            models.CharField(
                                choices=[
                                    ("delivered", "Delivered"),
                                    ("refused", "Acceptance refused"),
                                    ("returned", "Came back undelivered"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("happened_on", models.DateField()),
                        ("signed_for_by", models.CharField(blank=True, max_length=200)),
                        (
                            "document",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.document",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="parties.person",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="ClosingPrice",
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
                            "agreement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="closing_prices",
                                to="tranches.escrowagreement",
                            ),
                        ),
                        ("number", models.PositiveIntegerField()),
                        ("day", models.DateField()),
                        ("price", models.CharField(max_length=30)),
                        ("currency", models.CharField(max_length=3)),
                        ("source", models.CharField(max_length=200)),
                        (
                            "document",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.document",
                            ),
                        ),
                        ("reason", models.TextField(blank=True)),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="parties.person",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("agreement", "day", "number"),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("agreement", "number"), name="closing_price_number_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DelayReason",
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
                            "agreement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="delay_reasons",
                                to="tranches.escrowagreement",
                            ),
                        ),
                        (
                            "tranche",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="delay_reasons",
                                to="tranches.tranche",
                            ),
                        ),
                        ("number", models.PositiveIntegerField()),
                        (
                            "debtor",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="tranches.agreementparty",
                            ),
                        ),
                        ("is_justified", models.BooleanField()),
                        ("starts_on", models.DateField()),
                        ("ends_on", models.DateField()),
                        ("ground", models.TextField()),
                        ("author", models.CharField(max_length=200, verbose_name="decided by")),
                        ("decided_on", models.DateField()),
                        (
                            "document",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.document",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="parties.person",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("agreement", "number"),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("agreement", "number"), name="delay_reason_number_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("ends_on__gte", models.F("starts_on"))),
                                name="delay_reason_dates_in_order",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PenaltyStatement",
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
                            "agreement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="penalty_statements",
                                to="tranches.escrowagreement",
                            ),
                        ),
                        (
                            "tranche",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="penalty_statements",
                                to="tranches.tranche",
                            ),
                        ),
                        ("number", models.PositiveIntegerField()),
                        (
                            "debtor",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="tranches.agreementparty",
                            ),
                        ),
                        ("until", models.DateField()),
                        ("days", models.PositiveIntegerField()),
                        ("amount_minor", models.BigIntegerField()),
                        ("currency", models.CharField(max_length=3)),
                        ("content", models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder)),
                        (
                            "terms_version",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="tranches.termsversion",
                            ),
                        ),
                        (
                            "document",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.document",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="parties.person",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("agreement", "number"),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("agreement", "number"), name="penalty_statement_number_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("amount_minor__gte", 0)),
                                name="penalty_statement_not_negative",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="TransferListing",
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
                            "agreement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="transfer_listings",
                                to="tranches.escrowagreement",
                            ),
                        ),
                        ("number", models.PositiveIntegerField()),
                        ("starts_on", models.DateField()),
                        ("ends_on", models.DateField()),
                        (
                            "document",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.document",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="parties.person",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("agreement", "number"),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("agreement", "number"), name="transfer_listing_number_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("ends_on__gte", models.F("starts_on"))),
                                name="transfer_listing_dates_in_order",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="TransferEntry",
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
                            "agreement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="transfer_entries",
                                to="tranches.escrowagreement",
                            ),
                        ),
                        (
                            "listing",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="entries",
                                to="tranches.transferlisting",
                            ),
                        ),
                        ("row_number", models.PositiveIntegerField(verbose_name="line of the file")),
                        ("reference", models.CharField(max_length=120)),
                        ("happened_on", models.DateField()),
                        ("shares", models.BigIntegerField()),
                        ("delivered_to", models.CharField(max_length=200)),
                    ],
                    options={
                        "verbose_name_plural": "transfer entries",
                        "ordering": ("agreement", "happened_on", "id"),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("agreement", "reference", "happened_on", "shares", "delivered_to"),
                                name="transfer_entry_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("shares__gt", 0)), name="transfer_entry_positive"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SavedScenario",
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
                        ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        (
                            "agreement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="scenarios",
                                to="tranches.escrowagreement",
                            ),
                        ),
                        (
                            "party",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="parties.party",
                            ),
                        ),
                        ("number", models.PositiveIntegerField()),
                        (
                            "name",
                            models.CharField(
                                max_length=80, validators=[django.core.validators.MinLengthValidator(1)]
                            ),
                        ),
                        ("actuals", models.JSONField()),
                        ("replaces_recorded", models.BooleanField(default=False)),
                        (
                            "terms_version",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="tranches.termsversion",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="parties.person",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("agreement", "-number"),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("agreement", "number"), name="scenario_number_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ScenarioSetAside",
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
                            "scenario",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="set_aside",
                                to="tranches.savedscenario",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="parties.person",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name_plural": "scenarios set aside",
                    },
                ),
                migrations.CreateModel(
                    name="DatedStatement",
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
                            "agreement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="dated_statements",
                                to="tranches.escrowagreement",
                            ),
                        ),
                        ("as_at", models.DateField()),
                        ("known_on", models.DateField()),
                        ("known_until", models.DateTimeField()),
                        ("content_digest", models.CharField(max_length=64)),
                        (
                            "document",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.document",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("agreement", "id"),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("agreement", "as_at", "known_on", "content_digest"),
                                name="dated_statement_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("known_on__gte", models.F("as_at"))),
                                name="dated_statement_known_on_its_day",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Instruction",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        (
                            "agreement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="instructions",
                                to="tranches.escrowagreement",
                            ),
                        ),
                        ("number", models.PositiveIntegerField()),
                        (
                            "basis",
                            models.CharField(
                                choices=[
                                    ("joint", "Joint written instruction"),
                                    ("settlement", "Settlement signed by all parties"),
                                    ("award", "Arbitral award"),
                                    ("judgment", "Judgment"),
                                    ("return", "Joint instruction to return"),
                                ],
                                max_length=12,
                            ),
                        ),
                        (
                            "state",
                            django_fsm.FSMField(
                                choices=[
                                    ("draft", "Draft"),
                                    ("submitted", "Submitted"),
                                    ("approved", "Approved"),
                                    ("executed", "Executed"),
                                    ("rejected", "Rejected"),
                                    ("withdrawn", "Withdrawn"),
                                    ("superseded", "Superseded"),
                                ],
                                default="draft",
                                editable=False,
                                max_length=50,
                            ),
                        ),
                        ("attempt", models.PositiveIntegerField(default=1, editable=False)),
                        (
                            "recipient",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="tranches.agreementparty",
                            ),
                        ),
                        (
                            "delivery_account",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="parties.deliveryaccount",
                            ),
                        ),
                        (
                            "assessment",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="instructions",
                                to="tranches.assessment",
                            ),
                        ),
                        ("content", models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder)),
                        ("digest", models.CharField(max_length=64)),
                        ("difference_reason", models.TextField(blank=True)),
                        (
                            "proposal",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.document",
                            ),
                        ),
                        (
                            "executed_paper",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.document",
                            ),
                        ),
                        (
                            "prepared_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "prepared_person",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="parties.person",
                            ),
                        ),
                        ("prepared_at", models.DateTimeField()),
                    ],
                    options={
                        "ordering": ("agreement", "number"),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("agreement", "number"), name="instruction_number_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "state__in",
                                        [
                                            "draft",
                                            "submitted",
                                            "approved",
                                            "executed",
                                            "rejected",
                                            "withdrawn",
                                            "superseded",
                                        ],
                                    )
                                ),
                                name="instruction_state_known",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="InstructionLine",
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
                            "instruction",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="lines",
                                to="tranches.instruction",
                            ),
                        ),
                        (
                            "tranche",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="instruction_lines",
                                to="tranches.tranche",
                            ),
                        ),
                        (
                            "origin",
                            models.CharField(
                                choices=[
                                    ("own", "Own year"),
                                    ("offset", "Offset"),
                                    ("governed", "Fixed by the governing paper"),
                                    ("return", "Kept, returned for cancellation"),
                                ],
                                max_length=10,
                            ),
                        ),
                        (
                            "offset_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="tranches.tranche",
                            ),
                        ),
                        ("shares", models.BigIntegerField()),
                        ("computed_shares", models.BigIntegerField(null=True)),
                    ],
                    options={
                        "ordering": ("instruction", "id"),
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("shares__gte", 0)), name="instruction_line_not_negative"
                            ),
                            models.UniqueConstraint(
                                fields=("instruction", "tranche"), name="instruction_line_once_per_tranche"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PaperSignature",
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
                            "instruction",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="paper_signatures",
                                to="tranches.instruction",
                            ),
                        ),
                        (
                            "party",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="tranches.agreementparty",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="parties.person",
                            ),
                        ),
                        ("signed_on", models.DateField()),
                        ("received_on", models.DateField()),
                        ("digest", models.CharField(max_length=64)),
                        (
                            "document",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.document",
                            ),
                        ),
                        (
                            "filed_person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="parties.person",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("instruction", "id"),
                    },
                ),
                migrations.CreateModel(
                    name="Approval",
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
                            "instruction",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="approvals",
                                to="tranches.instruction",
                            ),
                        ),
                        (
                            "party",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="approvals",
                                to="tranches.agreementparty",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="approvals",
                                to="parties.person",
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
                        (
                            "answer",
                            models.CharField(
                                choices=[("approve", "Approved"), ("reject", "Rejected")], max_length=8
                            ),
                        ),
                        (
                            "via",
                            models.CharField(
                                choices=[("portal", "Portal"), ("paper", "Paper")], max_length=8
                            ),
                        ),
                        ("digest", models.CharField(max_length=64)),
                        ("alone", models.BooleanField(default=True)),
                        ("meaning", models.TextField()),
                        ("reason", models.TextField(blank=True)),
                        ("factor", models.CharField(blank=True, max_length=60)),
                        ("acknowledged_difference", models.BigIntegerField(blank=True, null=True)),
                        ("acknowledged_opinion", models.TextField(blank=True)),
                        ("effective_on", models.DateField()),
                        (
                            "paper_signature",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="approval",
                                to="tranches.papersignature",
                            ),
                        ),
                        (
                            "checked_person",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="parties.person",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("instruction", "id"),
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("paper_signature__isnull", True),
                                        ("user__isnull", False),
                                        ("via", "portal"),
                                    ),
                                    models.Q(
                                        ("checked_person__isnull", False),
                                        ("paper_signature__isnull", False),
                                        ("via", "paper"),
                                    ),
                                    _connector="OR",
                                ),
                                name="approval_has_its_proof",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ApprovalRevocation",
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
                            "approval",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="revocation",
                                to="tranches.approval",
                            ),
                        ),
                        ("reason", models.TextField()),
                        ("revoked_on", models.DateField()),
                    ],
                ),
                migrations.CreateModel(
                    name="AuthorityPaper",
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
                            "instruction",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="authority_paper",
                                to="tranches.instruction",
                            ),
                        ),
                        (
                            "document",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.document",
                            ),
                        ),
                        ("forum", models.CharField(blank=True, max_length=200)),
                        ("case_reference", models.CharField(blank=True, max_length=120)),
                        ("dated_on", models.DateField()),
                        ("received_on", models.DateField()),
                        (
                            "signed_by",
                            models.JSONField(
                                default=list, encoder=django.core.serializers.json.DjangoJSONEncoder
                            ),
                        ),
                        (
                            "filed_person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="parties.person",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="AuthorityCheck",
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
                            "paper",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="check_record",
                                to="tranches.authoritypaper",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="parties.person",
                            ),
                        ),
                        ("finding", models.TextField()),
                        ("checked_on", models.DateField()),
                    ],
                ),
                migrations.CreateModel(
                    name="CallBack",
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
                            "instruction",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="call_backs",
                                to="tranches.instruction",
                            ),
                        ),
                        ("attempt", models.PositiveIntegerField()),
                        (
                            "number",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="calls",
                                to="parties.contactnumber",
                            ),
                        ),
                        (
                            "outcome",
                            models.CharField(
                                choices=[
                                    ("confirmed", "Reached, and confirmed"),
                                    ("denied", "Reached, and denied"),
                                    ("no_answer", "Nobody reached"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("reached", models.CharField(blank=True, max_length=200)),
                        ("note", models.TextField(blank=True)),
                        ("called_at", models.DateTimeField()),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="parties.person",
                            ),
                        ),
                        (
                            "hold",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="tranches.hold",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("instruction", "id"),
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("outcome", "no_answer"),
                                    models.Q(("reached", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="call_back_says_whom",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ChecklistTick",
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
                            "instruction",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="ticks",
                                to="tranches.instruction",
                            ),
                        ),
                        ("attempt", models.PositiveIntegerField()),
                        ("item", models.CharField(max_length=40)),
                        ("note", models.TextField(blank=True)),
                        (
                            "document",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.document",
                            ),
                        ),
                        ("checked_on", models.DateField()),
                        ("valid_until", models.DateField(blank=True, null=True)),
                        (
                            "account",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="parties.deliveryaccount",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="parties.person",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("instruction", "id"),
                    },
                ),
                migrations.CreateModel(
                    name="Authorisation",
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
                            "instruction",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="authorisations",
                                to="tranches.instruction",
                            ),
                        ),
                        ("attempt", models.PositiveIntegerField()),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="parties.person",
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("digest", models.CharField(max_length=64)),
                        ("factor", models.CharField(blank=True, max_length=60)),
                        ("effective_on", models.DateField()),
                    ],
                    options={
                        "ordering": ("instruction", "id"),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("instruction", "attempt", "person"),
                                name="authorisation_once_a_person",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalRelease",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        ("public_id", models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                        ("number", models.PositiveIntegerField()),
                        ("attempt", models.PositiveIntegerField()),
                        (
                            "state",
                            django_fsm.FSMField(
                                choices=[
                                    ("authorised", "Authorised"),
                                    ("sent", "Sent"),
                                    ("confirmed", "Confirmed"),
                                    ("partly_confirmed", "Confirmed in part"),
                                    ("refused", "Refused"),
                                    ("recalled", "Recalled"),
                                ],
                                default="authorised",
                                editable=False,
                                max_length=50,
                            ),
                        ),
                        ("authorised_at", models.DateTimeField()),
                        ("due_on", models.DateField()),
                        (
                            "agreement",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="tranches.escrowagreement",
                            ),
                        ),
                        (
                            "instruction",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="tranches.instruction",
                            ),
                        ),
                        (
                            "letter",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="documents.document",
                            ),
                        ),
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
                        "verbose_name": "historical release",
                        "verbose_name_plural": "historical releases",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="Release",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        (
                            "agreement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="releases",
                                to="tranches.escrowagreement",
                            ),
                        ),
                        (
                            "instruction",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="releases",
                                to="tranches.instruction",
                            ),
                        ),
                        ("number", models.PositiveIntegerField()),
                        ("attempt", models.PositiveIntegerField()),
                        (
                            "state",
                            django_fsm.FSMField(
                                choices=[
                                    ("authorised", "Authorised"),
                                    ("sent", "Sent"),
                                    ("confirmed", "Confirmed"),
                                    ("partly_confirmed", "Confirmed in part"),
                                    ("refused", "Refused"),
                                    ("recalled", "Recalled"),
                                ],
                                default="authorised",
                                editable=False,
                                max_length=50,
                            ),
                        ),
                        (
                            "letter",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.document",
                            ),
                        ),
                        ("authorised_at", models.DateTimeField()),
                        ("due_on", models.DateField()),
                    ],
                    options={
                        "ordering": ("agreement", "number"),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("agreement", "number"), name="release_number_once"
                            ),
                            models.UniqueConstraint(
                                fields=("instruction", "attempt"), name="release_once_per_attempt"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "state__in",
                                        [
                                            "authorised",
                                            "sent",
                                            "confirmed",
                                            "partly_confirmed",
                                            "refused",
                                            "recalled",
                                        ],
                                    )
                                ),
                                name="release_state_known",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ReleaseLine",
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
                            "release",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="lines",
                                to="tranches.release",
                            ),
                        ),
                        (
                            "instruction_line",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="release_lines",
                                to="tranches.instructionline",
                            ),
                        ),
                        ("shares", models.BigIntegerField()),
                    ],
                    options={
                        "ordering": ("release", "id"),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("release", "instruction_line"), name="release_line_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("shares__gt", 0)), name="release_line_shares_positive"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="TransferAgentAnswer",
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
                            "release",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="answers",
                                to="tranches.release",
                            ),
                        ),
                        (
                            "line",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="tranches.securityline",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("confirmed", "Confirmed"),
                                    ("partly_confirmed", "Confirmed in part"),
                                    ("refused", "Refused"),
                                    ("recalled", "Recalled"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("confirmed_shares", models.BigIntegerField()),
                        ("back_shares", models.BigIntegerField(default=0)),
                        ("reference", models.CharField(blank=True, max_length=120)),
                        ("reason", models.TextField(blank=True)),
                        ("answered_on", models.DateField()),
                        (
                            "document",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.document",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("release", "id"),
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("confirmed_shares__gte", 0)),
                                name="answer_shares_not_negative",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("back_shares__gte", 0)), name="answer_back_not_negative"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RecallRequest",
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
                            "release",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="recall_requests",
                                to="tranches.release",
                            ),
                        ),
                        ("reason", models.TextField()),
                        ("requested_on", models.DateField()),
                    ],
                ),
                migrations.CreateModel(
                    name="DeliveryClaim",
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
                            "agreement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="delivery_claims",
                                to="tranches.escrowagreement",
                            ),
                        ),
                        ("number", models.PositiveIntegerField()),
                        (
                            "release",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="claims",
                                to="tranches.release",
                            ),
                        ),
                        (
                            "release_line",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="claims",
                                to="tranches.releaseline",
                            ),
                        ),
                        ("shares", models.BigIntegerField()),
                        ("went_to", models.CharField(max_length=200, verbose_name="where the shares went")),
                        ("claimed_from", models.CharField(max_length=200)),
                        ("grounds", models.TextField()),
                        ("found_on", models.DateField()),
                        ("claimed_on", models.DateField()),
                        (
                            "document",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.document",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="parties.person",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("agreement", "number"),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("agreement", "number"), name="delivery_claim_number_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("shares__gt", 0)), name="delivery_claim_positive"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("claimed_on__gte", models.F("found_on"))),
                                name="delivery_claim_dates_in_order",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ClaimRecovery",
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
                            "agreement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="claim_recoveries",
                                to="tranches.escrowagreement",
                            ),
                        ),
                        (
                            "claim",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="recoveries",
                                to="tranches.deliveryclaim",
                            ),
                        ),
                        ("number", models.PositiveIntegerField()),
                        ("shares", models.BigIntegerField()),
                        ("came_back_on", models.DateField()),
                        ("reference", models.CharField(blank=True, max_length=120)),
                        (
                            "document",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.document",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="parties.person",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name_plural": "claim recoveries",
                        "ordering": ("claim", "number"),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("claim", "number"), name="claim_recovery_number_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("shares__gt", 0)), name="claim_recovery_positive"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RecoveryCheck",
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
                            "agreement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="recovery_checks",
                                to="tranches.escrowagreement",
                            ),
                        ),
                        (
                            "recovery",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="check_record",
                                to="tranches.claimrecovery",
                            ),
                        ),
                        ("is_accepted", models.BooleanField()),
                        ("finding", models.TextField()),
                        ("checked_on", models.DateField()),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="parties.person",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="ClaimSettlement",
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
                            "agreement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="claim_settlements",
                                to="tranches.escrowagreement",
                            ),
                        ),
                        (
                            "claim",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="settlement",
                                to="tranches.deliveryclaim",
                            ),
                        ),
                        (
                            "outcome",
                            models.CharField(
                                choices=[
                                    (
                                        "passed_on",
                                        "The account holder passed the shares on to the right recipient",
                                    ),
                                    ("replaced", "The right recipient was given other shares in their place"),
                                    ("unfounded", "The account was the right one after all"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("shares", models.BigIntegerField()),
                        ("reason", models.TextField()),
                        ("settled_on", models.DateField()),
                        (
                            "document",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.document",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="parties.person",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("shares__gt", 0)), name="claim_settlement_positive"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ReturnNotice",
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
                            "instruction",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="return_notice",
                                to="tranches.instruction",
                            ),
                        ),
                        (
                            "document",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.document",
                            ),
                        ),
                        ("noticed_on", models.DateField()),
                        ("how", models.CharField(max_length=200)),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="parties.person",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Cancellation",
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
                            "release",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="cancellation",
                                to="tranches.release",
                            ),
                        ),
                        ("shares", models.BigIntegerField()),
                        ("cancelled_on", models.DateField()),
                        ("reference", models.CharField(blank=True, max_length=120)),
                        (
                            "document",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.document",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="parties.person",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("shares__gt", 0)), name="cancellation_shares_positive"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ReleaseCost",
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
                            "release",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="costs",
                                to="tranches.release",
                            ),
                        ),
                        ("number", models.PositiveIntegerField()),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("handling", "Handling fee"),
                                    ("tax", "Tax"),
                                    ("other", "Other cost"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("what", models.CharField(max_length=200)),
                        ("amount_minor", models.BigIntegerField()),
                        ("currency", models.CharField(max_length=3)),
                        (
                            "borne_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="tranches.agreementparty",
                            ),
                        ),
                        ("reason", models.TextField(blank=True)),
                        ("incurred_on", models.DateField()),
                        (
                            "document",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.document",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="parties.person",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("release", "number"),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("release", "number"), name="release_cost_number_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("amount_minor__gt", 0)), name="release_cost_positive"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SecurityLine",
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
                            "agreement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="security_lines",
                                to="tranches.escrowagreement",
                            ),
                        ),
                        ("number", models.PositiveIntegerField()),
                        ("instrument", models.CharField(max_length=200)),
                        ("opened_on", models.DateField()),
                        ("ratio_new", models.BigIntegerField(default=1)),
                        ("ratio_old", models.BigIntegerField(default=1)),
                        (
                            "opened_by",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="opened_line",
                                to="tranches.corporateaction",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("agreement", "number"),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("agreement", "number"), name="security_line_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("ratio_new__gt", 0), ("ratio_old__gt", 0)),
                                name="security_line_ratio_positive",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("number", 1), ("opened_by__isnull", True)),
                                    models.Q(("number__gt", 1), ("opened_by__isnull", False)),
                                    _connector="OR",
                                ),
                                name="security_line_opened_by_action",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Assessment",
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
                            "agreement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="assessments",
                                to="tranches.escrowagreement",
                            ),
                        ),
                        ("number", models.PositiveIntegerField()),
                        (
                            "report",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="assessments",
                                to="tranches.report",
                            ),
                        ),
                        (
                            "terms_version",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="assessments",
                                to="tranches.termsversion",
                            ),
                        ),
                        (
                            "line",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="assessments",
                                to="tranches.securityline",
                            ),
                        ),
                        ("actuals", models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder)),
                        ("result", models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder)),
                        ("digest", models.CharField(max_length=64)),
                        ("effective_on", models.DateField()),
                    ],
                    options={
                        "ordering": ("agreement", "number"),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("agreement", "number"), name="assessment_number_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalInstruction",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        ("public_id", models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                        ("number", models.PositiveIntegerField()),
                        (
                            "basis",
                            models.CharField(
                                choices=[
                                    ("joint", "Joint written instruction"),
                                    ("settlement", "Settlement signed by all parties"),
                                    ("award", "Arbitral award"),
                                    ("judgment", "Judgment"),
                                    ("return", "Joint instruction to return"),
                                ],
                                max_length=12,
                            ),
                        ),
                        (
                            "state",
                            django_fsm.FSMField(
                                choices=[
                                    ("draft", "Draft"),
                                    ("submitted", "Submitted"),
                                    ("approved", "Approved"),
                                    ("executed", "Executed"),
                                    ("rejected", "Rejected"),
                                    ("withdrawn", "Withdrawn"),
                                    ("superseded", "Superseded"),
                                ],
                                default="draft",
                                editable=False,
                                max_length=50,
                            ),
                        ),
                        ("attempt", models.PositiveIntegerField(default=1, editable=False)),
                        ("content", models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder)),
                        ("digest", models.CharField(max_length=64)),
                        ("difference_reason", models.TextField(blank=True)),
                        ("prepared_at", models.DateTimeField()),
                        (
                            "agreement",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="tranches.escrowagreement",
                            ),
                        ),
                        (
                            "recipient",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="tranches.agreementparty",
                            ),
                        ),
                        (
                            "delivery_account",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="parties.deliveryaccount",
                            ),
                        ),
                        (
                            "assessment",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="tranches.assessment",
                            ),
                        ),
                        (
                            "proposal",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="documents.document",
                            ),
                        ),
                        (
                            "executed_paper",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="documents.document",
                            ),
                        ),
                        (
                            "prepared_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "prepared_person",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="parties.person",
                            ),
                        ),
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
                        "verbose_name": "historical instruction",
                        "verbose_name_plural": "historical instructions",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="CorporateAction",
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
                        ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        (
                            "agreement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="corporate_actions",
                                to="tranches.escrowagreement",
                            ),
                        ),
                        ("number", models.PositiveIntegerField()),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("split", "Split"),
                                    ("consolidation", "Consolidation"),
                                    ("reclassification", "Reclassification"),
                                    ("renaming", "New name or ticker"),
                                    ("exchange", "Exchange in a merger"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("ratio_new", models.BigIntegerField()),
                        ("ratio_old", models.BigIntegerField()),
                        (
                            "fraction_policy",
                            models.CharField(
                                choices=[
                                    ("down", "Down, the fraction in cash"),
                                    ("half_up", "To the nearest, half up"),
                                    ("up", "Up"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("effective_on", models.DateField()),
                        (
                            "closes",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="closing_actions",
                                to="tranches.securityline",
                            ),
                        ),
                        ("instrument", models.CharField(max_length=200)),
                        ("instrument_zh", models.CharField(blank=True, max_length=200)),
                        ("issuer", models.CharField(max_length=200)),
                        ("issuer_zh", models.CharField(blank=True, max_length=200)),
                        ("ticker", models.CharField(blank=True, max_length=20)),
                        ("par_value", models.CharField(blank=True, max_length=60)),
                        ("cusip", models.CharField(blank=True, max_length=12, verbose_name="CUSIP")),
                        ("stated_shares", models.BigIntegerField()),
                        ("cash_minor", models.BigIntegerField(blank=True, null=True)),
                        ("cash_currency", models.CharField(blank=True, max_length=3)),
                        (
                            "document",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.document",
                            ),
                        ),
                        ("content", models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder)),
                        ("digest", models.CharField(max_length=64)),
                        (
                            "prepared_person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="parties.person",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("agreement", "number"),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("agreement", "number"), name="corporate_action_number_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("ratio_new__gt", 0),
                                    ("ratio_new__lte", 1000000),
                                    ("ratio_old__gt", 0),
                                    ("ratio_old__lte", 1000000),
                                ),
                                name="corporate_action_ratio_possible",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("fraction_policy__in", ("down", "half_up", "up"))),
                                name="corporate_action_policy_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("stated_shares__gte", 0)),
                                name="corporate_action_shares_not_negative",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("cash_currency", ""), ("cash_minor__isnull", True)),
                                    models.Q(("cash_currency__gt", ""), ("cash_minor__gt", 0)),
                                    _connector="OR",
                                ),
                                name="corporate_action_cash_has_currency",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CorporateActionDecision",
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
                            "action",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="decision",
                                to="tranches.corporateaction",
                            ),
                        ),
                        (
                            "outcome",
                            models.CharField(
                                choices=[("authorised", "Authorised"), ("withdrawn", "Withdrawn")],
                                max_length=10,
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="parties.person",
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("digest", models.CharField(blank=True, max_length=64)),
                        ("factor", models.CharField(blank=True, max_length=60)),
                        ("reason", models.TextField(blank=True)),
                        (
                            "document",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.document",
                            ),
                        ),
                        ("decided_on", models.DateField()),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("digest__gt", ""),
                                        ("document__isnull", False),
                                        ("outcome", "authorised"),
                                    ),
                                    models.Q(("outcome", "withdrawn"), ("reason__gt", "")),
                                    _connector="OR",
                                ),
                                name="corporate_action_decision_has_its_proof",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ConversionRow",
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
                            "action",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="rows",
                                to="tranches.corporateaction",
                            ),
                        ),
                        ("number", models.PositiveIntegerField()),
                        (
                            "account",
                            models.CharField(
                                choices=[
                                    ("issuer", "Issuer"),
                                    ("unallocated", "Unallocated"),
                                    ("held", "Held"),
                                    ("reserved", "Reserved"),
                                    ("kept", "Kept"),
                                    ("reserved_return", "Reserved for return"),
                                    ("returned", "Returned, not yet cancelled"),
                                    ("recipient", "Released"),
                                    ("cancelled", "Cancelled"),
                                    ("disposed", "Disposed of by law"),
                                    ("converted", "Converted"),
                                ],
                                max_length=20,
                            ),
                        ),
                        (
                            "tranche",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="conversion_rows",
                                to="tranches.tranche",
                            ),
                        ),
                        (
                            "release_line",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="conversion_rows",
                                to="tranches.releaseline",
                            ),
                        ),
                        ("drawn_from", models.CharField(blank=True, max_length=20)),
                        ("shares_before", models.BigIntegerField()),
                        ("shares_after", models.BigIntegerField()),
                    ],
                    options={
                        "ordering": ("action", "number"),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("action", "number"), name="conversion_row_number_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("shares_after__gte", 0), ("shares_before__gt", 0)),
                                name="conversion_row_shares_possible",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("account__in", ("reserved", "reserved_return")),
                                        ("release_line__isnull", False),
                                    ),
                                    models.Q(
                                        models.Q(
                                            ("account__in", ("reserved", "reserved_return")), _negated=True
                                        ),
                                        ("drawn_from", ""),
                                        ("release_line__isnull", True),
                                    ),
                                    _connector="OR",
                                ),
                                name="conversion_row_of_reserved_names_its_letter",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Posting",
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
                            "agreement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="postings",
                                to="tranches.escrowagreement",
                            ),
                        ),
                        (
                            "line",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="postings",
                                to="tranches.securityline",
                            ),
                        ),
                        ("number", models.PositiveIntegerField()),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("deposit", "Deposit"),
                                    ("allocation", "Allocation"),
                                    ("reservation", "Reservation"),
                                    ("release", "Release"),
                                    ("reservation_back", "Reservation undone"),
                                    ("deduction", "Deduction"),
                                    ("return", "Return"),
                                    ("cancellation", "Cancellation"),
                                    ("disposition", "Legal disposition"),
                                    ("conversion", "Conversion"),
                                    ("reversal", "Reversal"),
                                    ("recovery", "Recovery of a wrong delivery"),
                                    ("reallocation", "Reallocation by amendment"),
                                ],
                                max_length=20,
                            ),
                        ),
                        (
                            "from_account",
                            models.CharField(
                                choices=[
                                    ("issuer", "Issuer"),
                                    ("unallocated", "Unallocated"),
                                    ("held", "Held"),
                                    ("reserved", "Reserved"),
                                    ("kept", "Kept"),
                                    ("reserved_return", "Reserved for return"),
                                    ("returned", "Returned, not yet cancelled"),
                                    ("recipient", "Released"),
                                    ("cancelled", "Cancelled"),
                                    ("disposed", "Disposed of by law"),
                                    ("converted", "Converted"),
                                ],
                                max_length=20,
                            ),
                        ),
                        (
                            "from_tranche",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="postings_out",
                                to="tranches.tranche",
                            ),
                        ),
                        (
                            "to_account",
                            models.CharField(
                                choices=[
                                    ("issuer", "Issuer"),
                                    ("unallocated", "Unallocated"),
                                    ("held", "Held"),
                                    ("reserved", "Reserved"),
                                    ("kept", "Kept"),
                                    ("reserved_return", "Reserved for return"),
                                    ("returned", "Returned, not yet cancelled"),
                                    ("recipient", "Released"),
                                    ("cancelled", "Cancelled"),
                                    ("disposed", "Disposed of by law"),
                                    ("converted", "Converted"),
                                ],
                                max_length=20,
                            ),
                        ),
                        (
                            "to_tranche",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="postings_in",
                                to="tranches.tranche",
                            ),
                        ),
                        ("shares", models.BigIntegerField()),
                        ("cause", models.CharField(max_length=80)),
                        (
                            "lot",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="postings",
                                to="tranches.depositlot",
                            ),
                        ),
                        (
                            "release_line",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="postings",
                                to="tranches.releaseline",
                            ),
                        ),
                        (
                            "disposition_line",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="postings",
                                to="tranches.dispositionline",
                            ),
                        ),
                        (
                            "conversion",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="postings",
                                to="tranches.conversionrow",
                            ),
                        ),
                        (
                            "reverses",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="reversed_by",
                                to="tranches.posting",
                            ),
                        ),
                        ("effective_on", models.DateField()),
                    ],
                    options={
                        "ordering": ("agreement", "number"),
                        "indexes": [
                            models.Index(
                                fields=["agreement", "line", "from_account", "from_tranche"],
                                name="posting_from",
                            ),
                            models.Index(
                                fields=["agreement", "line", "to_account", "to_tranche"], name="posting_to"
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("agreement", "number"), name="posting_number_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("shares__gt", 0)), name="posting_shares_positive"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "from_account__in",
                                        [
                                            "issuer",
                                            "unallocated",
                                            "held",
                                            "reserved",
                                            "kept",
                                            "reserved_return",
                                            "returned",
                                            "recipient",
                                            "cancelled",
                                            "disposed",
                                            "converted",
                                        ],
                                    )
                                ),
                                name="posting_from_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "to_account__in",
                                        [
                                            "issuer",
                                            "unallocated",
                                            "held",
                                            "reserved",
                                            "kept",
                                            "reserved_return",
                                            "returned",
                                            "recipient",
                                            "cancelled",
                                            "disposed",
                                            "converted",
                                        ],
                                    )
                                ),
                                name="posting_to_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        (
                                            "from_account__in",
                                            (
                                                "held",
                                                "reserved",
                                                "kept",
                                                "reserved_return",
                                                "returned",
                                                "recipient",
                                            ),
                                        ),
                                        ("from_tranche__isnull", False),
                                    ),
                                    models.Q(
                                        models.Q(
                                            (
                                                "from_account__in",
                                                (
                                                    "held",
                                                    "reserved",
                                                    "kept",
                                                    "reserved_return",
                                                    "returned",
                                                    "recipient",
                                                ),
                                            ),
                                            _negated=True,
                                        ),
                                        ("from_tranche__isnull", True),
                                    ),
                                    _connector="OR",
                                ),
                                name="posting_from_tranche_fits",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        (
                                            "to_account__in",
                                            (
                                                "held",
                                                "reserved",
                                                "kept",
                                                "reserved_return",
                                                "returned",
                                                "recipient",
                                            ),
                                        ),
                                        ("to_tranche__isnull", False),
                                    ),
                                    models.Q(
                                        models.Q(
                                            (
                                                "to_account__in",
                                                (
                                                    "held",
                                                    "reserved",
                                                    "kept",
                                                    "reserved_return",
                                                    "returned",
                                                    "recipient",
                                                ),
                                            ),
                                            _negated=True,
                                        ),
                                        ("to_tranche__isnull", True),
                                    ),
                                    _connector="OR",
                                ),
                                name="posting_to_tranche_fits",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("kind__in", ["reservation", "release", "reservation_back"]),
                                        _negated=True,
                                    ),
                                    ("release_line__isnull", False),
                                    _connector="OR",
                                ),
                                name="posting_of_release_names_its_line",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("disposition_line__isnull", False), ("kind", "disposition")),
                                    models.Q(
                                        models.Q(("kind", "disposition"), _negated=True),
                                        ("disposition_line__isnull", True),
                                    ),
                                    _connector="OR",
                                ),
                                name="posting_of_disposition_names_its_line",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("conversion__isnull", False), ("kind", "conversion")),
                                    models.Q(
                                        models.Q(("kind", "conversion"), _negated=True),
                                        ("conversion__isnull", True),
                                    ),
                                    _connector="OR",
                                ),
                                name="posting_of_conversion_names_its_row",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("conversion__isnull", False)),
                                fields=("conversion", "line"),
                                name="posting_of_conversion_once_a_line",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CarriedLimit",
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
                            "action",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="limits",
                                to="tranches.corporateaction",
                            ),
                        ),
                        (
                            "tranche",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="carried_limits",
                                to="tranches.tranche",
                            ),
                        ),
                        (
                            "instruction_line",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="carried_limits",
                                to="tranches.instructionline",
                            ),
                        ),
                        (
                            "hold",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="carried_limits",
                                to="tranches.hold",
                            ),
                        ),
                        (
                            "stop",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="carried_limits",
                                to="tranches.deliverystop",
                            ),
                        ),
                        ("shares_before", models.BigIntegerField()),
                        ("shares_after", models.BigIntegerField()),
                    ],
                    options={
                        "ordering": ("action", "id"),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("action", "instruction_line"),
                                name="carried_limit_once_an_instruction_line",
                            ),
                            models.UniqueConstraint(
                                fields=("action", "hold"), name="carried_limit_once_a_hold"
                            ),
                            models.UniqueConstraint(
                                fields=("action", "stop"), name="carried_limit_once_a_stop"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("instruction_line__isnull", True),
                                        ("stop__isnull", True),
                                        ("tranche__isnull", False),
                                    ),
                                    models.Q(
                                        ("hold__isnull", True),
                                        ("stop__isnull", True),
                                        ("tranche__isnull", False),
                                    ),
                                    models.Q(
                                        ("hold__isnull", True),
                                        ("instruction_line__isnull", True),
                                        ("stop__isnull", False),
                                        ("tranche__isnull", True),
                                    ),
                                    _connector="OR",
                                ),
                                name="carried_limit_of_one_thing",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("shares_after__gte", 0), ("shares_before__gte", 0)),
                                name="carried_limit_not_negative",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DividendEntitlement",
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
                            "dividend",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="entitlements",
                                to="tranches.dividend",
                            ),
                        ),
                        ("number", models.PositiveIntegerField()),
                        (
                            "line",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="tranches.securityline",
                            ),
                        ),
                        (
                            "terms_version",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="tranches.termsversion",
                            ),
                        ),
                        ("shares_in_name", models.BigIntegerField()),
                        ("shares", models.BigIntegerField()),
                        ("amount_minor", models.BigIntegerField(blank=True, null=True)),
                        ("shares_due", models.BigIntegerField(blank=True, null=True)),
                        ("remainder", models.CharField(max_length=60)),
                        (
                            "derivation",
                            models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder),
                        ),
                        ("reason", models.TextField(blank=True)),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="parties.person",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("dividend", "number"),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("dividend", "number"), name="entitlement_number_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("shares__gte", 0), ("shares_in_name__gte", models.F("shares"))
                                ),
                                name="entitlement_within_what_stood",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("amount_minor__gte", 0), ("shares_due__isnull", True)),
                                    models.Q(("amount_minor__isnull", True), ("shares_due__gte", 0)),
                                    _connector="OR",
                                ),
                                name="entitlement_in_money_or_shares",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ProxyLetter",
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
                            "agreement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="proxy_letters",
                                to="tranches.escrowagreement",
                            ),
                        ),
                        ("number", models.PositiveIntegerField()),
                        (
                            "meeting",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="letters",
                                to="tranches.meeting",
                            ),
                        ),
                        (
                            "direction",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="letter",
                                to="tranches.votingdirection",
                            ),
                        ),
                        (
                            "line",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="tranches.securityline",
                            ),
                        ),
                        ("shares", models.BigIntegerField()),
                        (
                            "derivation",
                            models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder),
                        ),
                        ("proxy", models.CharField(max_length=200)),
                        ("made_on", models.DateField()),
                        ("how", models.CharField(max_length=200)),
                        (
                            "document",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.document",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="parties.person",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("agreement", "number"),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("agreement", "number"), name="proxy_letter_number_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("shares__gt", 0)), name="proxy_letter_over_shares"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PositionStatement",
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
                            "agreement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="position_statements",
                                to="tranches.escrowagreement",
                            ),
                        ),
                        ("number", models.PositiveIntegerField()),
                        (
                            "line",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="position_statements",
                                to="tranches.securityline",
                            ),
                        ),
                        ("as_of", models.DateField()),
                        ("stated_shares", models.BigIntegerField()),
                        ("ledger_shares", models.BigIntegerField()),
                        ("ledger_until", models.PositiveIntegerField(verbose_name="newest posting then")),
                        (
                            "document",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.document",
                            ),
                        ),
                        (
                            "table",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.document",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="parties.person",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("agreement", "number"),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("agreement", "number"), name="position_statement_number_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("ledger_shares__gte", 0), ("stated_shares__gte", 0)),
                                name="position_statement_not_negative",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PositionLine",
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
                            "statement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="lines",
                                to="tranches.positionstatement",
                            ),
                        ),
                        ("number", models.PositiveIntegerField()),
                        ("holder", models.CharField(max_length=200)),
                        ("security", models.CharField(max_length=200)),
                        ("shares", models.BigIntegerField()),
                        ("is_agents", models.BooleanField(verbose_name="in the agent's name")),
                    ],
                    options={
                        "ordering": ("statement", "number"),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("statement", "number"), name="position_line_number_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("shares__gte", 0)), name="position_line_not_negative"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PositionBreak",
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
                            "statement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="breaks",
                                to="tranches.positionstatement",
                            ),
                        ),
                        ("number", models.PositiveIntegerField()),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("letter_out", "Letter out"),
                                    ("answered_later", "Confirmed later than the statement’s day"),
                                    ("not_booked", "Confirmed, not booked yet"),
                                    ("assumed_deposit", "Deposit assumed"),
                                    ("came_back", "Shares of a claim came back"),
                                    ("other_name", "In another name"),
                                    ("unknown", "No likely cause"),
                                ],
                                max_length=16,
                            ),
                        ),
                        ("difference", models.BigIntegerField()),
                        ("text", models.TextField()),
                    ],
                    options={
                        "ordering": ("statement", "number"),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("statement", "number"), name="position_break_number_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("difference", 0), _negated=True),
                                name="position_break_is_one",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="BreakExplanation",
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
                            "agreement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="break_explanations",
                                to="tranches.escrowagreement",
                            ),
                        ),
                        (
                            "position_break",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="explanation",
                                to="tranches.positionbreak",
                            ),
                        ),
                        ("reason", models.TextField()),
                        ("explained_on", models.DateField()),
                        (
                            "document",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.document",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="parties.person",
                            ),
                        ),
                    ],
                ),
            ],
        ),
    ]
