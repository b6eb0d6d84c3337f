"""What an address may be named."""

import pytest

from core.errors import Invalid
from core.slugs import require_slug


@pytest.mark.parametrize("slug", ["a", "keep-the-clinic", "2026", "a" * 60, "nullable"])
def test_a_slug_that_may_be(slug: str) -> None:
    assert require_slug(slug) == slug


@pytest.mark.parametrize(
    ("slug", "code"),
    [
        ("", "invalid"),
        ("Keep", "invalid"),
        ("keep_the", "invalid"),
        ("-keep", "invalid"),
        ("keep-", "invalid"),
        ("keep--the", "invalid"),
        ("keep the", "invalid"),
        ("keep.ics", "invalid"),
        ("../etc", "invalid"),
        ("clínica", "invalid"),
        ("a\n", "invalid"),
        ("a\x00", "invalid"),
        ("a" * 61, "max_length"),
        ("api", "reserved"),
        ("null", "reserved"),
    ],
)
def test_a_slug_that_may_not_be(slug: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        require_slug(slug, field="name")
    assert [(error.field, error.code) for error in refused.value.errors] == [("name", code)]
