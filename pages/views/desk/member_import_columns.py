"""What the columns of a list of members hold, as a steward says."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.actors import Actor
from core.errors import MusterError, NotFound
from groups.lists.layout import Layout
from groups.models.member_import import UNDECIDED
from groups.selectors.member_import import get_member_import
from groups.services.member_import import record_rows_read
from groups.services.member_import_columns import MEMBER_FIELDS, name_member_columns
from pages.column_choices import choice_facts, choice_in, present_choices
from pages.desk_actor import desk_page
from pages.desk_form import DeskForm
from pages.desk_frame import done
from pages.desk_members import members_render, stewards_group


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def member_import_columns(
    request: HttpRequest, actor: Actor, slug: str, public_id: UUID
) -> HttpResponse:
    """A choice for each column, while nobody has decided on the list. For the group's stewards."""
    group = stewards_group(slug, actor)
    row = get_member_import(group=group, public_id=public_id, actor=actor)
    if row.step not in UNDECIDED or row.expired_at is not None:
        raise NotFound
    layout = Layout.from_json(row.layout)
    form = DeskForm(present_choices(layout))
    if request.method == "POST":
        try:
            name_member_columns(member_import=row, actor=actor, **choice_in(request.POST, layout))
        except MusterError as error:
            form = DeskForm(request.POST, error)
            row.refresh_from_db()
            layout = Layout.from_json(row.layout)
        else:
            words = _("The list is looked through again. Nothing is written yet.")
            return done(request, words, "desk-member-import", slug, public_id)
    if request.method != "HEAD":
        record_rows_read(member_import=row, actor=actor)
    facts = {
        "row": row,
        **choice_facts(row.file, layout, form, MEMBER_FIELDS),
    }
    return members_render(
        request, actor, "import_columns.html", facts, group=group, status=form.status
    )
