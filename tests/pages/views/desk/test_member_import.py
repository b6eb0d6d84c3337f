"""Lists of members at the desk: handed in, looked through, decided on, taken in and taken back."""

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from groups.member_decision import Choice, ConsentRule, Decision
from groups.models import MemberImport, Role
from tests.groups.member_lists import apply, begin, finish, member_of, name_of, previewed
from tests.groups.rolls import Roll, a_roll
from tests.pages.views.desk.desks import browser, members_path
from tests.pages.words import text_of

pytestmark = pytest.mark.django_db
LIST = (
    "email,first name,last name,phone,zip,newsletter\n"
    "ana@example.org,Bea,Other,,94601,yes\n"
    "bo@example.org,Bo,Lee,,10001,yes\n"
    "not an address,No,Body,,,\n"
)
DECISION = {"conflicts": "leave_out", "consent": "list", "tags": "river, new"}


@pytest.fixture
def roll() -> Roll:
    roll = a_roll()
    roll.add()
    return roll


def path_of(roll: Roll, row: MemberImport, rest: str = "") -> str:
    return members_path(roll, f"imports/{row.public_id}/{rest}")


def upload(name: str = "list.csv", text: str = LIST) -> dict[str, Any]:
    return {"file": SimpleUploadedFile(name, text.encode(), "text/csv")}


def seen(roll: Roll) -> MemberImport:
    return previewed(roll.group, LIST, actor=roll.actor())


def test_a_list_is_handed_in_and_nothing_is_written(roll: Roll) -> None:
    steward = browser(roll)
    answer = steward.post(members_path(roll, "imports/new/"), upload())
    row = MemberImport.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, path_of(roll, row))
    page = steward.get(answer["Location"])
    assert "Nothing is written yet." in text_of(page)
    assert 'hx-trigger="every 2s"' in page.content.decode()
    assert member_of(roll.group, "bo@example.org") is None
    again = steward.post(members_path(roll, "imports/new/"), upload(name="other.csv"), follow=True)
    assert "This file was handed in before." in text_of(again)
    assert MemberImport.objects.count() == 1


@pytest.mark.parametrize(
    ("form", "status", "words"),
    [
        ({}, 400, "Choose a file."),
        (upload(text='email\n"ana@example.org'), 400, "Please look at this again"),
        (upload(name="list.csv", text="<html>"), 415, "Please look at this again"),
    ],
)
def test_a_file_that_cannot_be_read_says_so(
    roll: Roll, form: dict[str, Any], status: int, words: str
) -> None:
    page = browser(roll).post(members_path(roll, "imports/new/"), form)
    assert page.status_code == status
    assert words in text_of(page)
    assert not MemberImport.objects.exists()


def test_the_preview_says_what_the_list_would_do(roll: Roll) -> None:
    page = browser(roll).get(path_of(roll, seen(roll)))
    words = text_of(page)
    assert "1 new Nobody like that is on the list" in words
    assert "1 conflicting The row says another name" in words
    assert "1 rejected Rows that name nobody" in words
    assert "2 Another name ana@example.org · Bea · Other · 94601 · yes Ana Castillo" in words
    assert "Rows with a clear yes in a consent column: 1." in words


def test_a_steward_decides_and_the_list_is_taken_in(roll: Roll) -> None:
    row = seen(roll)
    steward = browser(roll)
    answer = steward.post(path_of(roll, row), {**DECISION, "line-2": "theirs"})
    assert (answer.status_code, answer["Location"]) == (303, path_of(roll, row))
    finish(row)
    words = text_of(steward.get(path_of(roll, row)))
    assert "Taken in" in words
    assert "1 new Nobody like that was on the list; they were added." in words
    assert "File: list.csv" in words
    assert "Consents recorded: 2." in words
    assert name_of(roll.group, "ana@example.org") == "Bea Other"
    bo = member_of(roll.group, "bo@example.org")
    assert bo is not None
    assert (bo.consented, bo.tags) == (True, ["river", "new"])
    people = steward.get(members_path(roll) + f"?source=import&ref={row.public_id}")
    assert "Bo Lee" in text_of(people)
    assert "Ana" not in text_of(people)


def test_a_decision_needs_both_answers_and_keeps_what_was_chosen(roll: Roll) -> None:
    row = seen(roll)
    page = browser(roll).post(
        path_of(roll, row), {"conflicts": "theirs", "tags": "river", "line-2": "ours"}
    )
    assert page.status_code == 400
    assert "Choose one of these." in text_of(page)
    html = page.content.decode()
    assert 'value="theirs" checked' in html
    assert '<option value="ours" selected>' in html
    assert 'value="river"' in html


