"""One's own API tokens: the list, a new one, which is shown once, and ending one."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from core.actors import Actor
from core.errors import MusterError, NotFound
from groups.models import Group
from groups.scopes import grantable
from groups.selectors.staff import standing_of
from groups.selectors.token import get_token, tokens_of
from groups.services.token import DAYS, MOST_DAYS, mint_token, revoke_token
from pages.desk_actor import desk_page
from pages.desk_form import DeskForm, Input, one_of, optional_in
from pages.desk_frame import desk_render, done, groups_of
from pages.keyset import pk_page

PAGE = 50
DAYS_OFFERED = (7, 30, DAYS, MOST_DAYS)


@require_safe
@desk_page
def tokens(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Those of the person who is signed in."""
    page = pk_page(request, tokens_of(actor), size=PAGE, is_descending=True)
    facts = {"page": page, "tokens": page.rows, "groups": groups_of(actor)}
    return desk_render(request, actor, "desk/tokens.html", facts, section="")


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def new_token(request: HttpRequest, actor: Actor, slug: str) -> HttpResponse:
    """A token for one of one's groups, with no more than one's roles there allow."""
    group = next((one for one in groups_of(actor) if one.slug == slug), None)
    if group is None:
        raise NotFound
    scopes = _scopes(group, actor)
    form = DeskForm({"days": DAYS})
    if request.method == "POST":
        try:
            minted = mint_token(
                user=User.objects.get(pk=actor.user_id or 0),
                group=group,
                scopes=request.POST.getlist("scopes"),
                name=optional_in(request.POST, name=100)["name"],
                days=int(one_of(request.POST, "days", map(str, DAYS_OFFERED))),
                actor=actor,
            )
        except MusterError as error:
            form = DeskForm(request.POST, error)
        else:
            facts = {"group": group, "token": minted.token, "text": minted.text}
            return desk_render(request, actor, "desk/token_shown.html", facts, section="")
    facts = {"group": group, "form": form, "inputs": _inputs(form, scopes)}
    return desk_render(request, actor, "desk/token_new.html", facts, section="", status=form.status)


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def token(request: HttpRequest, actor: Actor, prefix: str) -> HttpResponse:
    """Asks before a token is ended."""
    row = get_token(prefix=prefix, actor=actor)
    if request.method == "POST":
        revoke_token(token=row, actor=actor)
        return done(request, _("The token is ended."), "desk-tokens")
    return desk_render(request, actor, "desk/token.html", {"token": row}, section="")


def _scopes(group: Group, actor: Actor) -> list[str]:
    """What the person may put into a token of the group."""
    held = standing_of(actor).roles.get(group.pk, frozenset())
    return sorted(grantable(roles=held, is_platform_admin=actor.is_platform_admin))


def _inputs(form: DeskForm, scopes: list[str]) -> list[Input]:
    return [
        form.input(
            "name",
            _("What it is for"),
            maxlength=100,
            required=False,
            hint=_("You will know it by this name. For example: sign form of our site."),
        ),
        form.input(
            "scopes",
            _("What it may do"),
            kind="checkboxes",
            choices=[(scope, scope) for scope in scopes],
            hint=_("Choose as little as the program needs."),
        ),
        form.input(
            "days",
            _("Good for"),
            kind="select",
            choices=[(str(days), _("%(days)d days") % {"days": days}) for days in DAYS_OFFERED],
        ),
    ]
