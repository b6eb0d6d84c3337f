"""Gathers what a file of counts says, as of one moment."""

import datetime as dt

from django.conf import settings
from django.utils import timezone

from campaign.selectors.partner import active_groups
from core.snapshot import one_snapshot
from petitions.count_files.report import Place, Report
from petitions.models import Confirmation, Petition, Source
from petitions.selectors.breakdown import by_day, by_place, by_source, source_key
from petitions.selectors.tally import waterfall
from petitions.small_cells import cover_small, hide_small


def counts_report(petition: Petition) -> Report:
    """The petition's counts with small ones hidden, except in the total."""
    with one_snapshot():
        as_of = timezone.now()
        total, days = waterfall(petition), by_day(petition)
        sources, regions = by_source(petition), by_place(petition)
        partners = active_groups(petition.campaign).count()
        names = _names(petition)
    states = cover_small(regions)
    return Report(
        slug=petition.slug,
        title=petition.title,
        target=petition.target,
        campaign=petition.campaign.title,
        lead=petition.campaign.lead.name,
        url=f"{settings.PUBLIC_URL}/p/{petition.slug}/",
        as_of=as_of,
        partners=partners,
        confirmation_required=petition.confirmation == Confirmation.REQUIRED,
        total=total,
        sources=hide_small(sources),
        places={
            key: Place(states[key], cover_small(region["cities"], total=states[key]))
            for key, region in regions.items()
        },
        shown_days=cover_small(days),
        days={
            dt.date.fromisoformat(day): part["counted"]
            for day, part in days.items()
            if part["counted"]
        },
        names=names,
    )


def _names(petition: Petition) -> dict[str, str]:
    """The sources' names for people: the group's, with the channel."""
    sources = Source.objects.filter(petition=petition).select_related("group")
    return {
        source_key(source): f"{source.group.name} · {source.channel}".removesuffix(" · ")
        for source in sources
    }
