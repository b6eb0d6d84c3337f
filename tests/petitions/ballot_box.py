"""A petition whose signatures come and change as the services change them: rows and deltas."""

import datetime as dt
import itertools
import uuid
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone

from campaign.models import Campaign
from groups.models import Group
from petitions.cells import REJECTED, Cell, cell_of, duplicate_cell
from petitions.models import (
    Display,
    Petition,
    PetitionState,
    Receipt,
    Signature,
    SignatureImport,
    SignatureState,
    Source,
)
from petitions.models.signature import COUNTED
from petitions.services.delta import write_deltas

_number = itertools.count()
PLACES = [("US", "NY", "New York"), ("US", "CA", "Oakland"), ("DE", "", "Köln"), ("", "", "")]


@dataclass
class BallotBox:
    """One open petition and its sources. Each method is one transaction of a service."""

    petition: Petition
    sources: list[Source]
    day: dt.datetime = field(default_factory=lambda: dt.datetime(2026, 6, 1, 23, 30, tzinfo=dt.UTC))

    def sign(
        self,
        *,
        state: SignatureState = SignatureState.CONFIRMED,
        source: int = 0,
        place: int = 0,
        days: int = 0,
        display: Display = Display.NAME,
    ) -> Signature:
        """A new signature; `source` and `place` are indices, `days` after the first day."""
        country, region, city = PLACES[place]
        signature = Signature(
            id=uuid.uuid4(),
            petition=self.petition,
            source=self.sources[source],
            state=state,
            named=state != SignatureState.HASHED,
            display=display,
            country=country,
            region=region,
            city=city,
            signed_at=self.day + dt.timedelta(days=days),
            received_at=timezone.now(),
            sealed=b"sealed",
        )
        with transaction.atomic():
            signature.save(force_insert=True)
            write_deltas([(cell_of(signature), 1)])
        return signature

    def move(self, signature: Signature, state: SignatureState) -> None:
        """The signature changes its state; a name comes with any state but hashed."""
        with transaction.atomic():
            signature = Signature.objects.select_for_update().get(pk=signature.pk)
            before = cell_of(signature)
            signature.state = state
            signature.named = state != SignatureState.HASHED
            signature.save(update_fields=["state", "named"])
            write_deltas([(before, -1), (cell_of(signature), 1)])

    def repeat(self, signature: Signature) -> None:
        """The source that brought it delivers it again."""
        with transaction.atomic():
            signature = Signature.objects.select_for_update().get(pk=signature.pk)
            signature.repeats += 1
            signature.save(update_fields=["repeats"])
            self._duplicate(signature.source_id, signature.received_at)

    def deliver_again(self, signature: Signature, *, source: int) -> None:
        """Another source delivers it as well."""
        with transaction.atomic():
            Signature.objects.select_for_update().get(pk=signature.pk)
            receipt, made = Receipt.objects.get_or_create(
                signature=signature,
                source=self.sources[source],
                signature_import=None,
                defaults={"state": signature.state, "received_at": timezone.now()},
            )
            if not made:
                receipt.times += 1
                receipt.save(update_fields=["times"])
            self._duplicate(receipt.source_id, receipt.received_at)

    def reject(self, *, source: int, rows: int) -> None:
        """A list of which no row could be used."""
        with transaction.atomic():
            made = SignatureImport.objects.create(
                petition=self.petition,
                source=self.sources[source],
                sha256=uuid.uuid4().bytes * 2,
                rows=rows,
                rejected=rows,
            )
            cell = Cell(self.petition.pk, made.source_id, made.created_at.date(), REJECTED)
            write_deltas([(cell, rows)])

    def remove(self, signature: Signature) -> None:
        """The signature and its receipts go, as when an import is undone."""
        with transaction.atomic():
            signature = Signature.objects.select_for_update().get(pk=signature.pk)
            write_deltas([(cell_of(signature), -1)])
            for receipt in signature.receipts.all():
                self._duplicate(receipt.source_id, receipt.received_at, -receipt.times)
            self._duplicate(signature.source_id, signature.received_at, -signature.repeats)
            signature.delete()

    def counted(self) -> int:
        """How many count, from the signatures themselves."""
        return Signature.objects.filter(petition=self.petition, state__in=COUNTED).count()

    def _duplicate(self, source_id: int, received_at: dt.datetime, n: int = 1) -> None:
        cell = duplicate_cell(
            petition_id=self.petition.pk, source_id=source_id, received_at=received_at
        )
        write_deltas([(cell, n)])


def ballot_box(*, partners: int = 3) -> BallotBox:
    """An open petition with the plain sources of that many groups; the first has a channel too."""
    number = next(_number)
    groups = [
        Group.objects.create(slug=f"group-{number}-{letter}", name=f"Group {letter}")
        for letter in "abcdefgh"[:partners]
    ]
    campaign = Campaign.objects.create(
        slug=f"campaign-{number}", title="Free the tower", lead=groups[0], target="The council"
    )
    petition = Petition.objects.create(
        slug=f"petition-{number}",
        campaign=campaign,
        group=groups[0],
        title="Free the tower",
        text="We ask you to free the tower.",
        target="The council",
        state=PetitionState.OPEN,
    )
    return box_of(petition, groups)


def box_of(petition: Petition, groups: list[Group]) -> BallotBox:
    """The petition with a source for each group, and at the end a channel of the first."""
    pairs = [*((group, "") for group in groups), (groups[0], "street")]
    sources = [
        Source.objects.get_or_create(petition=petition, group=group, channel=channel)[0]
        for group, channel in pairs
    ]
    return BallotBox(petition, sources)
