"""An invitation that is accepted twice at once makes one account and one role."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from accounts.models import User
from core.actors import Actor
from core.errors import MusterError
from core.models import Message
from core.outbox import composer
from groups.models import Role, Staff
from groups.services.invitation import accept_as_new_user, invite_staff
from tests.stories import a_group, staff_of

pytestmark = pytest.mark.django_db(transaction=True)


def test_one_of_two_who_accept_at_once_does() -> None:
    group = a_group()
    boss = Actor(user_id=staff_of(group, Role.COORDINATOR).pk)
    invite_staff(group=group, email="ana@guests.example", role=Role.STEWARD, actor=boss)
    message = Message.objects.get(kind="invitation")
    mail = composer(message.kind)(message)
    assert mail is not None
    token = re.findall(r"/join/([\w-]+)/", mail.text)[0]

    def accept(name: str) -> str:
        try:
            accept_as_new_user(token=token, name=name, password="a lamp in the window")
        except MusterError as error:
            return error.code
        finally:
            connections.close_all()
        return "accepted"

    with ThreadPoolExecutor(4) as pool:
        outcomes = sorted(pool.map(accept, ["Ana", "Bo", "Cy", "Di"]))

    assert outcomes == ["accepted", *["link_no_longer_valid"] * 3]
    assert User.objects.filter(email="ana@guests.example").count() == 1
    assert Staff.objects.filter(group=group, role=Role.STEWARD).count() == 1
