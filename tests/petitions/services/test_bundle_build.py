"""Bundles from seal to ZIP: what is in the files, under what name, and never half."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from pypdf import PdfReader

from core import vault
from core.models.stored_file import StoredChunk
from petitions.models import Bundle, Display, Petition, Signature, SignatureState
from petitions.selectors.bundle_proof import inclusion_proofs
from petitions.services.bundle_build import build_at_once
from tests.petitions.bundles import built, files_of, names_in, report_on, rows_of, sealed, zip_of
from tests.petitions.signers import signer
from tests.stories import Coalition, coalition_of, open_petition_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def story() -> Coalition:
    return coalition_of(2)


@pytest.fixture
def petition(story: Coalition) -> Petition:
    return open_petition_of(story)


def test_a_bundle_holds_everyone_who_counts_once_and_is_valid(
    petition: Petition, tmp_path: Path
) -> None:
    signer(petition, "Zoe Abara", comment="=1+1")
    signer(petition, "Ana García", state=SignatureState.ATTESTED)
    signer(petition, "Una Unconfirmed", state=SignatureState.UNCONFIRMED)
    signer(petition, "Will Withdrawn", state=SignatureState.WITHDRAWN)
    signer(petition, "", state=SignatureState.HASHED)
    bundle = built(petition)
    files = files_of(bundle)
    report = report_on(bundle, tmp_path)
    assert (report.errors, report.signatures, report.root) == ([], 3, bundle.root)
    assert names_in(files) == {"names/signatures.csv": ["Zoe Abara", "Ana García"]}
    manifest = json.loads(files["manifest.json"])
    assert manifest["signatures"] == {"total": 3, "listed": 2, "not_shown": 0, "no_name": 1}
    assert manifest["waterfall"] == {
        "received": 5,
        "rejected": 0,
        "duplicates": 0,
        "unconfirmed": 1,
        "confirmed": 1,
        "attested": 2,
        "withdrawn": 1,
        "invalidated": 0,
        "counted": 3,
        "deliverable": 2,
    }
    assert rows_of(files["counts.csv"]) == [
        ["country", "state", "city", "listed_by_name", "not_listed"],
        ["US", "CA", "Oakland", "2", ""],
        ["US", "CA", "", "2", "<10"],
        ["", "", "", "2", "1"],
    ]


def test_a_display_choice_binds_every_file(petition: Petition) -> None:
    signer(petition, "Ana García")
    signer(petition, "Planted Anonymous", comment="secretword", display=Display.ANONYMOUS)
    bundle = built(petition)
    manifest = json.loads(files_of(bundle)["manifest.json"])
    assert manifest["signatures"] == {"total": 2, "listed": 1, "not_shown": 1, "no_name": 0}
    pages = [
        page.extract_text()
        for path, content in files_of(bundle).items()
        if path.endswith(".pdf")
        for page in PdfReader(io.BytesIO(content)).pages
    ]
    text = " ".join(pages) + " ".join(
        content.decode("utf-8", "ignore") for content in files_of(bundle).values()
    )
    assert "Ana García" in text
    assert [word for word in ("Planted", "Anonymous", "secretword") if word in text] == []


def test_a_petition_may_show_nobody(story: Coalition) -> None:
    petition = open_petition_of(story, display_rule="never")
    signer(petition, "Planted Name")
    bundle = built(petition)
    files = files_of(bundle)
    assert names_in(files) == {}
    assert b"Planted" not in b"".join(files.values())
    assert (bundle.listed, bundle.not_shown) == (0, 1)


def test_comments_are_shown_where_the_petition_allows(story: Coalition) -> None:
    for allowed, shown in ((True, "We need it"), (False, "")):
        petition = open_petition_of(story, show_comments=allowed)
        signer(petition, "Ana García", comment="We need it")
        files = files_of(built(petition))
        assert [row[6] for row in rows_of(files["names/signatures.csv"])[1:]] == [shown]
        pdf = PdfReader(io.BytesIO(files["sheets/signatures.pdf"])).pages[0].extract_text()
        assert ("We need it" in pdf) is allowed


@pytest.mark.parametrize(
    ("split", "parts"),
    [
        ("none", {"signatures": 5}),
        ("state", {"01-berlin-de": 1, "02-california": 3, "03-new-york": 1}),
        (
            "city",
            {"01-mitte-berlin-de": 1, "02-alameda-ca": 1, "03-oakland-ca": 2, "04-new-york-ny": 1},
        ),
        ("count:2", {"01-part-1-of-3": 2, "02-part-2-of-3": 2, "03-part-3-of-3": 1}),
    ],
)  # fmt: skip
def test_a_bundle_is_split_as_asked(
    petition: Petition, tmp_path: Path, split: str, parts: dict[str, int]
) -> None:
    signer(petition, "Bao Tran", city="Oakland")
    signer(petition, "Ana García", city="Oakland")
    signer(petition, "Chi Ito", city="Alameda")
    signer(petition, "Di Roe", city="New York", region="NY")
    signer(petition, "Eva Kern", city="Mitte", region="Berlin", country="DE")
    signer(petition, "Hid Den", city="Oakland", display=Display.ANONYMOUS)
    bundle = built(petition, split)
    found = names_in(files_of(bundle))
    assert {path[6:-4]: len(names) for path, names in found.items()} == parts
    assert report_on(bundle, tmp_path).errors == []
    assert json.loads(files_of(bundle)["manifest.json"])["split"] == split


def test_names_stand_by_place_and_then_by_family_name(petition: Petition) -> None:
    for name, city in (("Ana Zamora", "Oakland"), ("Zoe Abara", "Oakland"), ("Bo Lee", "Alameda")):
        signer(petition, name, city=city)
    assert names_in(files_of(built(petition))) == {
        "names/signatures.csv": ["Bo Lee", "Zoe Abara", "Ana Zamora"]
    }


def test_what_happens_after_the_seal_does_not_change_the_bundle(petition: Petition) -> None:
    ana = signer(petition, "Ana García")
    bundle = sealed(petition)
    signer(petition, "Too Late")
    Signature.objects.filter(pk=ana.pk).update(state="withdrawn", sealed=None, named=False)
    Petition.objects.filter(pk=petition.pk).update(title="Another title")
    build_at_once(bundle)
    files = files_of(bundle)
    assert names_in(files) == {"names/signatures.csv": ["Ana García"]}
    manifest = json.loads(files["manifest.json"])
    assert manifest["petition"]["title"] == petition.title
    assert manifest["sealed_at"] == manifest["cut_off"]


def test_building_the_same_seal_again_gives_the_same_bytes(petition: Petition) -> None:
    for number in range(30):
        signer(petition, f"Ana{number % 7} García", comment="مرحبا 🌹" if number == 3 else "")
    signer(petition, "Hid Den", display=Display.ANONYMOUS)
    bundle = sealed(petition, "count:7")
    frozen = {e.pk: bytes(e.sealed) for e in bundle.entries.exclude(sealed=None)}
    build_at_once(bundle)
    once = zip_of(bundle)
    bundle.entries.update(number=None, leaf=None)
    for pk, copy in frozen.items():
        bundle.entries.filter(pk=pk).update(sealed=copy)
    bundle.parts.update(names=None, sheets=None)
    Bundle.objects.filter(pk=bundle.pk).update(state="pending", archive=None, done_entries=0)
    build_at_once(bundle)
    assert zip_of(bundle) == once


def test_frozen_copies_are_erased_once_the_archive_is_there(petition: Petition) -> None:
    signer(petition, "Ana García")
    bundle = built(petition)
    assert bundle.entries.exclude(sealed=None).count() == 0
    assert StoredChunk.objects.exclude(file=bundle.archive).count() == 0
    assert (bundle.done_entries, bundle.signatures) == (1, 1)


def test_the_archive_is_not_in_clear_in_the_database(petition: Petition) -> None:
    signer(petition, "Planted Name")
    built(petition)
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(encode(sealed, 'escape'), '') FROM core_storedchunk")
        (stored,) = cursor.fetchone()
    assert "Planted" not in stored
    assert "PK\\x03\\x04" not in stored
    assert "manifest.json" not in stored


def test_shredding_ends_a_bundle_that_is_not_built(petition: Petition) -> None:
    signer(petition)
    bundle = sealed(petition)
    vault.shred(vault.Owner("petition", str(petition.pk)))
    build_at_once(bundle)
    assert (bundle.state, bundle.last_error, bundle.archive) == ("failed", "shredded", None)


def test_everyone_inside_gets_a_proof_that_holds_and_tells_of_nobody_else(
    petition: Petition, tmp_path: Path
) -> None:
    people = [signer(petition, f"Person N{number}") for number in range(300)]
    hidden = signer(petition, "Hid Den", display=Display.ANONYMOUS)
    hashed = signer(petition, "", state=SignatureState.HASHED)
    bundle = built(petition, "count:100")
    for one, name in [(people[0], "Person N0"), (people[299], "Person N299")]:
        (proof,) = inclusion_proofs(one.pk)
        report = report_on(bundle, tmp_path, proof=proof, name=name)
        assert (report.errors, report.proof) == ([], True)
        others = {str(p.pk) for p in [*people, hidden, hashed]} - {str(one.pk)}
        text = json.dumps(proof)
        assert [other for other in others if other in text] == []
        assert text.count("Person N") == 1
    for one in (hidden, hashed):
        (proof,) = inclusion_proofs(one.pk)
        assert proof["line"] == ["", "", "", "", ""]
        assert report_on(bundle, tmp_path, proof=proof).errors == []


def test_a_proof_of_someone_whose_data_is_gone_still_shows_the_leaf(
    petition: Petition, tmp_path: Path
) -> None:
    ana = signer(petition)
    bundle = built(petition)
    Signature.objects.filter(pk=ana.pk).update(state="withdrawn", sealed=None, named=False)
    (proof,) = inclusion_proofs(ana.pk)
    assert proof["line"] is None
    assert report_on(bundle, tmp_path, proof=proof).errors == []


def test_who_is_in_no_bundle_has_no_proof(petition: Petition) -> None:
    late = signer(petition)
    assert inclusion_proofs(late.pk) == []


def test_sealing_and_building_ask_the_database_no_more_for_more_people(
    petition: Petition, django_assert_max_num_queries: Any
) -> None:
    for _ in range(40):
        signer(petition)
    with django_assert_max_num_queries(90):
        built(petition)


def test_a_failed_attempt_is_tried_again_later_and_tells_no_personal_data(
    petition: Petition, caplog: pytest.LogCaptureFixture
) -> None:
    signer(petition, "Planted Name")
    bundle = sealed(petition)
    bundle.entries.update(sealed=b"damaged")
    build_at_once(bundle)
    assert (bundle.state, bundle.attempts, bundle.archive) == ("pending", 1, None)
    assert bundle.last_error.startswith("VaultError at ")
    assert "Planted" not in caplog.text
