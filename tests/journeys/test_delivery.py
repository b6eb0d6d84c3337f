"""Story 1: a network collects through five partners' tools, counts everyone once, hands over."""

import subprocess
import sys
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import redis
from django.conf import settings
from django.db import connection

from config.demo import story
from config.demo.client import Client
from config.demo.mailbox import letters
from config.demo.partner_lists import Truth, write_partner_lists
from tests.journeys.running_service import (
    ADDRESS,
    RunningService,
    running_service,
    upload,
    wait_for,
)

pytestmark = pytest.mark.timeout(400)
PETITION = "end-the-contract"
ONE = f"/api/v1/petitions/{PETITION}/"
SECRET = {
    "given_name": "Zephyrine",
    "family_name": "Quillfeather",
    "email": "zephyrine.quillfeather@planted.example",
    "phone": "+1 202 555 0142",
    "comment": "The lighthouse keeps my brother awake.",
    "postal_code": "94804",
}
PLANTED = [
    "zephyrine", "quillfeather", "planted.example", "5550142", "555 0142", "the lighthouse keeps",
    ADDRESS,
]  # fmt: skip


@pytest.fixture
def service(program_environment: dict[str, str], tmp_path: Path) -> Iterator[RunningService]:
    with running_service(program_environment, tmp_path) as running:
        yield running


@pytest.mark.django_db(transaction=True)
def test_five_partners_collect_and_the_lead_hands_over(
    service: RunningService, tmp_path: Path
) -> None:
    coalition = found_the_coalition(service)
    truth = write_partner_lists(tmp_path / "lists", people=300, seed=3)
    import_all(coalition, truth)
    sign_and_confirm(service, coalition[0])
    everyone = truth.unique_signers + 1
    wait_for(lambda: count(service) == everyone, 15)
    assert figures(coalition[0]) == expected(truth)
    box = hand_over(service, coalition[0], tmp_path)
    verify(box, tmp_path, signatures=everyone)
    nothing_personal_in_clear(tmp_path)


def found_the_coalition(service: RunningService) -> list[Client]:
    """Five groups, one campaign, an open petition; each group's program, the lead's first."""
    for group in story.GROUPS:
        service.command("create_group", group.slug, "--name", group.name)
        roles = [f"--staff={group.slug}:{role}" for role in ("coordinator", "steward")]
        service.command("create_user", group.coordinator, *roles)
    scopes = "campaigns:write,petitions:read,petitions:write,signatures:create,signatures:count"
    programs = [
        service.program(email=group.coordinator, group=group.slug, scopes=scopes)
        for group in story.GROUPS
    ]
    lead, *others = programs
    lead.post("/api/v1/campaigns/", story.CAMPAIGN)
    partners = f"/api/v1/campaigns/{story.CAMPAIGN['slug']}/partners/"
    for group, program in zip(story.PARTNERS, others, strict=True):
        lead.post(partners, {"group": group.slug})
        program.post(f"{partners}{group.slug}/accept/")
    lead.post("/api/v1/petitions/", {**story.PETITION, "slug": PETITION})
    lead.post(f"{ONE}open/")
    return programs


def import_all(coalition: list[Client], truth: Truth) -> None:
    """One after the other, so that the figures of each are those of the truth."""
    for program, group in zip(coalition, story.GROUPS, strict=True):
        (one,) = [one for one in truth.lists if one.name == group.list_name]
        started = upload(program, f"{ONE}imports/", one.path, {"group": group.slug})
        address = f"/api/v1/imports/{started['id']}/"
        done = wait_for(partial(finished, program, address))
        expected_figures = truth.figures()[one.name]
        assert {name: done["figures"][name] for name in expected_figures} == expected_figures


