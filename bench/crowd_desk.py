"""What the desk of a large campaign has gathered: audit, outbox, lists, bundles, staff, places.

Rows are written without the services, many at a time; the campaign `bench` is there (`crowd`).
"""

import hashlib
import json
from datetime import UTC, datetime, timedelta
from io import BytesIO
from uuid import uuid4

from django.db import connection
from django.utils import timezone

from accounts.models import User
from campaign.models import Campaign, Locality, LocalityStep
from core import vault
from core.actors import SYSTEM
from core.models import AuditEntry
from core.services import stored_file
from groups.lists.layout import survey
from groups.member_import_figures import Figures
from groups.models import (
    Group,
    GroupMessage,
    Invitation,
    Member,
    MemberExport,
    MemberImport,
    MemberImportRow,
    Role,
    Staff,
    Tag,
    Token,
)
from groups.vault_owner import group_owner
from petitions.models import Bundle, Petition, RejectedRow, SignatureImport, Source
from petitions.services.import_work import import_pass
from petitions.services.signature_import import preview_import

ENTRIES, MESSAGES, REJECTS, CONFLICTS = 10_000, 60_000, 10_000, 2_000
LISTS, BUNDLES, PEOPLE, LOCALITIES, TAGS, TOKENS = 200, 60, 150, 300, 200, 120
ACTIONS = [
    ("rsvp.checked_in", "events.event"), ("event.changed", "events.event"),
    ("petition.changed", "petitions.petition"), ("members.read", "groups.group"),
]  # fmt: skip

# Of a group's messages most have left, some wait, some failed for one of five reasons.
MESSAGE = """
INSERT INTO core_message (id, kind, group_id, about, dedup_key, message_id, due_at, created_at,
    finished_at, state, attempts, last_error)
SELECT gen_random_uuid(), (ARRAY['petitions.signature', 'events.rsvp', 'events.reminder',
           'groups.message'])[1 + n %% 4], %(group)s, gen_random_uuid(), 'bench:' || n,
       '<' || n || '@bench>', now(), now(),
       CASE WHEN state IN ('done', 'failed') THEN now() - n * interval '1 second' END,
       state, 1, CASE WHEN state = 'failed' THEN 'smtp_55' || n / 20 %% 5 ELSE '' END
FROM generate_series(1, %(rows)s) AS n CROSS JOIN LATERAL (
    SELECT CASE WHEN n %% 20 = 0 THEN 'failed' WHEN n %% 11 = 0 THEN 'pending' ELSE 'done' END
) AS its (state)
"""


def fill_desk(campaign: Campaign) -> dict[str, str]:
    """Everything; the addresses of one of each kind by its name, for the routes of the desk."""
    petition = Petition.objects.get(slug="bench")
    colleagues = _hire(campaign.lead)
    _note_audit(campaign, petition, colleagues)
    with connection.cursor() as cursor:
        cursor.execute(MESSAGE, {"group": campaign.lead_id, "rows": MESSAGES})
        cursor.execute("VACUUM ANALYZE core_message, core_auditentry")
    _add_places(campaign)
    taken, waiting = _take_in_lists(petition, campaign.lead)
    return {
        "import": str(taken),
        "waiting_import": str(waiting),
        "bundle": str(_make_bundles(petition)),
        "member_import": str(_take_in_members(campaign.lead)),
        "message": str(_write_messages(campaign.lead, colleagues[0])),
        "export": str(_ask_for_exports(campaign.lead, colleagues[0])),
        "person": str(colleagues[0].pk),
        "member": str(_tag_members(campaign.lead)),
    }


def give_tokens(user: User, group: Group) -> None:
    """Many API tokens of one person."""
    ends = timezone.now() + timedelta(days=30)
    Token.objects.bulk_create(
        Token(user=user, group=group, name=f"Form {number}", prefix=f"bench{number}",
              digest=hashlib.sha256(f"{user.pk} {number}".encode()).digest(),
              scopes=["campaigns:read"], expires_at=ends)
        for number in range(TOKENS)
    )  # fmt: skip


def _hire(group: Group) -> list[User]:
    """Colleagues with a role each, and as many people who were invited."""
    users = User.objects.bulk_create(
        User(email=f"colleague{number}@staff.example", name=f"Colleague {number}")
        for number in range(PEOPLE)
    )
    roles = list(Role)
    Staff.objects.bulk_create(
        Staff(user=user, group=group, role=roles[number % 3]) for number, user in enumerate(users)
    )
    sealer, now, rows = vault.sealer(group_owner(group.pk)), timezone.now(), []
    for number in range(PEOPLE):
        pk = uuid4()
        sealed = sealer.seal(pk, f"invited{number}@staff.example".encode())
        rows.append(Invitation(id=pk, group=group, role=Role.ORGANIZER, sealed=sealed,
                               invited_by=users[0], invited_at=now))  # fmt: skip
    Invitation.objects.bulk_create(rows)
    return users


def _note_audit(campaign: Campaign, petition: Petition, people: list[User]) -> None:
    """Entries about the same few things, as a day of action makes them."""
    event = str(campaign.events.get(slug="bench").pk)
    subjects = {"events.event": event, "petitions.petition": str(petition.pk)}
    last = AuditEntry.objects.order_by("-pk").first()
    head, now, rows = bytes(last.digest) if last else bytes(32), timezone.now(), []
    for number in range(ENTRIES):
        action, kind = ACTIONS[number % len(ACTIONS)]
        digest = hashlib.sha256(f"bench {number}".encode()).digest()
        rows.append(
            AuditEntry(
                at=now - timedelta(minutes=ENTRIES - number), action=action, previous=head,
                actor_user_id=people[number % len(people)].pk, digest=digest, subject_kind=kind,
                subject_id=subjects.get(kind, str(campaign.lead_id)), group_id=campaign.lead_id,
                campaign_id=campaign.pk, detail={"people": number},
            )
        )  # fmt: skip
        head = digest
    AuditEntry.objects.bulk_create(rows, batch_size=2000)


