"""Lists handed in at the desk: looked at first, then imported, followed, taken back."""

from io import BytesIO
from typing import Any

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile

from core.models import AuditEntry
from core.models.duty import DutyState
from groups.models import Role
from petitions.models import Petition, Signature, SignatureImport
from petitions.services.import_work import import_pass
from tests.pages.views.desk.sessions import refusals, staff_at, taken
from tests.pages.words import text_of
from tests.stories import Coalition, coalition_of, open_petition_of

pytestmark = pytest.mark.django_db
LIST = (
    "email,name,favourite colour\nplanted@example.org,Planted Person,red\n"
    "planted@example.org,Planted Person,red\nbo@example.org,Bo,\nPlanted Nobody,Cy,\n"
)


@pytest.fixture
def story() -> Coalition:
    return coalition_of(2)


@pytest.fixture
def petition(story: Coalition) -> Petition:
    return open_petition_of(story)


def lists_of(petition: Petition) -> str:
    return f"/desk/petitions/{petition.slug}/imports/"


def hand_in(client: Any, petition: Petition, group: str, text: str = LIST) -> Any:
    file = SimpleUploadedFile("River list.csv", text.encode())
    return client.post(lists_of(petition), {"group": group, "file": file})


def handed_in(story: Coalition, petition: Petition, text: str = LIST) -> str:
    """The address of a list of the second group that was looked at."""
    steward = staff_at(story, group=1, role=Role.STEWARD)
    answer = hand_in(steward, petition, story.groups[1].slug, text)
    assert answer.status_code == 303
    import_pass()
    return str(answer["Location"])


def test_a_list_is_looked_at_and_imported_only_when_a_steward_says_so(
    story: Coalition, petition: Petition
) -> None:
    steward = staff_at(story, group=1, role=Role.STEWARD)
    path = handed_in(story, petition)
    page = steward.get(path)
    words = text_of(page)
    assert "This list would add 2 people" in words
    assert [(row.words, row.n) for row in page.context["preview"]] == [
        ("New people", 2),
        ("Were there already; nobody counts twice", 0),
        ("Repeated in this list", 1),
        ("Rejected rows", 1),
    ]
    assert page.context["columns"] == [("E-mail address", 1), ("Name", 2)]
    assert page.context["reasons"] == [("This is not an e-mail address.", 1)]
    assert "favourite colour" in words
    assert "File: River list.csv" in words
    read = [(row.line, row.family_name, row.reason) for row, _ in page.context["first_rows"]]
    assert read == [(2, "Person", ""), (3, "Person", ""), (4, "", ""), (5, "", "email.invalid")]
    assert AuditEntry.objects.filter(action="import.rows_read").count() == 1
    assert Signature.objects.count() == 0
    for _ in range(2):
        assert steward.post(path + "confirm/").status_code == 303
    assert "The list is being taken in." in text_of(steward.get(path))
    import_pass()
    assert "The list is taken in: 2 new people count." in text_of(steward.get(path))
    assert Signature.objects.count() == 2


def test_no_page_names_anybody(story: Coalition, petition: Petition) -> None:
    path = handed_in(story, petition)
    steward = staff_at(story, group=1, role=Role.STEWARD)
    steward.post(path + "confirm/")
    import_pass()
    pages = [
        steward.get(one).content.decode() for one in (path, path + "undo/", lists_of(petition))
    ]
    assert [page for page in pages if "Planted" in page or "planted" in page] == []


def test_progress_is_a_part_that_asks_again_and_then_for_the_whole_page(
    story: Coalition, petition: Petition
) -> None:
    steward = staff_at(story, group=1, role=Role.STEWARD)
    path = str(hand_in(steward, petition, story.groups[1].slug)["Location"])
    part = steward.get(path + "progress/")
    assert f'hx-get="{path}progress/"' in part.content.decode()
    assert "HX-Refresh" not in part
    import_pass()
    part = steward.get(path + "progress/")
    assert (part.content, part["HX-Refresh"]) == (b"", "true")


def test_the_same_list_again_leads_to_the_one_that_is_there(
    story: Coalition, petition: Petition
) -> None:
    path = handed_in(story, petition)
    steward = staff_at(story, group=1, role=Role.STEWARD)
    assert hand_in(steward, petition, story.groups[1].slug)["Location"] == path
    assert SignatureImport.objects.count() == 1


def test_rejected_rows_are_taken_along_and_that_is_noted(
    story: Coalition, petition: Petition
) -> None:
    path = handed_in(story, petition)
    client = staff_at(story, group=1, role=Role.STEWARD)
    client.post(path + "confirm/")
    import_pass()
    assert client.head(path + "rejects.csv").status_code == 200
    answer = client.get(path + "rejects.csv")
    content = taken(answer).decode("utf-8-sig")
    assert content.splitlines()[0] == "line,code,reason,email,name,favourite colour"
    assert "Planted Nobody" in content
    assert answer["Cache-Control"].startswith("max-age=0, no-cache, no-store")
    read = AuditEntry.objects.filter(action="import.rejects_read")
    person = story.person(group=1, role=Role.STEWARD)
    assert list(read.values_list("actor_user_id", flat=True)) == [person.pk]


