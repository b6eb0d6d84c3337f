"""What a change did to a person's fields, and how it is taken back field by field. Pure.

An image is `{"before": {field: text}, "after": {field: text}}`; the field `place` holds a list of
country, region and city.
"""

import json
from dataclasses import replace
from typing import Any

from groups.lists.place_finder import Where
from groups.member_person import PERSON_FIELDS, MemberPerson

PLACE = "place"
Image = dict[str, dict[str, Any]]


def image_of(before: MemberPerson, was_at: Where, after: MemberPerson, is_at: Where) -> Image:
    """The fields that differ, as they were and as they are."""
    names = [name for name in PERSON_FIELDS if getattr(before, name) != getattr(after, name)]
    image: Image = {
        "before": {name: getattr(before, name) for name in names},
        "after": {name: getattr(after, name) for name in names},
    }
    if was_at != is_at:
        image["before"][PLACE], image["after"][PLACE] = list(was_at), list(is_at)
    return image


def to_bytes(image: Image) -> bytes:
    return json.dumps(image, ensure_ascii=False, separators=(",", ":")).encode()


def from_bytes(data: bytes) -> Image:
    image: Image = json.loads(data)
    return image


def taken_back(
    image: Image, person: MemberPerson, place: Where
) -> tuple[MemberPerson, Where, bool]:
    """The person and place with the old fields back, wherever the change's value still stands.

    The third value says whether something else has been written over it since: that is kept.
    """
    before, after = dict(image["before"]), dict(image["after"])
    kept = False
    if PLACE in after:
        old, new = before.pop(PLACE), after.pop(PLACE)
        if list(place) == new:
            country, region, city = old
            place = (country, region, city)
        else:
            kept = True
    standing = [name for name in after if getattr(person, name) == after[name]]
    kept = kept or len(standing) < len(after)
    return replace(person, **{name: before[name] for name in standing}), place, kept
