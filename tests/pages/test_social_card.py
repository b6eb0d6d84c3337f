"""What is drawn: long titles fit, letters of all fonts are drawn, none breaks the picture."""

from io import BytesIO

import pytest
from PIL import Image

from pages.social_card import MARGIN, WIDTH, SocialCard, _fitted, _width, draw_card
from petitions.bundle_files.typefaces import STRONG

TITLES = [
    "Keep the river ours",
    "w" * 200,
    "Giữ lấy dòng sông của chúng ta " * 6,
    "أبقوا النهر لنا",
    "保护我们的河流" * 20,
    "우리의 강을 지켜요",
    "แม่น้ำของเรา",
    "🌊 Water \u0000\ue000",
    "",
]


@pytest.mark.parametrize("title", TITLES)
def test_draws_any_title_within_its_lines(title: str) -> None:
    size, lines = _fitted(title)

    assert len(lines) <= 3
    assert [line for line in lines if _width(line, size, STRONG) > WIDTH - 2 * MARGIN + 1] == []
    drawn = draw_card(SocialCard("Campaign", title, ("To the board",), "Groups", progress=0.4))
    assert Image.open(BytesIO(drawn)).size == (1200, 630)
    assert len(drawn) < 120_000


def test_the_same_facts_give_the_same_bytes() -> None:
    card = SocialCard("Campaign", "Title", ("Line",), "Group", progress=1.5)

    assert draw_card(card) == draw_card(card)
