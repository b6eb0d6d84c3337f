import os

import pytest
from django.conf import settings as dj
from django.test import Client

from core.vault import forget_cached_keys
from groups.member_decision import *
from groups.models import Role
from tests.groups.member_lists import *
from tests.groups.rolls import a_roll, newcomer

pytestmark = pytest.mark.django_db
from tests.pages.views.desk.desks import members_path

FIRST = [
    "Ana",
    "Bo",
    "Carmen",
    "Dmitri",
    "Eleni",
    "Farid",
    "Grace",
    "Hiroshi",
    "Ines",
    "Jamal",
    "Kim",
    "Lucía",
    "Maryam",
    "Noor",
]
LAST = [
    "Castillo",
    "Lee",
    "Okafor",
    "Petrov",
    "Papadopoulou",
    "Haddad",
    "Johnson",
    "Tanaka",
    "Ferreira",
    "Wright",
    "Nguyen",
    "Ortiz",
    "Rahimi",
    "Khan",
]


def build():
    forget_cached_keys()
    roll = a_roll()
    roll.group.name = "Tenants of the Valley"
    roll.group.save()
    for i, (f, l) in enumerate(zip(FIRST, LAST)):
        roll.add(
            given_name=f,
            family_name=l,
            email=f"{f.lower()}.{l.lower()}@mail.example".replace("í", "i"),
            tags=", ".join(["tenant", "volunteer", "night-shift", "phone-bank"][: i % 5]),
            postal_code=["94601", "10001", "98101", "97201"][i % 4],
            phone="",
            city="",
            region="",
            country="US",
        )
    roll.enrol(
        newcomer(
            "maria.delgado@mail.example",
            given_name="Maria",
            family_name="Delgado",
            phone="+12125550123",
        )
    )
    return roll


def names(roll):
    listed = (
        "email,first name,last name,phone,zip,newsletter,shoe size\n"
        + "".join(f"new{i}@mail.example,New{i},Person,,10001,yes,4\n" for i in range(40))
        + "ana.castillo@mail.example,Bea,Other,,94601,yes,1\nbo.lee@mail.example,Robert,Zimmer,202-555-0101,10001,no,3\nbroken,No,One,,,,\nmaria.delgado@mail.example,Maria,Delgado,212-555-0199,94601,yes,2\n"
    )
    a = previewed(roll.group, listed, actor=roll.actor())
    b = take_in(roll.group, listed.replace("shoe size", "hat") + "x@mail.example,X,Y,,,,\n")
    c = begin(roll.group, listed + "y@mail.example,X,Y,,,,\n", actor=roll.actor())
    return a, b, c


@pytest.fixture(scope="module")
def made(live_site):
    roll = build()
    ana = roll.member("ana.castillo@mail.example")
    maria = roll.member("maria.delgado@mail.example")
    from groups.services.tag import tag_members

    tag_members(
        group=roll.group, member_ids=[maria.pk], add="tenant, volunteer", actor=roll.actor()
    )
    a, b, c = names(roll)
    pages = {
        "list": members_path(roll),
        "filtered": members_path(roll) + "?region=CA&tag=tenant",
        "member": members_path(roll, f"{maria.pk}/"),
        "edit": members_path(roll, f"{maria.pk}/edit/"),
        "new": members_path(roll, "add/"),
        "unsubscribe": members_path(roll, f"{maria.pk}/unsubscribe/"),
        "remove": members_path(roll, f"{maria.pk}/remove/"),
        "tags": members_path(roll, "tags/"),
        "tag": members_path(roll, "tags/tenant/"),
        "tagdel": members_path(roll, "tags/tenant/delete/"),
        "imports": members_path(roll, "imports/"),
        "importnew": members_path(roll, "imports/new/"),
        "preview": members_path(roll, f"imports/{a.public_id}/"),
        "applied": members_path(roll, f"imports/{b.public_id}/"),
        "work": members_path(roll, f"imports/{c.public_id}/"),
        "undo": members_path(roll, f"imports/{b.public_id}/undo/"),
        "masked": members_path(roll),
    }
    import sys

    sys.path.insert(0, "/tmp")
    try:
        import shots_more

        pages.update(shots_more.more(roll))
    except ImportError:
        pass
    jars = {}
    for role in Role:
        client = Client()
        client.force_login(roll.people[role])
        jars[role] = client.cookies[dj.SESSION_COOKIE_NAME].value
    return pages, jars


def test_shots(live_site, browser, settings, made):
    settings.SIGN_LIMITS = False
    pages, jars = made
    only = os.environ.get("ONLY", "").split(",") if os.environ.get("ONLY") else None
    from tests.browser.test_pages import ALL_RULES, COLOURS, _too_wide, _violations

    for role, names_ in (
        (Role.STEWARD, [p for p in pages if p != "masked"]),
        (Role.ORGANIZER, ["masked"]),
    ):
        for scheme in ("light", "dark"):
            for width in (390, 1280):
                ctx = browser.new_context(
                    base_url=live_site.url,
                    color_scheme=scheme,
                    viewport={"width": width, "height": 900},
                )
                ctx.add_cookies(
                    [{"name": dj.SESSION_COOKIE_NAME, "value": jars[role], "url": live_site.url}]
                )
                p = ctx.new_page()
                for n in names_:
                    if only and n not in only:
                        continue
                    if n == "work":
                        p.goto(pages[n], wait_until="commit")
                    p.goto(pages[n])
                    p.screenshot(path=f"/tmp/shots/{n}-{width}-{scheme}.png", full_page=True)
                    if width == 390 and scheme == "light":
                        print(n, _violations(p, ALL_RULES), _too_wide(p))
                        p.set_viewport_size({"width": 390, "height": 900})
                    elif width == 390:
                        print(n, "dark", _violations(p, COLOURS))
                ctx.close()
