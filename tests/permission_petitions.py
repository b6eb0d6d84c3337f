"""Petitions, lists and bundles for the tests of who may do what."""

from datetime import UTC, datetime
from typing import Protocol

from core.models.duty import DutyState
from core.services.stored_file import store
from petitions.models import Bundle, SignatureImport, Source
from petitions.vault_owner import petition_owner
from tests.stories import Coalition, draft_petition_of, open_petition_of

PLANTED = "hush-hush"  # in every name that a refusal must not repeat


class Stories(Protocol):
    """A world: the story that an object belongs to, and the index of its group."""

    def story_and_group(self, role: str, column: str) -> tuple[Coalition, int]: ...


def draft_petition(world: Stories, role: str, column: str) -> dict[str, str]:
    story, group = world.story_and_group(role, column)
    return {"slug": draft_petition_of(story, group=group, title=PLANTED).slug}


def open_petition(world: Stories, role: str, column: str) -> dict[str, str]:
    story, group = world.story_and_group(role, column)
    petition = open_petition_of(story, group=group)
    for partner in story.groups:
        Source.objects.create(petition=petition, group=partner)
    return {"slug": petition.slug}


def counts_file(world: Stories, role: str, column: str) -> dict[str, str]:
    """The counts of a petition as a file of one kind."""
    return {**open_petition(world, role, column), "ending": "csv"}


def list_of_a_group(world: Stories, role: str, column: str) -> dict[str, str]:
    """What a list is handed in for: a petition of the group, and the group."""
    story, group = world.story_and_group(role, column)
    petition = open_petition_of(story, group=group)
    return {"slug": petition.slug, "group": story.groups[group].slug}


def finished_import(world: Stories, role: str, column: str) -> dict[str, str]:
    """A list of the group that was imported long ago."""
    story, group = world.story_and_group(role, column)
    petition = open_petition_of(story, group=group, title=PLANTED)
    source = Source.objects.create(petition=petition, group=story.groups[group])
    row = SignatureImport.objects.create(
        petition=petition,
        source=source,
        sha256=bytes(32),
        state=DutyState.DONE,
        layout={"ignored": [PLANTED]},
    )
    return {"public_id": str(row.public_id)}


def _bundle(story: Coalition, group: int) -> Bundle:
    """A request of nobody who is in the matrix."""
    petition = open_petition_of(story, group=group, title=PLANTED)
    return Bundle.objects.create(petition=petition, number=1)


def requested_bundle(world: Stories, role: str, column: str) -> dict[str, str]:
    return {"public_id": str(_bundle(*world.story_and_group(role, column)).public_id)}


def ready_bundle(world: Stories, role: str, column: str) -> dict[str, str]:
    """Sealed on a day long ago and handed over once; the archive is not one that anybody opens."""
    bundle = _bundle(*world.story_and_group(role, column))
    bundle.archive = store(
        owner=petition_owner(bundle.petition_id),
        name="bundle.zip",
        content_type="application/zip",
        chunks=[PLANTED.encode()],
    )
    bundle.owed_at = bundle.sealed_at = datetime(2026, 7, 1, tzinfo=UTC)
    bundle.state = DutyState.DONE
    bundle.texts, bundle.manifest = {"slug": PLANTED}, {"bundle": str(bundle.public_id)}
    bundle.save()
    bundle.deliveries.create(delivered_to=PLANTED, delivered_at=bundle.sealed_at)
    return {"public_id": str(bundle.public_id)}
