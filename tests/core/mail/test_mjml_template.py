"""Mails load nothing: whoever reads one tells no other host that they did."""

import re
from pathlib import Path

import pytest

from config.env import BASE_DIR
from core.mail.mjml_template import render_mjml

TEMPLATES = sorted(
    str(path.relative_to(path.parents[2])) for path in BASE_DIR.glob("*/templates/*/mail/*.mjml")
)
# What a mail program would fetch: pictures, style sheets, imports and fonts within them.
_LOADED = re.compile(r"""(?:<link\b[^>]*href=|\bsrc=|\burl\(|@import\s+)\s*["']?([^"')\s>]+)""")


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_mail_loads_nothing(name: str) -> None:
    html = render_mjml(name, {})
    assert _LOADED.findall(html) == []


def test_every_kind_of_mail_is_looked_at() -> None:
    assert {Path(name).name for name in TEMPLATES} >= {
        "event.mjml",
        "invitation.mjml",
        "signature.mjml",
    }
