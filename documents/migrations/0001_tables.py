import uuid

import django.db.models.deletion
from django.db import migrations, models

from documents.migrations._at_once import CreateModels


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        CreateModels(
            models=[
                migrations.CreateModel(
                    name="Binder",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("reference", models.CharField(max_length=64, unique=True)),
                        ("title", models.CharField(max_length=200)),
                        ("is_simulation", models.BooleanField(default=False)),
                    ],
                    options={
                        "ordering": ("reference",),
                    },
                ),
                migrations.CreateModel(
                    name="Document",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "recorded_reason",
                            models.TextField(blank=True, verbose_name="why it was recorded"),
                        ),
                        ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        (
                            "binder",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="documents",
                                to="documents.binder",
                            ),
                        ),
                        ("kind", models.CharField(max_length=40)),
                        ("title", models.CharField(max_length=200)),
                        ("reference", models.CharField(blank=True, max_length=80)),
                        ("subject_type", models.CharField(blank=True, max_length=40)),
                        ("subject_reference", models.CharField(blank=True, max_length=80)),
                        ("filename", models.CharField(max_length=120)),
                        ("media_type", models.CharField(max_length=80)),
                        ("size_bytes", models.BigIntegerField()),
                        ("sha256", models.CharField(max_length=64)),
                        ("dated_on", models.DateField()),
                        ("filed_at", models.DateTimeField()),
                        ("filed_by_name", models.CharField(max_length=200)),
                        ("made_here", models.BooleanField(default=False)),
                        ("doubts", models.CharField(blank=True, max_length=300)),
                    ],
                    options={
                        "ordering": ("-filed_at", "-id"),
                        "indexes": [
                            models.Index(
                                fields=["binder", "subject_type", "subject_reference"],
                                name="document_subject",
                            ),
                            models.Index(fields=["sha256"], name="document_sha256"),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("size_bytes__gt", 0)), name="document_not_empty"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("sha256__regex", "^[0-9a-f]{64}$")),
                                name="document_sha256_hex",
                            ),
                        ],
                    },
                ),
            ],
        ),
    ]
