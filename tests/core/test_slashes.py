"""An address without its last slash: who reads is sent on, what is sent is not lost in silence."""

import pytest
from django.conf import LazySettings
from django.test import Client


@pytest.mark.parametrize("debug", [False, True])
def test_readers_are_sent_on_and_forms_are_not_found(settings: LazySettings, debug: bool) -> None:
    settings.DEBUG = debug
    read, sent = Client().get("/accounts/login"), Client().post("/accounts/login")
    assert (read.status_code, read.headers["Location"]) == (301, "/accounts/login/")
    assert sent.status_code == 404
