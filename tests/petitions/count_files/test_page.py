"""The page for the press: always one page that says what it must."""

from io import BytesIO

import pytest
from pypdf import PdfReader

from petitions.count_files.page import press_page
from petitions.count_files.report import Report
from petitions.count_files.waterfall_chart import steps
from places.us_states import US_STATES
from tests.petitions.count_files.reports import a_report, part

LONG = "We, the undersigned residents, workers and neighbours of all thirteen wards, ask you " * 2


def _text(report: Report) -> str:
    reader = PdfReader(BytesIO(press_page(report)))
    assert len(reader.pages) == 1
    return reader.pages[0].extract_text()


def test_it_says_the_number_what_it_means_and_when() -> None:
    text = _text(a_report(each=5000))
    for part_of_it in (
        "Keep the clinic open",
        "To: The county board",
        "15,001",
        "people, each counted once",
        "As of 22 November 2026, 20:45 UTC",
        "How it was counted",
        "https://muster.example/p/clinic/",
        "Nurses for Care",
        "Canada/Ontario",
    ):
        assert part_of_it in text


def test_small_counts_are_not_on_it() -> None:
    words = _text(a_report(each=5000)).split()
    assert words.count("<10") == 2, "Vermont's one and the second group's one"
    assert "1" not in words


@pytest.mark.parametrize(
    "report",
    [
        a_report(states=()),
        a_report(states=["NY"], each=0),
        a_report(states=["NY"], each=1, days=1),
        a_report(states=list(US_STATES)[:60], each=3_000_000, days=900, title=LONG),
        a_report(title="请保留诊所 · Сохраните клинику · أنقذوا العيادة · Giữ phòng khám"),
        a_report(title="W" * 200),
    ],
    ids=["zero", "nobody but one", "one", "huge", "many scripts", "one long word"],
)
def test_it_stays_one_page_whatever_is_on_it(report: Report) -> None:
    assert f"{report.total['counted']:,}" in _text(report)


def test_the_waterfall_falls_from_what_was_received_to_what_counts() -> None:
    drawn = steps(part(70, duplicates=20, withdrawn=10))
    assert [(step.label, step.start, step.n) for step in drawn] == [
        ("Received", 0, 100),
        ("Unusable rows", 100, 0),
        ("Same person again", 80, 20),
        ("Not confirmed yet", 80, 0),
        ("Taken back", 70, 10),
        ("Found invalid", 70, 0),
        ("Counted", 0, 70),
        ("Confirmed", 0, 70),
        ("Attested by a group", 70, 0),
    ]
