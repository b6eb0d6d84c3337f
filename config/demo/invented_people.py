"""Invented people for the partner lists: everything about them follows from a seed."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

FIRST_DAY = datetime(2026, 6, 1, tzinfo=UTC)
DAYS = 44


class Name(NamedTuple):
    """A name as its bearer writes it and in plain letters, for addresses and old programs."""

    written: str
    plain: str


def _names(text: str) -> tuple[Name, ...]:
    return tuple(Name(*(word.split("/") * 2)[:2]) for word in text.split())


GIVEN = _names(
    """Amara Beatriz Ciro Delphine Esra Fintan Greta Hamid Ines Joaquín/Joaquin Kezia Linh/Linh
    Moïse/Moise Nadia Oluwaseun Piotr Queta Ramón/Ramon Sadia Tomás/Tomas Ulla Valeria Wanjiru
    Xenia Yuki Zaïre/Zaire Åsa/Asa Çiğdem/Cigdem Đức/Duc Łucja/Lucja Øyvind/Oyvind Þóra/Thora
    Олена/Olena Иван/Ivan ليلى/Layla يوسف/Yusuf 美玲/Meiling 伟/Wei Hương/Huong Jürgen/Jurgen"""
)
FAMILY = _names(
    """Adeyemi Bianchi Cárdenas/Cardenas Dubois Eriksen Fonseca Guðmundsdóttir/Gudmundsdottir
    Hernández/Hernandez Ito Joshi Kowalski Lefèvre/Lefevre Mbeki Nakamura O'Rourke/ORourke Pham
    Quiroga Rahman Sørensen/Sorensen Trần/Tran Umarov Villaseñor/Villasenor Whitfield Ng
    Ximénez/Ximenez Yıldız/Yildiz Żeleński/Zelenski D'Angelo/DAngelo Reyes-Ortiz/ReyesOrtiz
    Ковальчук/Kovalchuk Соколова/Sokolova حداد/Haddad منصور/Mansour 陈/Chen 王/Wang Nguyễn/Nguyen
    Böhm/Boehm Šimić/Simic"""
)
STREETS = ("Larch", "Harbor", "Juniper", "Bridge", "Foundry", "Orchard", "Meridian", "Cypress")


class Place(NamedTuple):
    zip_code: str
    city: str
    state: str


PLACES = tuple(
    Place(*line.split(","))
    for line in """11101,Long Island City,NY
10003,New York,NY
07102,Newark,NJ
07302,Jersey City,NJ
55407,Minneapolis,MN
97214,Portland,OR
98122,Seattle,WA
94103,San Francisco,CA
22203,Arlington,VA
20009,Washington,DC
94804,Richmond,CA
94612,Oakland,CA
94704,Berkeley,CA
95112,San Jose,CA
02139,Cambridge,MA
02128,Boston,MA""".splitlines()
)
DOMAINS = (
    *["gmail.com"] * 7,
    "googlemail.com",
    "outlook.com",
    "icloud.com",
    "fastmail.com",
    "pm.me",
    "mail.example",
    "local9.example.org",
    "straßenbahn.example.org",
    "zürich.example.net",
)


class Person(NamedTuple):
    """One invented signer. The number makes the mailbox and the house unique."""

    number: int
    given: Name
    family: Name
    place: Place
    domain: str
    street: str
    signed_at: datetime

    @property
    def name(self) -> str:
        return f"{self.given.written} {self.family.written}"

    @property
    def email(self) -> str:
        local = f"{self.given.plain}.{self.family.plain}.{self.number}".lower()
        return f"{local}@{self.domain}"


def invent_people(rng: random.Random, numbers: range) -> Iterator[Person]:
    """One person for each number."""
    seconds = DAYS * 86400
    for number in numbers:
        yield Person(
            number=number,
            given=rng.choice(GIVEN),
            family=rng.choice(FAMILY),
            place=rng.choice(PLACES),
            domain=rng.choice(DOMAINS),
            street=f"{number + 1} {rng.choice(STREETS)} St",
            signed_at=FIRST_DAY + timedelta(seconds=rng.randrange(seconds)),
        )
