"""Bundles through HTTP, from the request to the hand-over."""

import hashlib
import json
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from core.models import AuditEntry
from groups.models import Role
from petitions.bundle_files import verify
from petitions.models import Petition
from petitions.services.bundle_build import build_pass
from tests.petitions.bundle_files.box import read_zip
from tests.petitions.signers import signer
from tests.stories import Coalition, call, coalition_of, open_petition_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def story() -> Coalition:
    return coalition_of(3)


@pytest.fixture
def petition(story: Coalition) -> Petition:
    petition = open_petition_of(story, group=1)
    signer(petition, "Ana García")
    return petition


def bundles_url(petition: Petition) -> str:
    return f"/api/v1/petitions/{petition.slug}/bundles/"


def ready(petition: Petition, token: str, **body: Any) -> dict[str, Any]:
    """A bundle as the API shows it once a worker has built it."""
    asked = call("POST", bundles_url(petition), token=token, body=body)
    assert asked.status_code == 202
    assert build_pass().sent == 1
    shown: dict[str, Any] = call(
        "GET", f"/api/v1/bundles/{asked.json()['id']}/", token=token
    ).json()
    return shown


def test_a_steward_asks_waits_and_takes_the_zip(
    story: Coalition, petition: Petition, tmp_path: Path
) -> None:
    token = story.token(group=1, role=Role.STEWARD)
    answer = call("POST", bundles_url(petition), token=token, body={"split": "state"})
    asked = answer.json()
    assert (answer.status_code, asked["state"], asked["signatures"], asked["done"]) == (
        202,
        "sealing",
        0,
        0,
    )
    path = f"/api/v1/bundles/{asked['id']}/"
    early = call("GET", path + "download/", token=token)
    assert (early.status_code, early.json()["code"]) == (409, "bundle.not_ready")
    assert build_pass().sent == 1
    shown = call("GET", path, token=token).json()
    download = call("GET", path + "download/", token=token)
    content = b"".join(download.streaming_content)
    (tmp_path / "b.zip").write_bytes(content)
    report = verify.verify_bundle(tmp_path / "b.zip")
    assert (report.errors, report.signatures) == ([], 1)
    assert {name: download[name] for name in ("Content-Type", "Cache-Control")} == {
        "Content-Type": "application/zip",
        "Cache-Control": "no-store",
    }
    assert shown == {
        "id": asked["id"],
        "number": 1,
        "petition": petition.slug,
        "state": "ready",
        "split": "state",
        "since": None,
        "sealed_at": shown["sealed_at"],
        "signatures": 1,
        "listed": 1,
        "done": 1,
        "merkle_root": report.root,
        "size": len(content),
        "error": "",
    }


def test_who_took_the_names_is_in_the_audit_log(story: Coalition, petition: Petition) -> None:
    token = story.token(group=1, role=Role.STEWARD)
    shown = ready(petition, token)
    call("GET", f"/api/v1/bundles/{shown['id']}/download/", token=token)
    actions = AuditEntry.objects.filter(subject_kind="petitions.bundle").order_by("id")
    assert [(entry.action, entry.actor_user_id) for entry in actions] == [
        ("bundle.requested", story.person(group=1, role=Role.STEWARD).pk),
        ("bundle.sealed", None),
        ("bundle.built", None),
        ("bundle.downloaded", story.person(group=1, role=Role.STEWARD).pk),
    ]
    assert "Ana" not in json.dumps([entry.detail for entry in actions])


def test_an_organizer_asks_and_a_steward_approves(story: Coalition, petition: Petition) -> None:
    organizer = story.token(group=1, role=Role.ORGANIZER)
    asked = call("POST", bundles_url(petition), token=organizer, body={}).json()
    path = f"/api/v1/bundles/{asked['id']}/"
    assert (asked["state"], asked["sealed_at"]) == ("requested", None)
    assert build_pass().sent == 0
    assert call("POST", path + "approve/", token=organizer).status_code == 403
    steward = story.token(group=1, role=Role.STEWARD)
    approved = call("POST", path + "approve/", token=steward)
    assert (approved.status_code, approved.json()["state"]) == (202, "sealing")
    assert build_pass().sent == 1
    assert call("GET", path + "download/", token=organizer).status_code == 403


