import resource
import time
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from core.models import Message
from groups.member_decision import *
from groups.member_filter import *
from groups.models import *
from groups.services.group_message_mail import compose_group_message
from groups.services.member_export import *
from groups.services.member_export_build import export_pass
from groups.services.member_export_download import take_export
from tests.groups.member_lists import *
from tests.groups.message_drafts import *
from tests.stories import *


class T:
    def __init__(s, n):
        s.n = n

    def __enter__(s):
        s.w = time.time()
        s.c = time.process_time()

    def __exit__(s, *a):
        print(
            f"{s.n}: wall {time.time() - s.w:.1f} cpu {time.process_time() - s.c:.1f} rss {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB",
            flush=True,
        )


@pytest.mark.django_db(transaction=True)
@pytest.mark.timeout(1500)
def test_speed(tmp_path):
    story = coalition_of(1)
    group = story.lead
    N = 100_000
    data = "email,name,phone,street,zip,opt in\n" + "".join(
        f"person{n}@example.org,Ann{n} Lee,202-{n // 10000 % 10 + 550:03d}-{n % 10000:04d},{n} Main St,94110,yes\n"
        for n in range(N)
    )
    with T("upload"):
        row = begin(group, data)
    with T("preview new"):
        row = finish(row)
    with T("apply new"):
        row = apply(row, Decision(consent=ConsentRule.LIST, tags=("x",)))
    print(figures(row.result))
    data2 = data.replace(" Main St", " Elm St").replace("yes", "no")
    row2 = begin(group, data2)
    with T("preview changed"):
        row2 = finish(row2)
    with T("apply changed"):
        row2 = apply(row2, Decision(tags=("y",)))
    with T("undo changed"):
        take_back(row2)
    with connection.cursor() as c:
        c.execute("ANALYZE")
    me = story.actor(role=Role.STEWARD)
    other = Actor(user_id=staff_of(group, Role.STEWARD).pk)
    e = request_export(
        group=group,
        reason="for the phone bank",
        wanted=HELD_BY_GROUP,
        columns=(
            "email",
            "given_name",
            "family_name",
            "phone",
            "street",
            "postal_code",
            "city",
            "tags",
        ),
        file_format="csv",
        actor=me,
    )
    decide_as_steward(export=e, verdict=ExportVerdict.APPROVED, actor=other)
    with T("export csv 100k"):
        export_pass()
    e.refresh_from_db()
    with T("download"):
        n = sum(map(len, take_export(export=e, actor=me)))
    print(n)
    import groups.services.member_export as me_

    me_.XLSX_ROWS = 200_000
    Member.objects.filter(pk__in=list(Member.objects.values_list("pk", flat=True)[:50000])).update(
        region="ZZ"
    )
    e = request_export(
        group=group,
        reason="for the phone bank",
        wanted=MemberFilter(region="ZZ"),
        columns=(
            "email",
            "given_name",
            "family_name",
            "phone",
            "street",
            "postal_code",
            "city",
            "tags",
        ),
        file_format="xlsx",
        actor=me,
    )
    decide_as_steward(export=e, verdict=ExportVerdict.APPROVED, actor=other)
    with T("export xlsx 50k"):
        export_pass()
    m = write_message(group=group, data=WORDS, actor=me)
    with T("count"):
        send(m, me)
    GroupMessage.objects.update(send_at=timezone.now() - timedelta(hours=1))
    with T("fan out 100k"):
        group_message_pass()
    ms = list(Message.objects.all()[:1000])
    with T("compose 1000"):
        for x in ms:
            compose_group_message(x)
    with T("figures"):
        group_message_count_pass()
    with T("undo new"):
        take_back(row)
    print(row.undone)
