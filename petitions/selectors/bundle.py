"""Reads bundles: who may know of one, how far it is, its archive and its public statement."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext

from core.actors import Actor
from core.errors import Forbidden, Invalid, NotFound, StateConflict
from core.models import StoredFile
from core.models.duty import DutyState
from core.services import audit_entry, stored_file
from groups.selectors.staff import standing_of
from petitions.bundle_files.manifest import SigningKey, manifest_bytes
from petitions.models import Bundle, BundleCheck, BundleEntry, BundleState, Petition, Signature
from petitions.models.signature import SignatureState
from petitions.policies import may_build_bundle, may_request_bundle

NUMBER_DIGITS = 10


def bundles_of(*, petition: Petition, actor: Actor) -> QuerySet[Bundle]:
    """The petition's bundles. Raises Forbidden for those who have no part in them."""
    if not may_request_bundle(standing_of(actor), petition):
        raise Forbidden(gettext("Bundles are for staff of the petition's group."))
    return _with_all(Bundle.objects.filter(petition=petition))


def get_bundle(*, public_id: UUID, actor: Actor) -> Bundle:
    """The bundle, for those who may ask for one. Raises NotFound."""
    bundle = _with_all(Bundle.objects.filter(public_id=public_id)).first()
    if bundle is None or not may_request_bundle(standing_of(actor), bundle.petition):
        raise NotFound(gettext("There is no such bundle."), code="bundle.unknown")
    return bundle


def latest_check(bundle: Bundle) -> BundleCheck | None:
    """The last time that its archive was checked, or is to be."""
    return bundle.checks.order_by("-pk").first()


def gone_since_seal(bundle: Bundle) -> int:
    """How many people the bundle holds who have taken their signature back since, or never signed:
    they stand in it, and would not in a new one."""
    gone = Signature.objects.filter(
        petition=bundle.petition_id,
        state__in=[SignatureState.INVALIDATED, SignatureState.WITHDRAWN],
    )
    inside = BundleEntry.objects.filter(bundle=bundle, signature_id=OuterRef("pk"))
    return gone.filter(Exists(inside)).count()


def sealed_bundles(petition: Petition) -> QuerySet[Bundle]:
    """Those that a later one may follow, latest first."""
    gone = (DutyState.FAILED, DutyState.CANCELLED)
    rows = Bundle.objects.filter(petition=petition, sealed_at__isnull=False)
    return rows.exclude(state__in=gone).order_by("-number")


def earlier_bundle(*, petition: Petition, name: str) -> Bundle:
    """A bundle of this petition by its id or its number. Raises Invalid when there is none."""
    rows = _with_all(Bundle.objects.filter(petition=petition))
    try:
        found = rows.filter(**_named(name)).first()
    except ValueError:
        found = None
    if found is None:
        raise Invalid.field("since", "unknown", gettext("Name an earlier bundle of this petition."))
    return found


def public_statement(public_id: UUID) -> tuple[bytes, bytes]:
    """The manifest's exact bytes and its signature, for everyone. Raises NotFound until built.

    Both follow from what is stored: the bytes are canonical and the signature deterministic.
    """
    bundle = Bundle.objects.filter(public_id=public_id).first()
    if bundle is None or bundle.manifest is None:
        raise NotFound(gettext("There is no such bundle."), code="bundle.unknown")
    content = manifest_bytes(bundle.manifest)
    return content, SigningKey(settings.SIGNING_KEY).sign(content)


def require_archive(*, bundle: Bundle, actor: Actor) -> StoredFile:
    """The ZIP, for those who may have the names. Raises Forbidden, StateConflict until built."""
    if not may_build_bundle(standing_of(actor), bundle.petition):
        raise Forbidden(gettext("The names are for stewards and the coalition lead."))
    if bundle.stage != BundleState.READY or bundle.archive is None:
        raise StateConflict(gettext("This bundle is not ready yet."), code="bundle.not_ready")
    return bundle.archive


def open_archive(*, bundle: Bundle, actor: Actor) -> Iterator[bytes]:
    """The ZIP in pieces; that it was taken is audited first. Raises as `require_archive`."""
    archive = require_archive(bundle=bundle, actor=actor)
    with transaction.atomic():
        audit_entry.record(
            actor=actor,
            action="bundle.downloaded",
            subject=bundle,
            group_id=bundle.petition.group_id,
            campaign_id=bundle.petition.campaign_id,
            detail={"bundle": str(bundle.public_id), "signatures": bundle.signatures},
        )
    return stored_file.read(archive)


def _with_all(rows: QuerySet[Bundle]) -> QuerySet[Bundle]:
    return rows.select_related("petition__campaign", "petition__group", "since", "archive")


def _named(name: str) -> dict[str, Any]:
    """Raises ValueError for what is neither a number nor an id."""
    if name.isascii() and name.isdigit() and len(name) < NUMBER_DIGITS:
        return {"number": int(name)}
    return {"public_id": UUID(name)}