def test_other_partners_do_not_know_of_a_bundle(story: Coalition, petition: Petition) -> None:
    shown = ready(petition, story.token(group=1, role=Role.STEWARD))
    for role in Role:
        token = story.token(group=2, role=role)
        for method, path in [
            ("GET", ""),
            ("GET", "deliveries/"),
            *([("GET", "download/"), ("POST", "approve/")] if role != Role.ORGANIZER else []),
        ]:
            answer = call(method, f"/api/v1/bundles/{shown['id']}/{path}", token=token)
            assert (role, path, answer.status_code) == (role, path, 404)
        assert call("GET", bundles_url(petition), token=token).status_code == 403
        assert call("POST", bundles_url(petition), token=token, body={}).status_code == 403


def test_nobody_without_a_token_sees_more_than_the_manifest(
    story: Coalition, petition: Petition
) -> None:
    shown = ready(petition, story.token(group=1, role=Role.STEWARD))
    path = f"/api/v1/bundles/{shown['id']}/"
    for part in ("", "download/", "deliveries/"):
        assert call("GET", path + part).status_code == 401
    answer = call("GET", path + "manifest/")
    manifest = json.loads(answer.content)
    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(manifest["signing"]["public_key"]))
    key.verify(bytes.fromhex(answer["Manifest-Signature"]), answer.content)
    assert call("GET", path + "signature/").content.hex() == answer["Manifest-Signature"]
    assert manifest["merkle"]["root"] == shown["merkle_root"]
    assert b"Ana" not in answer.content


def test_the_public_manifest_is_the_one_in_the_zip(
    story: Coalition, petition: Petition, tmp_path: Path
) -> None:
    token = story.token(group=1, role=Role.STEWARD)
    path = f"/api/v1/bundles/{ready(petition, token)['id']}/"
    content = b"".join(call("GET", path + "download/", token=token).streaming_content)
    assert hashlib.sha256(call("GET", path + "manifest/").content).digest() in {
        hashlib.sha256(part).digest() for part in _members(content)
    }


def test_an_unbuilt_or_unknown_bundle_has_no_manifest(story: Coalition, petition: Petition) -> None:
    token = story.token(group=1, role=Role.STEWARD)
    asked = call("POST", bundles_url(petition), token=token, body={}).json()
    for public_id in (asked["id"], uuid4()):
        assert call("GET", f"/api/v1/bundles/{public_id}/manifest/").status_code == 404


def test_a_later_bundle_names_an_earlier_one(story: Coalition, petition: Petition) -> None:
    token = story.token(group=1, role=Role.STEWARD)
    first = ready(petition, token)
    signer(petition, "Bao Tran")
    second = ready(petition, token, since=first["id"])
    assert (second["since"], second["signatures"]) == (first["id"], 1)
    listed = call("GET", bundles_url(petition), token=token).json()["results"]
    assert [bundle["number"] for bundle in listed] == [2, 1]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"split": "count:0"}, "split"),
        ({"split": "x" * 50}, "split"),
        ({"since": "nonsense"}, "since"),
        ({"since": str(uuid4())}, "since"),
        ({"since": "99999999999999999999"}, "since"),
        ({"everyone": True}, "everyone"),
    ],
)
def test_a_bad_request_says_what_is_wrong(
    story: Coalition, petition: Petition, body: dict[str, Any], field: str
) -> None:
    token = story.token(group=1, role=Role.STEWARD)
    answer = call("POST", bundles_url(petition), token=token, body=body)
    assert (answer.status_code, [error["field"] for error in answer.json()["errors"]]) == (
        400,
        [field],
    )
    assert petition.bundles.count() == 0


def test_a_token_without_the_scope_gets_nothing(story: Coalition, petition: Petition) -> None:
    shown = ready(petition, story.token(group=1, role=Role.STEWARD))
    token = story.token("petitions:read", group=1, role=Role.STEWARD)
    path = f"/api/v1/bundles/{shown['id']}/"
    assert call("GET", path, token=token).status_code == 200
    assert call("GET", path + "download/", token=token).status_code == 403
    assert call("POST", bundles_url(petition), token=token, body={}).status_code == 403


def _members(content: bytes) -> list[bytes]:
    return list(read_zip(content).values())
