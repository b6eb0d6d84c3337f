"""How a page is passed on: its address, plain links that open a person's own programs, and a code
to scan. Nothing of another host is loaded; nothing is told to one until a link is followed."""

from dataclasses import dataclass
from urllib.parse import quote

import segno
from django.utils.translation import gettext as _


@dataclass(frozen=True)
class ShareLink:
    """One way to pass a page on. `is_web` opens a site in a tab of its own."""

    name: str
    href: str
    is_web: bool


@dataclass(frozen=True)
class Share:
    """What the template `pages/share.html` shows. `qr` is an SVG, safe as it is."""

    url: str
    links: list[ShareLink]
    qr: str


def share_of(url: str, title: str) -> Share:
    """The ways to pass on an absolute address; `title` says what is there."""
    words, address = quote(title, safe=""), quote(url, safe="")
    both = quote(f"{title} {url}", safe="")
    links = [
        ShareLink("WhatsApp", f"https://wa.me/?text={both}", is_web=True),
        ShareLink(_("Text message"), f"sms:?&body={both}", is_web=False),
        ShareLink(_("Email"), f"mailto:?subject={words}&body={both}", is_web=False),
        ShareLink(
            "Facebook", f"https://www.facebook.com/sharer/sharer.php?u={address}", is_web=True
        ),
        ShareLink("Telegram", f"https://t.me/share/url?url={address}&text={words}", is_web=True),
    ]
    code = segno.make(url, error="m", micro=False).svg_inline(
        scale=5, border=4, dark="#000", light="#fff"
    )
    return Share(url, links, code)


def with_source(url: str, source: str) -> str:
    """The address that credits a group and channel for who comes by it."""
    return f"{url}?source={quote(source, safe='/')}" if source else url