def test_a_list_is_taken_back_or_discarded_on_a_page_of_its_own(
    story: Coalition, petition: Petition
) -> None:
    steward = staff_at(story, group=1, role=Role.STEWARD)
    path = handed_in(story, petition)
    assert "Let this list go?" in text_of(steward.get(path + "undo/"))
    steward.post(path + "undo/")
    import_pass()
    assert "The list was let go, and its file is erased." in text_of(steward.get(path))
    assert steward.post(path + "confirm/").status_code == 409
    again = handed_in(story, petition)
    steward.post(again + "confirm/")
    import_pass()
    assert "Take this list back?" in text_of(steward.get(again + "undo/"))
    for _ in range(2):
        assert steward.post(again + "undo/").status_code == 303
    import_pass()
    assert "The list was taken back." in text_of(steward.get(again))
    assert Signature.objects.count() == 0


def test_what_failed_says_why_and_goes_on(story: Coalition, petition: Petition) -> None:
    path = handed_in(story, petition)
    client = staff_at(story, group=1, role=Role.STEWARD)
    client.post(path + "confirm/")
    SignatureImport.objects.update(state=DutyState.FAILED, last_error="permission_lost")
    assert "Who started it is no longer a steward" in text_of(client.get(path))
    assert client.post(path + "retry/").status_code == 303
    import_pass()
    assert "The list is taken in" in text_of(client.get(path))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "This file is empty"),
        ('email\n"ana@example.org', "A quotation mark opened in line 2"),
        ("%PDF-1.7 list", "PDF"),
    ],
)
def test_what_cannot_be_read_is_said_beside_the_file(
    story: Coalition, petition: Petition, text: str, words: str
) -> None:
    steward = staff_at(story, group=1, role=Role.STEWARD)
    answer = hand_in(steward, petition, story.groups[1].slug, text)
    assert answer.status_code in (400, 415)
    assert (refusals(answer), words in text_of(answer)) == (["file"], True)
    assert SignatureImport.objects.count() == 0


def test_what_may_be_the_same_list_or_only_a_part_of_it_is_said(
    story: Coalition, petition: Petition
) -> None:
    steward = staff_at(story, group=1, role=Role.STEWARD)
    handed_in(story, petition, "email,date\na@example.org,03/11/2020\n")
    other = handed_in(story, petition, "email,date\nb@example.org,13/11/2020\n")
    page = steward.get(other)
    (twin,) = page.context["twins"]
    assert "A list with as many rows and the same columns was handed in on" in text_of(page)
    assert "13 November 2020" in text_of(page)
    first = steward.get(twin.url)
    assert "11 March 2020" in text_of(first)
    again = handed_in(story, open_petition_of(story), "email,date\nb@example.org,13/11/2020\n")
    assert "The same file was handed in on" in text_of(steward.get(again))
    content = BytesIO()
    book = xlsxwriter.Workbook(content)
    book.add_worksheet("Signers").write_column(0, 0, ["email", "c@example.org"])
    book.add_worksheet("More")
    book.close()
    file = SimpleUploadedFile("two.xlsx", content.getvalue())
    answer = steward.post(lists_of(petition), {"group": story.groups[1].slug, "file": file})
    words = "Only the first sheet of the workbook, “Signers”, is read. There is 1 more sheet;"
    assert words in text_of(steward.get(answer["Location"]))


def test_without_a_file_or_for_another_group_nothing_is_taken(
    story: Coalition, petition: Petition
) -> None:
    steward = staff_at(story, group=1, role=Role.STEWARD)
    empty = steward.post(lists_of(petition), {"group": story.groups[1].slug})
    assert (empty.status_code, refusals(empty)) == (400, ["file"])
    foreign = hand_in(steward, petition, story.lead.slug)
    assert (foreign.status_code, refusals(foreign)) == (400, ["group"])


def test_lists_are_for_stewards_of_the_group_that_sent_them(
    story: Coalition, petition: Petition
) -> None:
    path = handed_in(story, petition)
    for role in (Role.ORGANIZER, Role.COORDINATOR):
        client = staff_at(story, group=1, role=role)
        assert "Lists" not in [
            tab.words for tab in client.get(f"/desk/petitions/{petition.slug}/").context["tabs"]
        ]
        statuses = [client.get(one).status_code for one in (lists_of(petition), path)]
        assert (role, statuses) == (role, [403, 403])
        assert client.post(path + "confirm/").status_code == 403
    other = staff_at(story, group=0, role=Role.STEWARD)
    assert other.get(lists_of(petition)).context["rows"] == []
    for step in ("", "progress/", "undo/", "rejects.csv"):
        assert (step, other.get(path + step).status_code) == (step, 404)
    for step in ("confirm/", "retry/", "undo/"):
        assert (step, other.post(path + step).status_code) == (step, 404)


def test_more_lists_take_no_more_queries_and_are_paged(
    story: Coalition,
    petition: Petition,
    django_assert_num_queries: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    client = staff_at(story, group=1, role=Role.STEWARD)
    handed_in(story, petition, "email\none@example.org\n")
    with django_assert_num_queries(6):
        client.get(lists_of(petition))
    for number in range(2):
        handed_in(story, petition, f"email\nmore{number}@example.org\n")
    with django_assert_num_queries(6):
        client.get(lists_of(petition))
    monkeypatch.setattr("pages.views.desk.signature_import.PAGE", 2)
    first = client.get(lists_of(petition))
    second = client.get(lists_of(petition) + first.context["next_url"])
    assert [len(page.context["rows"]) for page in (first, second)] == [2, 1]
    assert second.context["next_url"] == ""
