"""Messages to members for tests: written, owed, delivered into a folder, counted."""

from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

from django.utils import timezone

from core.actors import Actor
from core.services.message_delivery import deliver_pass
from groups.models import Group, GroupMessage, Member
from groups.services.group_message import send_message, write_message
from groups.services.group_message_sending import group_message_count_pass, group_message_pass
from tests.groups.member_lists import member_of
from tests.stories import Coalition

PEOPLE = """email,name,zip,language,opt in
ann@b.org,Ann Lee,94110,,yes
bo@b.org,Bo Diaz,10001,es,yes
cy@b.org,Cy Park,,,no
"""
WORDS = {
    "subject": "Come on Saturday",
    "text": "We meet at **noon**.\n\n[More](https://us.example/)",
}


def draft(story: Coalition, actor: Actor, **data: str) -> GroupMessage:
    return write_message(group=story.lead, data=WORDS | data, actor=actor)


def send(message: GroupMessage, actor: Actor) -> GroupMessage:
    return send_message(message=message, at=None, version=message.version, actor=actor)


def owed(message: GroupMessage, actor: Actor) -> GroupMessage:
    """Due, and owed to everyone whom it is for."""
    send(message, actor)
    GroupMessage.objects.update(send_at=timezone.now() - timedelta(hours=1))
    group_message_pass()
    message.refresh_from_db()
    return message


def counted(message: GroupMessage) -> tuple[str, int | None, int, int]:
    group_message_count_pass()
    message.refresh_from_db()
    return message.state, message.people, message.sent, message.dropped


def member(group: Group, email: str) -> Member:
    found = member_of(group, email)
    assert found is not None
    return found


def delivered(folder: Path) -> dict[str, Any]:
    """Delivers what is due; all letters so far by address. EMAIL_URL names the folder."""
    deliver_pass()
    files = [file for file in sorted(folder.iterdir()) if file.is_file()]
    letters = [message_from_bytes(file.read_bytes(), policy=default) for file in files]
    return {str(letter["To"]): letter for letter in letters}