def test_two_stewards_decide_and_the_first_stands(roll: Roll) -> None:
    row = seen(roll)
    steward = browser(roll)
    assert steward.post(path_of(roll, row), DECISION).status_code == 303
    assert steward.post(path_of(roll, row), DECISION).status_code == 303  # the same, twice
    other = steward.post(path_of(roll, row), {**DECISION, "consent": "none"})
    assert other.status_code == 409
    assert "This list was decided on already." in text_of(other)


def test_progress_is_a_part_that_asks_for_itself_until_it_is_done(roll: Roll) -> None:
    row = begin(roll.group, LIST, actor=roll.actor())
    steward = browser(roll)
    part = steward.get(path_of(roll, row), headers={"HX-Request": "true"})
    assert b"<html" not in part.content
    assert b"Being looked through" in part.content
    finish(row)
    over = steward.get(path_of(roll, row), headers={"HX-Request": "true"})
    assert (over.content, over["HX-Refresh"]) == (b"", "true")


def test_rejected_rows_come_back_as_a_file(roll: Roll) -> None:
    row = seen(roll)
    steward = browser(roll)
    answer: Any = steward.get(path_of(roll, row, "rejected-rows.csv"))
    text = io.BytesIO(b"".join(answer.streaming_content)).getvalue().decode("utf-8-sig")
    assert [line.split(",")[:2] for line in text.splitlines()] == [
        ["line", "code"],
        ["4", "email.invalid"],
    ]
    assert text.splitlines()[0].removeprefix("line,code,reason,") == LIST.splitlines()[0]
    assert answer["Content-Disposition"] == 'attachment; filename="rejected-rows.csv"'


def test_a_list_is_taken_back(roll: Roll) -> None:
    row = apply(seen(roll), Decision(Choice.LEAVE_OUT, ConsentRule.LIST), actor=roll.actor())
    steward = browser(roll)
    asked = text_of(steward.get(path_of(roll, row, "undo/")))
    assert "1 person who was new goes from the list again." in asked
    assert steward.post(path_of(roll, row, "undo/")).status_code == 303
    assert steward.post(path_of(roll, row, "undo/")).status_code == 303
    finish(row)
    words = text_of(steward.get(path_of(roll, row)))
    assert "Taken back" in words
    assert "people removed who were new 1" in words
    assert member_of(roll.group, "bo@example.org") is None
    assert steward.get(path_of(roll, row, "undo/")).status_code == 404


def test_a_preview_is_let_go(roll: Roll) -> None:
    row = seen(roll)
    steward = browser(roll)
    assert "Let this list go?" in text_of(steward.get(path_of(roll, row, "discard/")))
    gone = steward.post(path_of(roll, row, "discard/"), follow=True)
    assert "The list is let go, and its file is erased." in text_of(gone)
    assert "Nobody took this list in." in text_of(steward.get(path_of(roll, row)))


@pytest.mark.parametrize("role", [Role.ORGANIZER, Role.COORDINATOR])
def test_other_staff_import_nothing_and_see_no_import(roll: Roll, role: Role) -> None:
    row = seen(roll)
    client = browser(roll, role)
    paths = [members_path(roll, "imports/"), members_path(roll, "imports/new/")]
    paths += [path_of(roll, row, rest) for rest in ("", "undo/", "discard/", "rejected-rows.csv")]
    assert [client.get(path).status_code for path in paths] == [403] * len(paths)
    assert client.post(paths[1], upload()).status_code == 403


def test_another_groups_import_is_not_there(roll: Roll) -> None:
    other = a_roll()
    row = previewed(other.group, LIST)
    assert browser(roll).get(path_of(roll, row)).status_code == 404


def test_the_list_of_imports_asks_as_much_for_many_as_for_few(
    roll: Roll, django_assert_num_queries: Any
) -> None:
    steward = browser(roll)
    begin(roll.group, LIST, actor=roll.actor())
    steward.get(members_path(roll, "imports/"))
    with django_assert_num_queries(5):
        steward.get(members_path(roll, "imports/"))
    for number in range(2):
        begin(roll.group, LIST + f"x{number}@example.org,,,,,\n", actor=roll.actor())
    with django_assert_num_queries(5):
        page = steward.get(members_path(roll, "imports/"))
    assert text_of(page).count("Being looked through") == 3


def test_imports_are_paged(roll: Roll, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pages.views.desk.member_imports.PAGE", 1)
    for number in range(2):
        begin(roll.group, LIST + f"x{number}@example.org,,,,,\n", actor=roll.actor())
    steward = browser(roll)
    first = steward.get(members_path(roll, "imports/"))
    second = steward.get(members_path(roll, "imports/") + first.context["next_url"])
    assert [row.rows_total for page in (first, second) for row, *_ in page.context["rows"]] == [
        4,
        4,
    ]
    assert second.context["next_url"] == ""
