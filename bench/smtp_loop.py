"""The bare way to send: smtplib, one connection a process, letters that are ready."""

import smtplib
from collections.abc import Sequence
from typing import Any

from bench.http_load import PATIENCE_SECONDS, PROCESSES, in_processes
from bench.smtp_sink import Sink
from bench.web_server import HOST
from core.mail.written_letter import WrittenLetter


def send_all(sink: Sink, letters: Sequence[WrittenLetter]) -> float:
    """Sends each letter once, over as many connections as processes; returns the seconds."""
    shares = [letters[number::PROCESSES] for number in range(PROCESSES)]
    return in_processes(lambda share, ready: _send(sink.port, share, ready), shares)


def _send(port: int, letters: Sequence[WrittenLetter], ready: Any) -> None:
    with smtplib.SMTP(HOST, port, "localhost") as connection:
        connection.ehlo()
        ready.wait(PATIENCE_SECONDS)
        for letter in letters:
            connection.sendmail(letter.sender, [letter.recipient], letter.content)
