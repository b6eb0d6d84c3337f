"""People on the lists of groups, what they agreed to, and who looked at them."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("groups", "0003_canonical_rules"),
    ]

    operations = [
        migrations.CreateModel(
            name="ConsentWording",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.CharField(max_length=40)),
                ("language", models.CharField(max_length=35)),
                ("text", models.TextField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("version", "language"), name="consent_wording_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Member",
            fields=[
                ("id", models.UUIDField(editable=False, primary_key=True, serialize=False)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("active", "Active"),
                            ("unsubscribed", "Unsubscribed"),
                            ("left", "Left"),
                            ("erased", "Erased"),
                        ],
                        default="active",
                        max_length=12,
                    ),
                ),
                ("sealed", models.BinaryField(null=True)),
                ("country", models.CharField(blank=True, max_length=2)),
                ("region", models.CharField(blank=True, max_length=40)),
                ("city", models.CharField(blank=True, max_length=80)),
                (
                    "tags",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40),
                        blank=True,
                        default=list,
                        size=None,
                    ),
                ),
                ("consented", models.BooleanField(default=False)),
                ("contactable", models.BooleanField(default=False)),
                (
                    "source_kind",
                    models.CharField(
                        choices=[
                            ("petition", "Petition"),
                            ("event", "Event"),
                            ("import", "Import"),
                            ("desk", "Desk"),
                            ("api", "Api"),
                        ],
                        max_length=8,
                    ),
                ),
                ("source_ref", models.CharField(blank=True, max_length=60)),
                ("created_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
                ("stopped_at", models.DateTimeField(null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "group",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="members",
                        to="groups.group",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="MemberConsent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("wording", models.CharField(max_length=60)),
                ("language", models.CharField(blank=True, max_length=35)),
                ("given_at", models.DateTimeField()),
                (
                    "source_kind",
                    models.CharField(
                        choices=[
                            ("petition", "Petition"),
                            ("event", "Event"),
                            ("import", "Import"),
                            ("desk", "Desk"),
                            ("api", "Api"),
                        ],
                        max_length=8,
                    ),
                ),
                ("source_ref", models.CharField(blank=True, max_length=60)),
                ("withdrawn_at", models.DateTimeField(null=True)),
                (
                    "member",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="consents",
                        to="groups.member",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="MemberRead",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("user_id", models.BigIntegerField()),
                ("member_id", models.UUIDField()),
                ("at", models.DateTimeField()),
                (
                    "how",
                    models.CharField(
                        choices=[
                            ("list", "List"),
                            ("search", "Search"),
                            ("detail", "Detail"),
                            ("export", "Export"),
                        ],
                        max_length=6,
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("organizer", "Organizer"),
                            ("steward", "Steward"),
                            ("coordinator", "Coordinator"),
                        ],
                        max_length=12,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["member_id", "at"], name="member_read_member")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("how__in", ["list", "search", "detail", "export"])),
                        name="member_read_how_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Tag",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("slug", models.CharField(max_length=40)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "group",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tags",
                        to="groups.group",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="member",
            index=models.Index(fields=["group", "-created_at", "-id"], name="member_list"),
        ),
        migrations.AddIndex(
            model_name="member",
            index=models.Index(
                fields=["group", "region", "city", "-created_at", "-id"], name="member_place"
            ),
        ),
        migrations.AddIndex(
            model_name="member",
            index=models.Index(
                fields=["group", "source_kind", "source_ref", "-created_at", "-id"],
                name="member_source",
            ),
        ),
        migrations.AddIndex(
            model_name="member",
            index=models.Index(
                fields=["group", "consented", "state", "-created_at", "-id"], name="member_consent"
            ),
        ),
        migrations.AddIndex(
            model_name="member",
            index=django.contrib.postgres.indexes.GinIndex(fields=["tags"], name="member_tags"),
        ),
        migrations.AddConstraint(
            model_name="member",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["active", "unsubscribed", "left", "erased"])),
                name="member_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="member",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("source_kind__in", ["petition", "event", "import", "desk", "api"])
                ),
                name="member_source_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="member",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", frozenset(["erased", "left"])),
                    ("sealed__isnull", False),
                    _connector="XOR",
                ),
                name="member_held_has_a_name",
            ),
        ),
        migrations.AddConstraint(
            model_name="member",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state", "active"), ("stopped_at__isnull", False), _connector="XOR"
                ),
                name="member_stopped_has_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="member",
            constraint=models.CheckConstraint(
                condition=models.Q(("consented", False), ("state", "active"), _connector="OR"),
                name="member_consent_of_the_active",
            ),
        ),
        migrations.AddConstraint(
            model_name="memberconsent",
            constraint=models.UniqueConstraint(
                fields=("member", "source_kind", "source_ref"), name="member_consent_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="memberconsent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("source_kind__in", ["petition", "event", "import", "desk", "api"])
                ),
                name="member_consent_source_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="tag",
            constraint=models.UniqueConstraint(fields=("group", "slug"), name="tag_once"),
        ),
    ]
