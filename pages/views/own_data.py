"""`/me/`: what is held about the person behind a link, list by list, and what they decide about it.

A page on GET, an act on POST only. Links of mails about a signature and of groups' mails to their
members lead here alike.
"""

from collections.abc import Callable, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from core import links
from core.errors import FieldError, Invalid
from core.links import Link
from groups.links import MEMBER
from groups.selectors.own_member import own_membership
from groups.services.member_decision import CORRECTABLE, correct, erase, leave, unsubscribe
from pages.link_guard import behind_link
from pages.own_cards import membership_cards
from pages.own_person import erase_everything, person_behind
from petitions.links import DISOWN, OWN_DATA
from petitions.models import Display
from petitions.selectors.bundle_proof import inclusion_proofs
from petitions.selectors.own_signature import own_signature
from petitions.services.decision import choose_display, withdraw

FORM = require_http_methods(["GET", "HEAD", "POST"])
ON_LISTS: dict[str, Callable[..., None]] = {
    "unsubscribe": unsubscribe,
    "leave": leave,
    "erase": erase,
}


@FORM
@behind_link(OWN_DATA, MEMBER)
def own_data(request: HttpRequest, link: Link) -> HttpResponse:
    """What is held about a person; on POST the one change that the form's `action` names."""
    if request.method != "POST":
        return _page(request, link)
    action = request.POST.get("action", "")
    lists = _lists_that_stay(link) if action == "withdraw" else []
    try:
        _act(request, link)
    except Invalid as error:
        if not error.errors:
            raise
        return _page(request, link, errors=error.errors, status=400)
    done = action if action in {*ON_LISTS, "correct"} else ""
    return _page(request, link, done=done, lists=lists)


@FORM
@behind_link(OWN_DATA, MEMBER)
def erase_page(request: HttpRequest, link: Link) -> HttpResponse:
    """Asks on GET, telling what there is; on POST erases everything everywhere."""
    if request.method == "POST":
        found = erase_everything(link)
        return render(request, "pages/own_membership_erased.html", {"person": found})
    return render(request, "pages/own_membership_erase.html", {"person": person_behind(link)})


@FORM
@behind_link(MEMBER)
def stop_page(request: HttpRequest, link: Link) -> HttpResponse:
    """No more mail of this group, on POST: from the page's button, or from a mail program by itself
    (RFC 8058: `List-Unsubscribe=One-Click`, without cookie or token beside that of the address).
    """
    if request.method == "POST":
        unsubscribe(member_id=link.subject_id)
    facts = {"membership": own_membership(link.subject_id)}
    return render(request, "pages/own_membership_stop.html", facts)


@require_safe
@behind_link(OWN_DATA)
def proofs(request: HttpRequest, link: Link) -> HttpResponse:
    """The proofs that this signature is inside the bundles handed over, for `verify.py --proof`."""
    own_signature(link.subject_id)
    found = inclusion_proofs(link.subject_id)
    headers = {"Content-Disposition": 'attachment; filename="proofs.json"'}
    return JsonResponse(found, safe=False, headers=headers, json_dumps_params={"indent": 1})


def _lists_that_stay(link: Link) -> list[tuple[str, str]]:
    """Groups that keep the person when the signature is gone, each with a link to what it holds:
    with what the signature said of them, this page forgets who they are."""
    now = timezone.now()
    return [
        (one.group.name, links.issue(MEMBER, one.member_id, now))
        for one in person_behind(link).memberships
        if one.is_held and not one.moved
    ]


def _act(request: HttpRequest, link: Link) -> None:
    action, group = request.POST.get("action", ""), request.POST.get("group", "")
    if action in ON_LISTS:
        ON_LISTS[action](member_id=person_behind(link).membership(group).member_id)
    elif action == "correct":
        typed = {name: request.POST[name] for name in CORRECTABLE if name in request.POST}
        one = person_behind(link).membership(group)
        if one.moved:  # what it says now is not shown here, so nothing is put right
            raise _changed_form()
        correct(member_id=one.member_id, changes=typed)
    elif link.purpose == OWN_DATA:
        _act_on_signature(action, link)
    else:
        raise _changed_form()


def _act_on_signature(action: str, link: Link) -> None:
    if action == "withdraw":
        withdraw(signature_id=link.subject_id)
    elif action in {"show", "hide"}:
        display = Display.NAME if action == "show" else Display.ANONYMOUS
        choose_display(signature_id=link.subject_id, display=display)
    else:
        raise _changed_form()


def _changed_form() -> Invalid:
    return Invalid(_("The form was changed on its way. Go back and try again."))


def _page(
    request: HttpRequest,
    link: Link,
    *,
    done: str = "",
    lists: Sequence[tuple[str, str]] = (),
    errors: Sequence[FieldError] = (),
    status: int = 200,
) -> HttpResponse:
    person, typed = person_behind(link), request.POST if errors else QueryDict()
    facts: dict[str, Any] = {
        "person": person,
        "cards": membership_cards(person.memberships, typed=typed),
        "others": [row for row in person.signatures if row.pk != link.subject_id],
        "done": done,
        "lists": lists,
        "errors": errors,
        "group_slug": typed.get("group", ""),
    }
    own = person.own
    if own is not None:
        facts |= {
            "own": own,
            "petition": own.petition,
            "disown_token": links.issue(DISOWN, own.signature_id, timezone.now()),
            "proofs": inclusion_proofs(own.signature_id),
        }
    return render(request, "pages/own_data.html", facts, status=status)
