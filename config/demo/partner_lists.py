"""Five partners' lists as petition tools export them, and what a right import must report.

Deterministic by seed. A person is a number here: the truth is counted over numbers and shares
no line with the importer, so that one can be held against the other.
"""

import csv
import hashlib
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from config.demo.disguises import COMMENTS, FORMULAS, NOT_AN_ADDRESS, disguise
from config.demo.invented_people import Person, invent_people

_TAG_DROPPED = frozenset({"gmail.com", "outlook.com", "icloud.com", "fastmail.com", "pm.me"})
Cells = list[str]


@dataclass(frozen=True)
class ListFormat:
    """One tool's way to export. `share` of the people are on it, `again` of those twice."""

    name: str
    encoding: str
    delimiter: str
    header: tuple[str, ...]
    share: float
    again: float
    people_per_bad_row: int
    row: Callable[[random.Random, Person], Cells]
    bad_row: Callable[[random.Random], Cells]


@dataclass(frozen=True)
class PartnerList:
    """One written file. `signers` are the numbers of the people on it."""

    path: Path
    rows: int
    rejected: int
    signers: frozenset[int]

    @property
    def name(self) -> str:
        return self.path.name


@dataclass(frozen=True)
class Truth:
    """What a right import of `lists` must report."""

    people: int
    seed: int
    lists: tuple[PartnerList, ...]

    @property
    def unique_signers(self) -> int:
        return len(frozenset().union(*(one.signers for one in self.lists)))

    @property
    def hashed_only(self) -> int:
        """Signers of whom no list tells more than a hash."""
        named = [one.signers for one in self.lists if one.name != "d_hashed.csv"]
        hashed = [one.signers for one in self.lists if one.name == "d_hashed.csv"]
        return len(frozenset().union(*hashed) - frozenset().union(*named))

    def figures(self, order: Sequence[str] = ()) -> dict[str, dict[str, int]]:
        """The figures of each file when they are imported in this order (as written by default)."""
        by_name = {one.name: one for one in self.lists}
        seen: set[int] = set()
        figures = {}
        for name in order or by_name:
            one = by_name[name]
            new = len(one.signers - seen)
            figures[name] = {
                "rows": one.rows,
                "rejected": one.rejected,
                "repeated_in_file": one.rows - one.rejected - len(one.signers),
                "already_signed": len(one.signers) - new,
                "new": new,
            }
            seen |= one.signers
        return figures

    def overlap(self) -> dict[str, dict[str, int]]:
        """How many people each two lists share; a list with itself: its people."""
        return {
            one.name: {other.name: len(one.signers & other.signers) for other in self.lists}
            for one in self.lists
        }


