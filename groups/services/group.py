"""Makes groups."""

from django.db import transaction
from django.utils.translation import gettext

from core.actors import Actor
from core.errors import Forbidden, Invalid
from core.lines import require_lines
from core.services.audit_entry import record
from core.slugs import require_slug
from groups.models import Group


def create_group(*, slug: str, name: str, actor: Actor) -> Group:
    """Makes the group, or returns the one that has this slug already, unchanged.

    Raises Invalid for a slug or name that cannot be, Forbidden for anyone but the operator
    and platform administrators.
    """
    if not (actor.is_system or actor.is_platform_admin):
        raise Forbidden
    require_slug(slug)
    if not name.strip() or len(name) > 200:
        raise Invalid.field(
            "name", "invalid", gettext("Give the group a name of at most 200 characters.")
        )
    require_lines({"name": name.strip()})
    with transaction.atomic():
        group, created = Group.objects.get_or_create(slug=slug, defaults={"name": name.strip()})
        if created:
            record(actor=actor, action="group.created", subject=group, group_id=group.pk)
    return group
