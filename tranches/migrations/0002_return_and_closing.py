import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0002_initial"),
        ("parties", "0001_initial"),
        ("parties", "__first__"),
        ("tranches", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Cancellation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("shares", models.BigIntegerField()),
                ("cancelled_on", models.DateField()),
                ("reference", models.CharField(blank=True, max_length=120)),
                ("recorded_at", models.DateTimeField()),
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="parties.person"
                    ),
                ),
                (
                    "release",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cancellation",
                        to="tranches.release",
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
            name="Closing",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("expired_on", models.DateField()),
                ("closed_on", models.DateField()),
                ("recorded_at", models.DateTimeField()),
                (
                    "agreement",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="closing",
                        to="tranches.escrowagreement",
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="documents.document"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="parties.person"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="HistoricalCancellation",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("shares", models.BigIntegerField()),
                ("cancelled_on", models.DateField()),
                ("reference", models.CharField(blank=True, max_length=120)),
                ("recorded_at", models.DateTimeField()),
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
                    "document",
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
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="parties.person",
                    ),
                ),
                (
                    "release",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="tranches.release",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical cancellation",
                "verbose_name_plural": "historical cancellations",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalClosing",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("expired_on", models.DateField()),
                ("closed_on", models.DateField()),
                ("recorded_at", models.DateTimeField()),
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
                    "document",
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
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="parties.person",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical closing",
                "verbose_name_plural": "historical closings",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalReturnNotice",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("noticed_on", models.DateField()),
                ("how", models.CharField(max_length=200)),
                ("recorded_at", models.DateTimeField()),
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
                    "document",
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
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
                    "person",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="parties.person",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical return notice",
                "verbose_name_plural": "historical return notices",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
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
                ("noticed_on", models.DateField()),
                ("how", models.CharField(max_length=200)),
                ("recorded_at", models.DateTimeField()),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="documents.document"
                    ),
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
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="parties.person"
                    ),
                ),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="posting",
            name="posting_from_known",
        ),
        migrations.RemoveConstraint(
            model_name="posting",
            name="posting_to_known",
        ),
        migrations.RemoveConstraint(
            model_name="posting",
            name="posting_from_tranche_fits",
        ),
        migrations.RemoveConstraint(
            model_name="posting",
            name="posting_to_tranche_fits",
        ),
        migrations.AlterField(
            model_name="historicalinstruction",
            name="basis",
            field=models.CharField(
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
        migrations.AlterField(
            model_name="historicalinstructionline",
            name="origin",
            field=models.CharField(
                choices=[
                    ("own", "Own year"),
                    ("offset", "Offset"),
                    ("governed", "Fixed by the governing paper"),
                    ("return", "Kept, returned for cancellation"),
                ],
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="historicalposting",
            name="from_account",
            field=models.CharField(
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
        migrations.AlterField(
            model_name="historicalposting",
            name="to_account",
            field=models.CharField(
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
        migrations.AlterField(
            model_name="instruction",
            name="basis",
            field=models.CharField(
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
        migrations.AlterField(
            model_name="instructionline",
            name="origin",
            field=models.CharField(
                choices=[
                    ("own", "Own year"),
                    ("offset", "Offset"),
                    ("governed", "Fixed by the governing paper"),
                    ("return", "Kept, returned for cancellation"),
                ],
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="posting",
            name="from_account",
            field=models.CharField(
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
        migrations.AlterField(
            model_name="posting",
            name="to_account",
            field=models.CharField(
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
        migrations.AddConstraint(
            model_name="posting",
            constraint=models.CheckConstraint(
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
        ),
        migrations.AddConstraint(
            model_name="posting",
            constraint=models.CheckConstraint(
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
        ),
        migrations.AddConstraint(
            model_name="posting",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        (
                            "from_account__in",
                            ("held", "reserved", "kept", "reserved_return", "returned", "recipient"),
                        ),
                        ("from_tranche__isnull", False),
                    ),
                    models.Q(
                        models.Q(
                            (
                                "from_account__in",
                                ("held", "reserved", "kept", "reserved_return", "returned", "recipient"),
                            ),
                            _negated=True,
                        ),
                        ("from_tranche__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="posting_from_tranche_fits",
            ),
        ),
        migrations.AddConstraint(
            model_name="posting",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        (
                            "to_account__in",
                            ("held", "reserved", "kept", "reserved_return", "returned", "recipient"),
                        ),
                        ("to_tranche__isnull", False),
                    ),
                    models.Q(
                        models.Q(
                            (
                                "to_account__in",
                                ("held", "reserved", "kept", "reserved_return", "returned", "recipient"),
                            ),
                            _negated=True,
                        ),
                        ("to_tranche__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="posting_to_tranche_fits",
            ),
        ),
    ]