def _add_places(campaign: Campaign) -> None:
    places = Locality.objects.bulk_create(
        Locality(campaign=campaign, slug=f"place-{number}", name=f"Place {number}", region="CA")
        for number in range(LOCALITIES)
    )
    LocalityStep.objects.bulk_create(
        LocalityStep(locality=place, stage=stage) for place in places for stage in ("later", "next")
    )


def _list_of(people: int) -> bytes:
    rows = (f"person{number}@mail.example,Ana,Castillo" for number in range(people))
    return "\n".join(["email,given_name,family_name", *rows]).encode()


def _take_in_lists(petition: Petition, group: Group) -> tuple[object, object]:
    """Lists of signatures: one had many rows that could not be used, one waits for a decision."""
    source = Source.objects.get(petition=petition, group=group)
    rows = SignatureImport.objects.bulk_create(
        SignatureImport(
            petition=petition, source=source, sha256=hashlib.sha256(str(number).encode()).digest(),
            file_name="people.csv", state="done", rows=REJECTS, rejected=REJECTS,
            rows_total=REJECTS, confirmed_at=timezone.now(), finished_at=timezone.now(),
        )
        for number in range(LISTS)
    )  # fmt: skip
    waiting, _ = preview_import(
        petition=petition, group=group, open_file=lambda: BytesIO(_list_of(REJECTS)),
        name="people.csv", actor=SYSTEM,
    )  # fmt: skip
    while import_pass().sent:
        pass
    RejectedRow.objects.bulk_create(
        (
            RejectedRow(signature_import=rows[-1], line=line, reason="email", sealed=b"\x01")
            for line in range(1, REJECTS + 1)
        ),
        batch_size=5000,
    )
    return rows[-1].public_id, waiting.public_id


def _make_bundles(petition: Petition) -> object:
    """Sealed, and being built: the largest of the pages."""
    rows = Bundle.objects.bulk_create(
        Bundle(
            petition=petition, number=number, owed_at=timezone.now(), sealed_at=timezone.now(),
            listed=1000, state="failed", last_error="stopped",
        )
        for number in range(1, BUNDLES + 1)
    )  # fmt: skip
    return rows[-1].public_id


def _take_in_members(group: Group) -> object:
    """Lists of members; the last waits for a decision about many conflicts."""
    figures = Figures(new=500, conflicting=CONFLICTS).as_json()
    data = _list_of(CONFLICTS + 500)
    layout = survey(lambda: BytesIO(data), "members.csv").as_json()
    file = stored_file.store(
        owner=group_owner(group.pk), name="members.csv", content_type="text/csv", chunks=[data]
    )
    rows = MemberImport.objects.bulk_create(
        MemberImport(
            group=group, sha256=hashlib.sha256(str(number).encode()).digest(), state="done",
            file_name="members.csv", rows_total=CONFLICTS + 500, rows=CONFLICTS + 500,
            preview=figures, kept_until=timezone.now() + timedelta(days=3),
            layout=layout, file=file,
        )
        for number in range(LISTS)
    )  # fmt: skip
    sealer, lines = vault.sealer(group_owner(group.pk)), []
    members = Member.objects.order_by("pk").values_list("pk", flat=True)[:CONFLICTS]
    for number, member_id in enumerate(members):
        pk = uuid4()
        cells = json.dumps([f"person{number}@mail.example", "Ana", "Castillo"]).encode()
        lines.append(
            MemberImportRow(id=pk, member_import=rows[-1], line=number + 2, kind="conflicting",
                            reason="name", member_id=member_id, sealed=sealer.seal(pk, cells))
        )  # fmt: skip
    MemberImportRow.objects.bulk_create(lines)
    return rows[-1].public_id


def _write_messages(group: Group, writer: User) -> object:
    at = datetime(2026, 6, 1, tzinfo=UTC)
    rows = GroupMessage.objects.bulk_create(
        GroupMessage(
            group=group, written_by=writer, subject=f"News {number}", text="Come on Sunday. " * 50,
            state="sent", send_at=at, started_at=at, finished_at=at, people=100, sent=100,
        )
        for number in range(LISTS - 1)
    )  # fmt: skip
    draft = GroupMessage(group=group, written_by=writer, subject="Sunday", text="Come. " * 500)
    return GroupMessage.objects.bulk_create([*rows[:0], draft])[0].public_id


def _ask_for_exports(group: Group, person: User) -> object:
    rows = MemberExport.objects.bulk_create(
        MemberExport(
            group=group, requested_by=person, requested_as=Role.STEWARD, columns=["email"],
            reason="For the phone bank of Sunday", file_format="csv", people=200,
            open_until=timezone.now() + timedelta(days=7),
        )
        for number in range(LISTS)
    )  # fmt: skip
    return rows[-1].public_id


def _tag_members(group: Group) -> object:
    """Many tags; each member has one of them."""
    Tag.objects.bulk_create(Tag(group=group, slug=f"tag-{number:03}") for number in range(TAGS))
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE groups_member SET tags = ARRAY['tag-' || lpad((abs(hashtext(id::text)) %% %s)"
            "::text, 3, '0')] WHERE group_id = %s",
            [TAGS, group.pk],
        )
        cursor.execute("VACUUM ANALYZE groups_member")
    return Member.objects.order_by("pk").values_list("pk", flat=True)[0]
