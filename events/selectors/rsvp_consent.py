"""Reads which groups somebody who comes wants to hear from."""

from django.db.models import QuerySet

from events.models import Rsvp, RsvpConsent
from groups.models import Group


def consents_asked_for(rsvp: Rsvp, *, form: int) -> QuerySet[RsvpConsent]:
    """Those that the latest form ticks and the mailbox may confirm by a link about this form
    (`Rsvp.form`): of what was ticked later, the link's mail knows nothing."""
    waiting = rsvp.consents.filter(due_at=None, enrolled_at=None)
    return waiting.filter(last_form=rsvp.form, first_form__lte=form)


def group_names_waiting(rsvp: Rsvp, *, form: int) -> list[str]:
    """The groups of these, by name."""
    waiting = consents_asked_for(rsvp, form=form).values("group")
    return list(
        Group.objects.filter(pk__in=waiting).order_by("name").values_list("name", flat=True)
    )
