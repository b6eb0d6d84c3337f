"""What may be one line of text: letters of any script, nothing that breaks or reorders it."""

import pytest

from core.errors import Invalid
from core.lines import require_lines


@pytest.mark.parametrize("text", ["Keep it open", "Đừng đóng", "أبقوها", "👩‍👩‍👧", ""])
def test_a_line_of_any_script_is_taken(text: str) -> None:
    require_lines({"title": text})


@pytest.mark.parametrize("text", ["a\r\nBcc: b@c.org", "a\nb", "a\tb", "a\u2028b", "a\u202eb"])
def test_what_breaks_or_reorders_is_named_with_its_field(text: str) -> None:
    with pytest.raises(Invalid) as refusal:
        require_lines({"title": "fine", "target": text})
    found = [(error.field, error.code) for error in refusal.value.errors]
    assert found == [("target", "invalid_chars")]
