"""What the links in mails about a signature are good for. `core.links` writes and reads them."""

from datetime import timedelta

from core.links import Purpose

CONFIRM = Purpose(b"c", timedelta(days=60))
DISOWN = Purpose(b"n", timedelta(days=365))
OWN_DATA = Purpose(b"m", timedelta(days=365))
