"""How a count reads."""

from pages.templatetags.shown_counts import shown


def test_counts_read_as_people_write_them() -> None:
    assert [shown(n) for n in (0, 12, 1234567, "<10", "hidden")] == [
        "0", "12", "1,234,567", "<10", "–",
    ]  # fmt: skip
