"""A mail as the bytes that leave, read back as a mail program reads them."""

from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest

from core.mail.failures import PermanentFailure
from core.mail.letter import write_letter
from core.outbox import Attachment, Mail

CALENDAR = "text/calendar; method=PUBLISH; charset=utf-8"
EVENT = "BEGIN:VCALENDAR\r\nSUMMARY:Café\r\nEND:VCALENDAR\r\n".encode()


def written(*, sender: str = "Muster <a@x.example>", **facts: Any) -> bytes:
    mail = Mail(**{"to": "person@example.org", "subject": "Hello", "text": "Hello\n", **facts})
    return write_letter(mail, message_id="<1@x>", sender=sender).content


def read(content: bytes) -> EmailMessage:
    letter = message_from_bytes(content, policy=policy.default)
    assert isinstance(letter, EmailMessage)
    assert [part.defects for part in letter.walk()] == [[]] * len(list(letter.walk()))
    return letter


def test_a_calendar_file_comes_with_its_name_and_parameters() -> None:
    file = Attachment("party.ics", CALENDAR, EVENT)
    letter = read(written(html="<p>Hello</p>", attachments=(file,)))
    assert [part.get_content_type() for part in letter.walk()] == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "text/calendar",
    ]
    (part,) = letter.iter_attachments()
    assert part["Content-Type"].params == {"method": "PUBLISH", "charset": "utf-8"}
    assert (part.get_content_disposition(), part.get_filename()) == ("attachment", "party.ics")
    assert part.get_payload(decode=True) == EVENT


def test_a_mail_without_html_may_bring_files_whose_names_are_of_any_alphabet() -> None:
    files = tuple(
        Attachment(name, "application/octet-stream", bytes(range(256)))
        for name in ('Straßenfest "2".bin', "集会.bin")
    )
    letter = read(written(attachments=files))
    text, *parts = letter.iter_parts()
    assert text.get_content() == "Hello\r\n"
    assert [part.get_filename() for part in parts] == [file.name for file in files]
    assert {part.get_payload(decode=True) for part in parts} == {bytes(range(256))}


@pytest.mark.parametrize("content_type", ["text", "text/x\r\nBcc: a@x", "text/x; name", ""])
def test_a_type_that_is_none_is_refused(content_type: str) -> None:
    with pytest.raises(PermanentFailure):
        written(attachments=(Attachment("x", content_type, b"x"),))


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Hello.\n.\n..\nFrom me\n", "7bit"),
        ("a" * 998, "7bit"),
        ("a" * 999, "quoted-printable"),
        ("Grüße an alle, die kommen = 3 \n\t\n.\n" * 40, "quoted-printable"),
        ("اجتماع عام\n" * 40, "base64"),
        ("one\rtwo\r\nthree\n\n", "7bit"),
    ],
)
def test_a_text_arrives_as_it_was_written_in_lines_that_servers_take(
    text: str, encoding: str
) -> None:
    content = written(text=text, html=text)
    letter = read(content)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n").split("\n")
    for part in letter.iter_parts():
        assert part["Content-Transfer-Encoding"] == encoding
        assert part.get_content() == "\r\n".join([*lines, ""])
    assert max(map(len, content.split(b"\r\n"))) <= 998
    assert content.count(b"\r\n") == content.count(b"\n") == content.count(b"\r")
    assert content.isascii()


@pytest.mark.parametrize(
    "subject",
    [
        "Hello",
        "Words " * 40 + "end",
        "Bitte bestätigen: " + "Grünfläche " * 20 + "jetzt",
        "集会" * 60,
        "Looks like =?utf-8?q?encoded?= words",
        "a" * 200,
        "",
    ],
)
def test_a_subject_of_any_length_and_alphabet_arrives(subject: str) -> None:
    content = written(subject=subject)
    assert read(content)["Subject"] == subject
    assert content.isascii()


def test_a_name_that_must_be_quoted_or_encoded_stays_one_sender() -> None:
    for name in ("Müster, Verein", "Muster, Inc.", "集会"):
        (sender,) = read(written(sender=f'"{name}" <a@x.example>'))["From"].addresses
        assert (sender.display_name, sender.addr_spec) == (name, "a@x.example")


@pytest.mark.parametrize(
    "facts",
    [
        {"to": "a@x.example\r\nBcc: b@x.example"},
        {"to": "a\x00@x.example"},
        {"to": "@x.example"},
        {"to": "a@x..example"},
        {"subject": "a\nb"},
        {"subject": "a" * 1000},
        {"headers": {"X-Y\r\nBcc": "b@x.example"}},
        {"headers": {"Reply-To": "a@x.example\r\nBcc: b@x.example"}},
    ],
)
def test_what_no_server_would_take_is_refused(facts: dict[str, Any]) -> None:
    with pytest.raises(PermanentFailure) as refused:
        written(**facts)
    assert refused.value.code == "unsendable_header"
