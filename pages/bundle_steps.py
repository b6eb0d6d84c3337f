"""The way of a bundle from the request to the hand-over: what is done, what comes next. Pure."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.utils.translation import gettext as _

from core.models.duty import DutyState
from petitions.models import Bundle, BundleCheck, BundleState, Delivery

StepState = Literal["done", "now", "later", "wrong"]
MADE = (BundleState.SEALED, BundleState.BUILDING, BundleState.READY)


@dataclass(frozen=True)
class Step:
    """One step in words, how far it is, and when it was done."""

    words: str
    state: StepState
    at: datetime | None = None


@dataclass(frozen=True)
class BundleFacts:
    """What the steps follow from; `check` is the latest."""

    bundle: Bundle
    check: BundleCheck | None
    delivery: Delivery | None
    may_build: bool
    may_deliver: bool
    asked_for_it: bool

    @property
    def is_checked(self) -> bool:
        """Whether the latest check is over."""
        return self.check is not None and self.check.state == DutyState.DONE

    @property
    def is_valid(self) -> bool:
        """Whether it may be handed over: the latest check found nothing."""
        return self.is_checked and self.check is not None and self.check.is_valid is True


def steps_of(facts: BundleFacts) -> list[Step]:
    """All steps in order."""
    bundle, stage = facts.bundle, facts.bundle.stage
    failed: StepState = "wrong" if stage == BundleState.FAILED else "now"
    is_sealed, is_built = bundle.sealed_at is not None, stage == BundleState.READY
    # Who may have it built asks for nobody's approval.
    by_another = bundle.approved_by_id is not None or bundle.owed_at is None
    approved = Step(_("Approved"), *_done_if(bundle.owed_at is not None, "now"), bundle.owed_at)
    return [
        Step(_("Asked for"), "done", bundle.created_at),
        *([approved] if by_another else []),
        Step(_("Sealed"), *_done_if(is_sealed, failed, before=bundle.owed_at), bundle.sealed_at),
        Step(_("Built"), *_done_if(is_built, failed, before=is_sealed), _built_at(bundle)),
        _check_step(facts, is_built),
        Step(
            _("Handed over"),
            *_done_if(facts.delivery is not None, "now", before=facts.is_valid),
            facts.delivery.delivered_at if facts.delivery else None,
        ),
    ]


def next_words(facts: BundleFacts) -> str:
    """What comes next, for this person."""
    stage = facts.bundle.stage
    if stage == BundleState.REQUESTED:
        return _request_words(facts)
    if stage == BundleState.READY:
        return _ready_words(facts)
    return {
        BundleState.SEALING: _("It is being decided who is in. This takes seconds."),
        BundleState.SEALED: _("It is decided who is in. Next its pages are drawn."),
        BundleState.BUILDING: _("Its pages are drawn. You may leave this page."),
        BundleState.FAILED: _("It could not be made. What was done until then is kept."),
        BundleState.CANCELLED: _("This request was dropped. Ask for another bundle."),
    }[stage]


def _request_words(facts: BundleFacts) -> str:
    if facts.may_build and not facts.asked_for_it:
        return _("Somebody asks for a bundle of names. If that is right, approve it.")
    return _(
        "A steward of the petition’s group or of the group that leads, or the lead, must approve"
        " it. Tell one of them; nobody approves their own request."
    )


def _ready_words(facts: BundleFacts) -> str:
    if not facts.is_checked:
        return _("It is built, and now checked as whoever receives it would check it.")
    if not facts.is_valid:
        return _("The check found something wrong. Do not hand it over; ask for another bundle.")
    if facts.delivery is not None:
        return _("It was handed over. Everyone inside can prove that they are.")
    if facts.may_deliver:
        return _(
            "It is whole. Next: download it, give it to whom the petition is addressed, and record"
            " the hand-over here."
        )
    if facts.may_build:
        return _("It is whole. Download it; the group that leads records the hand-over.")
    return _("It is whole. Stewards and the lead can download it and hand it over.")


def _done_if(is_done: bool, otherwise: StepState, *, before: object = True) -> tuple[StepState]:
    """The state of a step: done, or its turn has come, or not yet."""
    return ("done" if is_done else otherwise if before else "later",)


def _check_step(facts: BundleFacts, is_built: bool) -> Step:
    at = facts.check.finished_at if facts.check else None
    if facts.is_checked and not facts.is_valid:
        return Step(_("Checked"), "wrong", at)
    return Step(_("Checked"), *_done_if(facts.is_valid, "now", before=is_built), at)


def _built_at(bundle: Bundle) -> datetime | None:
    return bundle.finished_at if bundle.stage == BundleState.READY else None