def sign_and_confirm(service: RunningService, lead: Client) -> None:
    """A new person signs, reads the mail and presses the button; signs again, and is told."""
    visitor = service.visitor()
    assert visitor.post(f"{ONE}signatures/", SECRET) == {"status": "received"}
    folder = service.data_dir / "mail"
    ((to, links),) = wait_for(lambda: list(letters(folder)))
    assert to == SECRET["email"]
    visitor.press(next(link for link in links if link.startswith("/s/")), {})
    assert visitor.post(f"{ONE}signatures/", SECRET) == {"status": "received"}


def count(service: RunningService) -> int:
    return int(service.visitor().get(ONE)["count"])


def figures(lead: Client) -> dict[str, int]:
    tally = lead.get(f"{ONE}tally/")
    return {name: tally[name] for name in expected_names}


expected_names = ("received", "rejected", "duplicates", "attested", "confirmed", "counted")


def expected(truth: Truth) -> dict[str, int]:
    each = truth.figures().values()
    again = sum(one["repeated_in_file"] + one["already_signed"] for one in each)
    return {
        "received": sum(one["rows"] for one in each) + 2,
        "rejected": sum(one["rejected"] for one in each),
        "duplicates": again + 1,
        "attested": truth.unique_signers,
        "confirmed": 1,
        "counted": truth.unique_signers + 1,
    }


def hand_over(service: RunningService, lead: Client, tmp_path: Path) -> Path:
    """Seals a bundle by state, downloads it and records who took it."""
    bundle = lead.post(f"{ONE}bundles/", {"split": "state"})
    address = f"/api/v1/bundles/{bundle['id']}/"
    wait_for(lambda: finished(lead, address))
    status, data = lead.request("GET", f"{address}download/")
    assert status == 200
    lead.post(
        f"{address}deliveries/",
        {
            "delivered_to": "The office of the board",
            "delivered_at": datetime.now(UTC).isoformat(),
            "receipt": "Stamped at the front desk, no. 12",
        },
    )
    box = tmp_path / "bundle.zip"
    box.write_bytes(data)
    return box


def verify(box: Path, tmp_path: Path, *, signatures: int) -> None:
    """By the program in the box, which knows nothing of Muster."""
    with zipfile.ZipFile(box) as opened:
        (program,) = [name for name in opened.namelist() if name.endswith("verify.py")]
        (tmp_path / "verify.py").write_bytes(opened.read(program))
    done = subprocess.run(
        [sys.executable, "-I", str(tmp_path / "verify.py"), str(box)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{signatures:,}" in done.stdout.replace(str(signatures), f"{signatures:,}")


def nothing_personal_in_clear(data_dir: Path) -> None:
    """What the signer typed is in none of the logs, nor in Redis, nor in a dump of the database."""
    logs = "".join(path.read_text() for path in [*data_dir.rglob("*.log")])
    assert '"event"' in logs
    for place, text in {"logs": logs, "Redis": of_redis(), "database": of_database()}.items():
        found = [value for value in PLANTED if holds(text, value)]
        assert not found, f"{place} hold {found}"


def holds(text: str, value: str) -> bool:
    return value in text.lower() or value.encode().hex() in text.lower()


def of_redis() -> str:
    client = redis.Redis.from_url(settings.REDIS_URL)
    parts: list[Any] = [key + (client.dump(key) or b"") for key in client.scan_iter()]
    return b"".join(parts).decode("latin-1")


def of_database() -> str:
    """Every row of every table as text; bytes are shown as they are."""
    with connection.cursor() as cursor:
        cursor.execute("SET bytea_output = 'escape'")
        tables = connection.introspection.table_names(cursor)
        dump = []
        for table in tables:
            cursor.execute(f'SELECT t::text FROM "{table}" AS t')  # noqa: S608 - our own tables
            dump += [row for (row,) in cursor.fetchall()]
        cursor.execute("RESET bytea_output")
    text = "\n".join(dump)
    assert PETITION in text
    return text


def finished(program: Client, address: str) -> dict[str, Any]:
    """The answer at the address once its work is done."""
    answer: dict[str, Any] = program.get(address)
    assert answer["state"] != "failed", answer
    return answer if answer["state"] in ("done", "ready") else {}
