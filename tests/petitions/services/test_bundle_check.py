"""The check of a bundle as a receiver would do it."""

import pytest
from django.conf import LazySettings

from core import vault
from core.actors import SYSTEM
from core.errors import Forbidden, StateConflict
from core.models.stored_file import StoredChunk
from core.services import stored_file
from groups.models import Role
from petitions.bundle_files.archive import Member, zip_chunks
from petitions.models import Petition
from petitions.services.bundle import SplitRule, request_bundle
from petitions.services.bundle_check import check_pass, request_check
from petitions.vault_owner import petition_owner
from tests.petitions.bundles import built, files_of
from tests.petitions.signers import signer
from tests.stories import Coalition, coalition_of, open_petition_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def story() -> Coalition:
    return coalition_of(2)


@pytest.fixture
def petition(story: Coalition) -> Petition:
    petition = open_petition_of(story, group=1)
    signer(petition, "Planted Name")
    return petition


def test_every_bundle_is_checked_once_it_is_built(petition: Petition) -> None:
    bundle = built(petition)
    assert check_pass().sent == 1
    check = bundle.checks.get()
    assert (check.state, check.is_valid, check.errors, check.signatures, check.root) == (
        "done",
        True,
        [],
        1,
        bundle.root,
    )
    assert check.files == len((bundle.manifest or {})["files"])
    assert check_pass().sent == 0


def test_a_changed_archive_is_found_and_the_reason_names_nobody(petition: Petition) -> None:
    bundle = built(petition)
    files = files_of(bundle)
    files["names/signatures.csv"] = files["names/signatures.csv"].replace(b"Planted", b"Changed")
    bundle.archive = stored_file.store(
        owner=petition_owner(petition.pk),
        name="bundle.zip",
        content_type="application/zip",
        chunks=zip_chunks(Member(path, [content]) for path, content in files.items()),
    )
    bundle.save()
    check_pass()
    check = bundle.checks.get()
    assert (check.is_valid, check.errors) == (
        False,
        ["names/signatures.csv was changed: its SHA-256 differs."],
    )


def test_a_bundle_signed_by_another_key_is_found(
    petition: Petition, settings: LazySettings
) -> None:
    bundle = built(petition)
    settings.SIGNING_KEY = bytes(range(32))
    check_pass()
    check = bundle.checks.get()
    assert check.is_valid is False
    assert check.errors == [f"The bundle was signed by another key, with fingerprint {check.key}."]


def test_one_check_is_owed_however_often_it_is_asked_for(
    story: Coalition, petition: Petition
) -> None:
    bundle = built(petition)
    steward = story.actor(group=1, role=Role.STEWARD)
    request_check(bundle=bundle, actor=steward)
    check_pass()
    for _ in range(2):
        request_check(bundle=bundle, actor=steward)
    check_pass()
    assert list(bundle.checks.order_by("pk").values_list("is_valid", "requested_by")) == [
        (True, None),
        (True, steward.user_id),
    ]


def test_only_who_may_have_the_names_has_them_checked(story: Coalition, petition: Petition) -> None:
    bundle = built(petition)
    with pytest.raises(Forbidden):
        request_check(bundle=bundle, actor=story.actor(group=1, role=Role.ORGANIZER))
    unbuilt = request_bundle(petition=petition, rule=SplitRule(), since=None, actor=SYSTEM)
    with pytest.raises(StateConflict):
        request_check(bundle=unbuilt, actor=story.actor(group=1, role=Role.STEWARD))


def test_what_was_shredded_cannot_be_checked(petition: Petition) -> None:
    bundle = built(petition)
    vault.shred(petition_owner(petition.pk))
    assert check_pass().failed == 1
    check = bundle.checks.get()
    assert (check.state, check.last_error, check.is_valid) == ("failed", "shredded", None)
    assert StoredChunk.objects.filter(file=bundle.archive).exists()
