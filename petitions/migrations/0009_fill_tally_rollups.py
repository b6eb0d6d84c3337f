"""Adds up the tally as it is into the sums that pages read."""

from django.db import migrations

DAYS = "petition_id, source_id, day, state, deliverable"
REGIONS = "petition_id, source_id, country, region, state, deliverable"
# Nobody counts meanwhile: what is counted before or after goes into both or is read here.
FILL = f"""
LOCK TABLE petitions_tally IN SHARE ROW EXCLUSIVE MODE;
INSERT INTO petitions_daytally ({DAYS}, n)
SELECT {DAYS}, sum(n) FROM petitions_tally GROUP BY {DAYS};
INSERT INTO petitions_regiontally ({REGIONS}, n)
SELECT {REGIONS}, sum(n) FROM petitions_tally GROUP BY {REGIONS};
"""  # noqa: S608 (no input)
EMPTY = "TRUNCATE petitions_daytally, petitions_regiontally;"


class Migration(migrations.Migration):
    dependencies = [("petitions", "0008_tally_rollups")]

    operations = [migrations.RunSQL(FILL, EMPTY)]
