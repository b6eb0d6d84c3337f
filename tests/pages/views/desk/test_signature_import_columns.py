"""A list whose header says nothing: the columns are chosen at the desk, and it is looked at."""

import pytest

from core.models import AuditEntry
from groups.models import Role
from petitions.models import SignatureImport
from petitions.services.import_work import import_pass
from tests.pages.views.desk.sessions import staff_at, taken
from tests.pages.views.desk.test_signature_import import LIST, hand_in, handed_in
from tests.pages.words import text_of
from tests.stories import coalition_of, open_petition_of

pytestmark = pytest.mark.django_db
UNKNOWN = "wer,was\nplanted@example.org,Planted Person\nbo@example.org,Bo\n"


def test_a_steward_says_what_the_columns_hold() -> None:
    story = coalition_of(2)
    petition = open_petition_of(story)
    steward = staff_at(story, group=1, role=Role.STEWARD)
    path = str(hand_in(steward, petition, story.groups[1].slug, UNKNOWN)["Location"])
    row = SignatureImport.objects.get()
    assert path == f"/desk/imports/{row.public_id}/columns/"
    assert "say first what the columns hold" in text_of(steward.get(path.removesuffix("columns/")))
    page = steward.get(path)
    assert [one.label for one in page.context["inputs"]] == ["wer", "was"]
    assert [one.hint for one in page.context["inputs"]] == [
        "planted@example.org · bo@example.org",
        "Planted Person · Bo",
    ]
    assert page.context["first_line"].hint == "It says: wer · was"
    assert AuditEntry.objects.filter(action="import.rows_read").count() == 1
    wrong = steward.post(path, {"version": "0", "columns-1": "email", "columns-2": "email"})
    assert wrong.status_code == 400
    assert 'href="#f-columns-2"' in wrong.content.decode()
    assert [one.value for one in wrong.context["inputs"]] == ["email", "email"]
    none = steward.post(path, {"version": "0"})
    assert (none.status_code, 'href="#f-columns"' in none.content.decode()) == (400, True)
    form = {"version": "0", "columns-1": "email", "columns-2": "name"}
    for _ in range(2):
        assert steward.post(path, form).status_code == 303
    other = steward.post(path, {"version": "0", "columns-1": "email"})
    assert (other.status_code, other.context["version"]) == (409, 1)
    import_pass()
    shown = steward.get(path.removesuffix("columns/"))
    lines = [(one.number, one.name, one.words) for one in shown.context["lines"]]
    assert lines == [(1, "wer", "E-mail address"), (2, "was", "Name")]
    assert "would add 2 people" in text_of(shown)
    old = steward.post(path.replace("columns", "confirm"), {"version": "0"})
    assert old.status_code == 409
    assert steward.post(path.replace("columns", "confirm"), {"version": "1"}).status_code == 303
    assert steward.get(path).status_code == 404


def test_a_list_without_names_of_columns_loses_nobody() -> None:
    story = coalition_of(2)
    petition = open_petition_of(story)
    steward = staff_at(story, group=1, role=Role.STEWARD)
    text = "ana@example.org,Ana Castillo\nbo@example.org,Bo\nnobody,No\n"
    path = str(hand_in(steward, petition, story.groups[1].slug, text)["Location"])
    assert path.endswith("/columns/")
    own = path.removesuffix("columns/")
    assert "This list begins with a person" in text_of(steward.get(own))
    page = steward.get(path)
    assert page.context["first_line"].values == ["yes"]
    assert [one.label for one in page.context["inputs"]] == [
        "Column 1, without a name",
        "Column 2, without a name",
    ]
    form = {"version": "0", "headless": "yes", "columns-1": "email", "columns-2": "name"}
    for _ in range(2):
        assert steward.post(path, form).status_code == 303
    headed = {name: value for name, value in form.items() if name != "headless"}
    assert steward.post(path, headed).status_code == 409
    import_pass()
    assert "would add 2 people" in text_of(steward.get(own))
    assert steward.post(own + "confirm/", {"version": "1"}).status_code == 303
    import_pass()
    row = SignatureImport.objects.get()
    assert (row.rows_total, row.new, row.rejected) == (3, 2, 1)
    lines = taken(steward.get(own + "rejects.csv")).decode("utf-8-sig").splitlines()
    assert lines[0] == "line,code,reason,email,name"
    assert lines[1].startswith("3,email.invalid,")


def test_columns_that_are_ignored_are_a_warning_with_the_way_to_name_them() -> None:
    story = coalition_of(2)
    petition = open_petition_of(story)
    path = handed_in(story, petition, LIST)
    page = staff_at(story, group=1, role=Role.STEWARD).get(path)
    words = "and what it holds is left out: favourite colour. Say what it holds"
    assert f"One column is not understood, {words}" in text_of(page)
    assert f'href="{path}columns/"' in page.content.decode()
    assert [one.words for one in page.context["lines"]] == ["E-mail address", "Name", ""]
