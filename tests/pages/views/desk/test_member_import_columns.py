"""A list of members whose header says nothing: the columns are chosen at the desk."""

import pytest

from groups.models import MemberImport
from tests.groups.member_lists import finish, name_of, previewed
from tests.groups.rolls import a_roll
from tests.pages.views.desk.desks import browser, members_path
from tests.pages.views.desk.test_member_import import upload
from tests.pages.words import text_of

pytestmark = pytest.mark.django_db
UNKNOWN = "wer,was,wo\nbo@example.org,Bo Lee,94601\n"


def test_a_steward_says_what_the_columns_hold() -> None:
    roll = a_roll()
    steward = browser(roll)
    answer = steward.post(members_path(roll, "imports/new/"), upload(text=UNKNOWN))
    row = MemberImport.objects.get()
    own = members_path(roll, f"imports/{row.public_id}/")
    assert (answer.status_code, answer["Location"]) == (303, own + "columns/")
    assert "say first what the columns hold" in text_of(steward.get(own))
    form = {"version": "0", "columns-1": "email", "columns-2": "name"}
    assert steward.post(own + "columns/", {**form, "columns-2": "email"}).status_code == 400
    for _ in range(2):
        assert steward.post(own + "columns/", form)["Location"] == own
    finish(row)
    page = steward.get(own)
    lines = [(one.name, one.words) for one in page.context["lines"]]
    assert lines == [("wer", "E-mail address"), ("was", "Name"), ("wo", "")]
    decision = {"conflicts": "leave_out", "consent": "none", "version": "0"}
    assert steward.post(own, decision).status_code == 409
    assert steward.post(own, {**decision, "version": "1"}).status_code == 303
    finish(row)
    assert name_of(roll.group, "bo@example.org") == "Bo Lee"
    assert steward.get(own + "columns/").status_code == 404


def test_a_list_without_names_of_columns_loses_nobody() -> None:
    roll = a_roll()
    steward = browser(roll)
    text = "ana@example.org,Ana Castillo\nbo@example.org,Bo Lee\n"
    columns = steward.post(members_path(roll, "imports/new/"), upload(text=text))["Location"]
    page = steward.get(columns)
    assert [one.hint for one in page.context["inputs"]] == [
        "ana@example.org · bo@example.org",
        "Ana Castillo · Bo Lee",
    ]
    form = {"version": "0", "headless": "yes", "columns-1": "email", "columns-2": "name"}
    steward.post(columns, form)
    row = finish(MemberImport.objects.get())
    decision = {"conflicts": "leave_out", "consent": "none", "version": "1"}
    steward.post(columns.removesuffix("columns/"), decision)
    finish(row)
    assert name_of(roll.group, "ana@example.org") == "Ana Castillo"
    assert (row.rows_total, row.result["new"]) == (2, 2)


def test_columns_that_are_ignored_are_a_warning() -> None:
    roll = a_roll()
    row = previewed(roll.group, "email,Farbe,Note\nbo@example.org,red,x\n", actor=roll.actor())
    page = text_of(browser(roll).get(members_path(roll, f"imports/{row.public_id}/")))
    assert "2 columns are not understood, and what they hold is left out: Farbe, Note." in page
