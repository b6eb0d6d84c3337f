"""Pages of a long list that begin after a row, `?after=VALUE_ID`: no page counts what it skips."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext

from core.errors import Invalid


def _number(text: str) -> int:
    """An id of a table. Raises ValueError."""
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise ValueError
    return int(text)


@dataclass(frozen=True)
class KeysetPage:
    """The rows of one page; `next_url` of the page that follows, `first_url` on all but the first;
    each empty where there is none."""

    rows: Sequence[Any]
    next_url: str
    first_url: str


def keyset_page(
    request: HttpRequest,
    rows: QuerySet[Any],
    column: str,
    read: Callable[[str], Any],
    *,
    size: int,
    is_descending: bool = False,
    read_pk: Callable[[str], Any] = _number,
) -> KeysetPage:
    """One page in the order of the column and the id. `read` reads the column's value as
    `isoformat` wrote it, `read_pk` the id. Raises Invalid for an `after` that no page wrote."""
    sign, side = ("-", "lt") if is_descending else ("", "gt")
    after = request.GET.get("after", "")
    if after:
        value, pk = _read_after(after, read, read_pk)
        beyond = Q(**{f"{column}__{side}": value}) | Q(**{column: value, f"pk__{side}": pk})
        rows = rows.filter(beyond)
    found = list(rows.order_by(f"{sign}{column}", f"{sign}pk")[: size + 1])
    page = found[:size]
    is_last = len(found) <= size
    return KeysetPage(
        rows=page,
        next_url="" if is_last else _url(request, _after(page[-1], column)),
        first_url=_url(request, "") if after else "",
    )


def pk_page(
    request: HttpRequest, rows: QuerySet[Any], *, size: int, is_descending: bool = False
) -> KeysetPage:
    """One page in the order of the ids, which is that of being made; after the one that `?after=`
    names. What is no id begins at the beginning."""
    after = id_after(request)
    if after:
        rows = rows.filter(pk__lt=after) if is_descending else rows.filter(pk__gt=after)
    found = list(rows.order_by("-pk" if is_descending else "pk")[: size + 1])
    return KeysetPage(
        rows=found[:size],
        next_url=_url(request, str(found[size - 1].pk)) if len(found) > size else "",
        first_url=_url(request, "") if after else "",
    )


def id_after(request: HttpRequest) -> int:
    """The id in `?after=`; 0 for none, and for what is no id."""
    try:
        return _number(request.GET.get("after", ""))
    except ValueError:
        return 0


def list_page(request: HttpRequest, rows: Sequence[Any], *, size: int) -> KeysetPage:
    """One page of rows that were all read: after the one whose id `?after=` names, wherever it
    stands now; from the beginning where it is gone."""
    after = request.GET.get("after", "")
    start = next((n for n, row in enumerate(rows, 1) if str(row.pk) == after), 0)
    page = rows[start : start + size]
    is_last = len(rows) <= start + size
    return KeysetPage(
        rows=page,
        next_url="" if is_last else _url(request, str(page[-1].pk)),
        first_url=_url(request, "") if start else "",
    )


def _read_after(
    text: str, read: Callable[[str], Any], read_pk: Callable[[str], Any]
) -> tuple[Any, Any]:
    value, _, pk = text.rpartition("_")
    try:
        return read(value), read_pk(pk)
    except ValueError as error:
        raise Invalid.field(
            "after", "invalid", gettext("Use a link that a page gave you.")
        ) from error


def _after(row: Any, column: str) -> str:
    return f"{getattr(row, column).isoformat()}_{row.pk}"


def _url(request: HttpRequest, after: str) -> str:
    """The page's own address with all that was asked, but for where it begins."""
    asked = {name: value for name, value in request.GET.items() if name != "after" and value}
    query = urlencode(asked | ({"after": after} if after else {}))
    return f"{request.path}?{query}" if query else request.path
