"""The places by which a group's list can be filtered."""

from django.db import connection

from groups.models import Group
from places.selectors.postal_code import place_of_city, spelled_city
from places.us_states import us_state

MOST_REGIONS = 200
# From one region to the next by the index: a list of 200,000 is not read for its fifty states.
_REGIONS = """
    WITH RECURSIVE known AS (
        (SELECT region FROM groups_member WHERE group_id = %(group)s AND region > ''
         ORDER BY region LIMIT 1)
        UNION ALL
        SELECT (SELECT region FROM groups_member
                WHERE group_id = %(group)s AND region > known.region ORDER BY region LIMIT 1)
        FROM known WHERE known.region IS NOT NULL
    )
    SELECT region FROM known WHERE region IS NOT NULL LIMIT %(most)s
"""


def regions_of(group: Group) -> list[str]:
    """The states and provinces in which the group has members, by name."""
    with connection.cursor() as cursor:
        cursor.execute(_REGIONS, {"group": group.pk, "most": MOST_REGIONS})
        return [region for (region,) in cursor.fetchall()]


def listed_city(city: str, region: str) -> str:
    """The city as the list spells it: "san jose" is San Jose. What is not known stays as it is."""
    if region and us_state(region):
        place = place_of_city(city, region)
        return place.city if place else city
    return spelled_city(city) or city
