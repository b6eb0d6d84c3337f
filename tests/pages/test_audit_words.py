"""Each action that the source writes into the audit log has words."""

import ast
import re
from collections.abc import Iterator

from campaign.models.campaign import CampaignState
from groups.models import ExportVerdict
from pages.audit_words import FAMILIES, SENTENCES, sentence
from petitions.models.petition import PetitionState
from tests.architecture.source import APPS, source_files

CODE = re.compile(r"[a-z_]+\.[a-z_]+")
# Functions that take such texts and write nothing: errors, reading of rows, addresses, limits.
OTHER_USES = re.compile(
    r"[A-Z]\w*|select_related|filter|exclude|values|values_list|only|defer|order_by|get|F|Q"
    r"|render\w*|path|register|field|reverse|keyed_\w+|owe|_count|prefetch_related|replace|_first"
)
# Texts of this form that are names of files, columns and locks.
NOT_ACTIONS = {"best.state", "names.csv", "sheets.pdf", "o.petition_id", "places.load"}
# Made of a state or a verdict: services of exports, petitions, campaigns; events.event_move.
MADE_OF_STATES = {
    *{f"campaign.{state}" for state in CampaignState if state != CampaignState.DRAFT},
    *{f"petition.{state}ed" for state in (PetitionState.OPEN,)},
    *{f"member_export.{verdict}" for verdict in ExportVerdict},
    "petition.closed",
    "petition.delivered",
    "event.opened",
    "event.reopened",
    "event.cancelled",
}


def _constants(node: ast.AST) -> Iterator[str]:
    """Texts of an argument, also of both sides of a condition."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from _constants(node.body)
        yield from _constants(node.orelse)


def _name(call: ast.Call) -> str:
    return getattr(call.func, "attr", getattr(call.func, "id", ""))


def _written() -> set[str]:
    """Actions among the arguments of calls that may write an entry."""
    found: set[str] = set()
    for file in source_files(*[app for app in APPS if app != "pages"]):
        layer = file.path.parts[1] if len(file.path.parts) > 2 else ""
        if layer not in {"services", "selectors"}:
            continue
        for node in ast.walk(file.tree):
            if not isinstance(node, ast.Call) or OTHER_USES.fullmatch(_name(node)):
                continue
            named = [word.value for word in node.keywords if word.arg in {"action", "name"}]
            found |= {text for part in [*node.args, *named] for text in _constants(part)}
    return {text for text in found if CODE.fullmatch(text)} - NOT_ACTIONS


def test_each_action_of_the_source_has_words() -> None:
    written = _written() | MADE_OF_STATES
    assert len(written) > 40
    assert written - set(SENTENCES) == set()


def test_no_action_is_of_an_unknown_family() -> None:
    assert {code.partition(".")[0] for code in SENTENCES} == set(FAMILIES)


def test_each_sentence_can_be_said() -> None:
    said = [sentence(code, what="“A”", who="Ana P.") for code in [*SENTENCES, "new.thing"]]
    assert [words for words in said if "Ana P." not in words or "%" in words] == []
    assert said[-1] == "“A”: new.thing by Ana P."
