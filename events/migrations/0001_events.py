import uuid

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("campaign", "0002_locality"),
        ("groups", "0002_token_parent"),
        ("petitions", "0006_canonical_rules"),
    ]

    operations = [
        # The place in line of those who answer an event: given by the server, in order of the lock.
        migrations.RunSQL("CREATE SEQUENCE events_rsvp_number", "DROP SEQUENCE events_rsvp_number"),
        migrations.CreateModel(
            name="Action",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("slug", models.SlugField(max_length=60, unique=True)),
                ("title", models.CharField(max_length=200)),
                ("text", models.TextField(blank=True, max_length=50000)),
                ("date", models.DateField()),
                ("until", models.DateField(null=True)),
                (
                    "timing",
                    models.CharField(
                        choices=[("local", "Local"), ("instant", "Instant")],
                        default="local",
                        max_length=7,
                    ),
                ),
                ("timezone", models.CharField(blank=True, max_length=40)),
                ("local_time", models.TimeField()),
                ("duration_minutes", models.PositiveIntegerField()),
                ("venue_hint", models.CharField(blank=True, max_length=200)),
                ("capacity", models.PositiveIntegerField(null=True)),
                ("reminders", models.JSONField()),
                ("version", models.PositiveIntegerField(default=1)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="actions",
                        to="campaign.campaign",
                    ),
                ),
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="actions",
                        to="groups.group",
                    ),
                ),
            ],
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
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("slug", models.SlugField(max_length=60, unique=True)),
                ("title", models.CharField(max_length=200)),
                ("text", models.TextField(blank=True, max_length=50000)),
                ("country", models.CharField(default="US", max_length=2)),
                ("region", models.CharField(max_length=40)),
                ("city", models.CharField(max_length=80)),
                ("latitude", models.FloatField(null=True)),
                ("longitude", models.FloatField(null=True)),
                ("is_private", models.BooleanField(default=False)),
                ("venue_hint", models.CharField(blank=True, max_length=200)),
                ("venue", models.CharField(blank=True, max_length=200)),
                ("address", models.CharField(blank=True, max_length=300)),
                ("directions", models.TextField(blank=True, max_length=2000)),
                ("sealed_place", models.BinaryField(null=True)),
                ("accessibility", models.TextField(blank=True, max_length=2000)),
                ("timezone", models.CharField(max_length=40)),
                ("local_date", models.DateField()),
                ("local_time", models.TimeField()),
                ("fold", models.PositiveSmallIntegerField(default=0)),
                ("duration_minutes", models.PositiveIntegerField()),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("capacity", models.PositiveIntegerField(null=True)),
                ("seats_taken", models.PositiveIntegerField(default=0)),
                ("people_waiting", models.PositiveIntegerField(default=0)),
                ("reminders", models.JSONField()),
                (
                    "own_fields",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20), default=list, size=None
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "Draft"), ("open", "Open"), ("cancelled", "Cancelled")],
                        default="open",
                        max_length=9,
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                ("time_version", models.PositiveIntegerField(default=1)),
                ("sequence", models.PositiveIntegerField(default=0)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("changed_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "action",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="events.action",
                    ),
                ),
                (
                    "bundle",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="petitions.bundle",
                    ),
                ),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="campaign.campaign",
                    ),
                ),
                (
                    "delivery",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="petitions.delivery",
                    ),
                ),
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="groups.group",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Reminder",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("pending", "Pending"),
                            ("running", "Running"),
                            ("done", "Done"),
                            ("failed", "Failed"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="pending",
                        max_length=10,
                    ),
                ),
                ("due_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("last_error", models.CharField(blank=True, default="", max_length=200)),
                ("lease_until", models.DateTimeField(null=True)),
                ("lease_token", models.UUIDField(null=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("finished_at", models.DateTimeField(null=True)),
                ("kind", models.CharField(max_length=40)),
                ("time_version", models.PositiveIntegerField()),
                ("people", models.PositiveIntegerField(null=True)),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="planned_reminders",
                        to="events.event",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Rsvp",
            fields=[
                ("id", models.UUIDField(editable=False, primary_key=True, serialize=False)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("going", "Going"),
                            ("waiting", "Waiting"),
                            ("cancelled", "Cancelled"),
                        ],
                        max_length=9,
                    ),
                ),
                ("guests", models.PositiveSmallIntegerField(default=0)),
                (
                    "number",
                    models.BigIntegerField(
                        db_default=models.Func(
                            models.Value("events_rsvp_number"), function="nextval"
                        )
                    ),
                ),
                ("sealed", models.BinaryField(null=True)),
                ("received_at", models.DateTimeField()),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("promoted_at", models.DateTimeField(null=True)),
                ("cancelled_at", models.DateTimeField(null=True)),
                ("muted_at", models.DateTimeField(null=True)),
                ("checked_in_at", models.DateTimeField(null=True)),
                (
                    "event",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rsvps",
                        to="events.event",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="action",
            constraint=models.CheckConstraint(
                condition=models.Q(("timing__in", ["local", "instant"])), name="action_timing_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="action",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("timing", "local"), models.Q(("timezone", ""), _negated=True), _connector="XOR"
                ),
                name="action_instant_has_zone",
            ),
        ),
        migrations.AddConstraint(
            model_name="action",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("until", None), ("until__gte", models.F("date")), _connector="OR"
                ),
                name="action_ends_after_start",
            ),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(fields=["starts_at"], name="event_starts"),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(fields=["action", "starts_at"], name="event_of_action"),
        ),
        migrations.AddIndex(
            model_name="event",
            index=django.contrib.postgres.indexes.GistIndex(
                models.Func(models.F("longitude"), models.F("latitude"), function="point"),
                condition=models.Q(("state", "open")),
                name="event_position",
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["draft", "open", "cancelled"])),
                name="event_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("capacity", None), ("seats_taken__lte", models.F("capacity")), _connector="OR"
                ),
                name="event_seats_within_capacity",
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("is_private", False),
                    models.Q(("address", ""), ("directions", ""), ("venue", "")),
                    _connector="OR",
                ),
                name="event_private_place_is_sealed",
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                name="event_ends_after_start",
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(("fold__in", [0, 1])), name="event_fold"
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(("delivery", None), ("bundle__isnull", False), _connector="OR"),
                name="event_delivery_of_a_bundle",
            ),
        ),
        migrations.AddIndex(
            model_name="reminder",
            index=models.Index(
                condition=models.Q(("state", "pending")), fields=["due_at"], name="reminder_due"
            ),
        ),
        migrations.AddConstraint(
            model_name="reminder",
            constraint=models.UniqueConstraint(
                fields=("event", "kind", "time_version"), name="reminder_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="reminder",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["pending", "running", "done", "failed", "cancelled"])
                ),
                name="reminder_state_known",
            ),
        ),
        migrations.AddIndex(
            model_name="rsvp",
            index=models.Index(fields=["event", "state", "number"], name="rsvp_line"),
        ),
        migrations.AddConstraint(
            model_name="rsvp",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["going", "waiting", "cancelled"])),
                name="rsvp_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="rsvp",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state", "cancelled"), ("sealed__isnull", False), _connector="XOR"
                ),
                name="rsvp_coming_has_a_name",
            ),
        ),
        migrations.AddConstraint(
            model_name="rsvp",
            constraint=models.CheckConstraint(
                condition=models.Q(("guests__lte", 10)), name="rsvp_guests"
            ),
        ),
    ]