def write_partner_lists(out: Path, *, people: int, seed: int) -> Truth:
    """Writes the five files into `out` (made if absent) and returns their truth."""
    out.mkdir(parents=True, exist_ok=True)
    rng = random.Random(seed)
    online = list(invent_people(rng, range(people)))
    on_paper = list(invent_people(rng, range(people, people + people // 8)))
    lists = [
        _write(out, form, rng, on_paper if form is _PAPER else online, people)
        for form in (_ACTION_TOOL, _SPREADSHEET, _PAPER, _HASHED, _PLATFORM)
    ]
    return Truth(people, seed, tuple(lists))


def _write(
    out: Path, form: ListFormat, rng: random.Random, people: list[Person], all_people: int
) -> PartnerList:
    path = out / form.name
    signers = rng.sample(people, int(len(people) * form.share))
    rows = signers + rng.choices(signers, k=int(len(signers) * form.again)) if signers else []
    rng.shuffle(rows)
    rejected = all_people // form.people_per_bad_row
    with path.open("w", encoding=form.encoding, newline="") as file:
        writer = csv.writer(file, delimiter=form.delimiter)
        writer.writerow(form.header)
        writer.writerows(_mixed(rng, form, rows, rejected))
    return PartnerList(
        path, len(rows) + rejected, rejected, frozenset(person.number for person in signers)
    )


def _mixed(
    rng: random.Random, form: ListFormat, people: list[Person], rejected: int
) -> Iterator[Cells]:
    """Good rows with the bad ones among them."""
    every = len(people) // rejected if rejected else 0
    for index, person in enumerate(people):
        yield form.row(rng, person)
        if every and index % every == 0 and index // every < rejected:
            yield form.bad_row(rng)
    written = min(rejected, -(-len(people) // every)) if every else 0
    for _ in range(rejected - written):
        yield form.bad_row(rng)


def _action_tool_row(rng: random.Random, person: Person) -> Cells:
    return [
        person.given.written,
        person.family.written,
        disguise(rng, person.email),
        person.place.zip_code + rng.choice(["", "", f"-{rng.randrange(1000, 9999)}"]),
        rng.choice(["Yes", "Yes", "No"]),
        person.signed_at.strftime("%Y-%m-%d %H:%M:%S UTC"),
        "",
    ]


def _spreadsheet_row(rng: random.Random, person: Person) -> Cells:
    """Windows-1252 knows few letters: the program writes the plain ones for the others."""
    return [
        f"{_western(person.family.written, person.family.plain)},"
        f" {_western(person.given.written, person.given.plain)}",
        disguise(rng, person.email).replace("\u200b", ""),
        person.place.zip_code.lstrip("0"),
        person.place.city,
        person.place.state,
        person.signed_at.strftime("%d.%m.%Y %H:%M"),
        rng.choice(["ja", "nein", "1", "0", "x", ""]),
    ]


def _paper_row(rng: random.Random, person: Person) -> Cells:
    name = rng.choice([person.name, person.name.upper(), f" {person.name.replace(' ', '   ')} "])
    street = rng.choice([person.street, person.street.upper(), f"{person.street}."])
    return [name, street, person.place.zip_code, person.signed_at.strftime("%m/%d/%y")]


def _hashed_row(rng: random.Random, person: Person) -> Cells:
    digest = hashlib.sha256(_agreed_spelling(person.email).encode()).hexdigest()
    return [rng.choice([digest, digest.upper()]), person.place.zip_code]


def _platform_row(rng: random.Random, person: Person) -> Cells:
    return [
        person.name if rng.random() > 0.02 else rng.choice(FORMULAS),
        disguise(rng, person.email),
        person.place.city,
        person.place.state,
        person.place.zip_code,
        "US",
        person.signed_at.isoformat(),
        rng.choice(COMMENTS),
    ]


def _western(written: str, plain: str) -> str:
    try:
        written.encode("cp1252")
    except UnicodeEncodeError:
        return plain
    return written


def _agreed_spelling(email: str) -> str:
    """The spelling that the coalition agreed to hash: the rules of the concepts page, by hand."""
    local, domain = email.split("@")
    domain = domain.replace("googlemail", "gmail").encode("idna").decode()
    if domain in _TAG_DROPPED:
        local = local.partition("+")[0]
    return f"{local.replace('.', '') if domain == 'gmail.com' else local}@{domain}"


_ACTION_TOOL = ListFormat(
    "a_action_network.csv", "utf-8", ",",
    ("first_name", "last_name", "email", "zip_code", "subscribed", "created_date", "source_code"),
    share=0.55, again=0.06, people_per_bad_row=200, row=_action_tool_row,
    bad_row=lambda rng: ["Not", "Given", rng.choice(NOT_AN_ADDRESS), "", "No", "", ""],
)  # fmt: skip
_SPREADSHEET = ListFormat(
    "b_spreadsheet.csv", "cp1252", ";",
    ("Name", "E-Mail", "PLZ / ZIP", "City", "State", "Date", "Opt-in"),
    share=0.40, again=0.10, people_per_bad_row=300, row=_spreadsheet_row,
    bad_row=lambda rng: ["Given, Not", rng.choice(NOT_AN_ADDRESS), "", "", "", "", ""],
)  # fmt: skip
_PAPER = ListFormat(
    "c_paper.tsv", "utf-16", "\t", ("Full name", "Street", "Zip", "Signed"),
    share=0.90, again=0.08, people_per_bad_row=400, row=_paper_row,
    bad_row=lambda rng: ["", rng.choice(["?", "", "smudged"]), "", ""],
)  # fmt: skip
_HASHED = ListFormat(
    "d_hashed.csv", "utf-8", ",", ("email_sha256", "postal_code"),
    share=0.25, again=0.02, people_per_bad_row=500, row=_hashed_row,
    bad_row=lambda rng: [rng.choice(["", "c0ffee", "g" * 64]), ""],
)  # fmt: skip
_PLATFORM = ListFormat(
    "e_platform.csv", "utf-8-sig", ",",
    ("Name", "Email", "City", "State", "Postal Code", "Country", "Signed On", "Comment"),
    share=0.30, again=0.05, people_per_bad_row=250, row=_platform_row,
    bad_row=lambda rng: ["Not Given", rng.choice(NOT_AN_ADDRESS), "", "", "", "", "", ""],
)  # fmt: skip
