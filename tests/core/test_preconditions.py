"""If-Match and ETag."""

import pytest

from core.errors import Invalid, PreconditionFailed, PreconditionRequired
from core.preconditions import etag_of, require_version, version_in


def test_what_is_shown_comes_back_as_the_version() -> None:
    assert etag_of(7) == '"7"'
    assert etag_of(7, shown="abc") == '"7.abc"'
    assert [version_in(etag_of(7)), version_in(etag_of(7, shown="abc"))] == [7, 7]


@pytest.mark.parametrize("absent", [None, ""])
def test_without_it(absent: str | None) -> None:
    with pytest.raises(PreconditionRequired):
        version_in(absent)


@pytest.mark.parametrize("odd", ["*", '"a"', 'W/"7"', '"7", "8"', '"-1"', '"٧"', '"' + "9" * 20])
def test_what_we_never_sent(odd: str) -> None:
    with pytest.raises(Invalid):
        version_in(odd)


def test_another_version() -> None:
    require_version(sent=3, present=3)
    with pytest.raises(PreconditionFailed):
        require_version(sent=3, present=4)
