"""Takes parties that are larger than the room out of the counts of those in line."""

from django.db import migrations

COUNT = """
    UPDATE events_event AS event SET people_waiting = (
        SELECT count(*) FROM events_rsvp AS rsvp
        WHERE rsvp.event_id = event.id AND rsvp.state = 'waiting' AND rsvp.guests < event.capacity
    )
    WHERE capacity > 0 AND people_waiting > 0
"""


class Migration(migrations.Migration):
    dependencies = [("events", "0005_event_of_campaign")]
    operations = [migrations.RunSQL(COUNT, migrations.RunSQL.noop)]
