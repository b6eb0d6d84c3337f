"""Tokens at the desk: what cannot be kept of a name is refused, never cut."""

import pytest

from groups.models import Role, Token
from tests.pages.views.desk.desks import signed_in
from tests.stories import coalition_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("x" * 101, "Use at most 100 characters."),
        ("sign\0form", "A character in this text cannot be kept."),
    ],
)
def test_a_name_that_cannot_be_kept_is_said_at_its_field(name: str, said: str) -> None:
    story = coalition_of(1)
    client = signed_in(story.person(role=Role.ORGANIZER))
    path = f"/desk/groups/{story.lead.slug}/tokens/new/"
    [scope, *_rest] = client.get(path).context["inputs"][1].choices
    page = client.post(path, {"name": name, "scopes": [scope[0]], "days": "30"})
    errors = {field.name: field.error for field in page.context["inputs"] if field.error}
    assert (page.status_code, errors, Token.objects.count()) == (400, {"name": said}, 0)
