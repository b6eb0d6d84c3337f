"""Erases export files whose time is over, and has those made anew that somebody has left."""

from datetime import timedelta

from django.db.models import Q
from django.db.models.functions import Now

from core.actors import SYSTEM
from core.dispatcher import PassResult
from core.models.duty import DutyState
from groups.models import MemberExport
from groups.services.member_export_download import erase_file, rebuild_stale

AT_ONCE = 50
# A slow download is let finish; one whose process was killed ends here.
LONGEST_DOWNLOAD = timedelta(hours=1)


def export_expiry_pass() -> PassResult:
    """The dispatcher's door. Erasing sends nothing, so it counts nothing."""
    kept = MemberExport.objects.filter(file__isnull=False).select_related("group", "file")
    untaken = Q(downloaded_at=None)
    over = Q(downloaded_at__lt=Now() - LONGEST_DOWNLOAD) | (untaken & Q(download_until__lte=Now()))
    for export in kept.filter(over)[:AT_ONCE]:
        erase_file(export, "member_export.expired", SYSTEM)
    ready = kept.filter(untaken, state=DutyState.DONE, download_until__gt=Now())
    for export in ready[:AT_ONCE]:
        rebuild_stale(export)
    return PassResult()
