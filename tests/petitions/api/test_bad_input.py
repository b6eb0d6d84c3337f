"""Whatever strangers send to sign or to import: a documented answer, and nothing half written.

What single rows of bad input are answered with is in test_signature and test_signature_import.
"""

import json
from collections.abc import Mapping
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import connection, transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from groups.models import Role
from petitions.models import Petition
from tests.stories import Coalition, coalition_of, open_petition_of

pytestmark = pytest.mark.django_db
ANA = {"given_name": "Ana", "family_name": "Castillo", "email": "ana@example.org"}
REFUSALS = {400, 401, 403, 404, 409, 413, 415, 422}
# An idempotency key keeps refusals as well: that is what it is for.
NOT_COUNTED = {"core_idempotencykey", "django_migrations"}
BOUNDARY = "boundary"
FORM = f"multipart/form-data; boundary={BOUNDARY}"

json_values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=10,
)
# What a header holds by the time a program sees it: text of single bytes.
header_text = st.text(st.characters(min_codepoint=32, max_codepoint=255), max_size=60)
headers = st.fixed_dictionaries(
    {},
    optional={
        name: header_text | st.sampled_from(likely)
        for name, likely in {
            "CONTENT_TYPE": ["application/json", "application/json; charset=utf-16", FORM, ""],
            "CONTENT_LENGTH": ["0", "-1", "1e3", "99999999999999999999"],
            "HTTP_CONTENT_ENCODING": ["gzip", "identity", "gzip, gzip"],
            "HTTP_TRANSFER_ENCODING": ["chunked"],
            "HTTP_AUTHORIZATION": ["Bearer", "Bearer mst_nonsense", "Basic eDp5", "Bearer a, b"],
            "HTTP_IDEMPOTENCY_KEY": ["1", "\xe9"],
            "HTTP_COOKIE": ["sessionid=x", "csrftoken=\xff"],
            "HTTP_HOST": ["evil.example", "localhost:99999", "[::1"],
            "HTTP_X_FORWARDED_FOR": ["::1", "1.2.3.4, nonsense"],
            "HTTP_X_REQUEST_ID": ["a" * 36],
            "HTTP_ACCEPT_LANGUAGE": ["xx-" * 200],
            "QUERY_STRING": ["token=x", "a=%ff&a=%00", "&&="],
        }.items()
    },
)
hostile = settings(
    max_examples=80,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.fixture(autouse=True)
def _no_limits(settings: LazySettings) -> None:
    settings.SIGN_LIMITS = False


@pytest.fixture
def story() -> Coalition:
    return coalition_of(2)


@pytest.fixture
def petition(story: Coalition) -> Petition:
    return open_petition_of(story)


@pytest.fixture
def steward(story: Coalition) -> str:
    return f"Bearer {story.token(group=1, role=Role.STEWARD)}"


def rows() -> dict[str, int]:
    """How many rows every table has."""
    counts = " UNION ALL ".join(
        f"SELECT '{table}', count(*) FROM {table}"  # noqa: S608 - names of our own tables
        for table in sorted(connection.introspection.django_table_names(only_existing=True))
        if table not in NOT_COUNTED
    )
    with connection.cursor() as cursor:
        cursor.execute(counts)
        return dict(cursor.fetchall())


def send(path: str, body: bytes, environ: Mapping[str, Any]) -> int:
    """The status of one POST, whose writes are taken back; a refusal has written nothing."""
    with transaction.atomic():
        before = rows()
        answer = Client().generic("POST", path, body, **environ)
        if answer.status_code not in {200, 201, 202}:
            assert answer.status_code in REFUSALS
            assert answer.headers["Content-Type"] == "application/problem+json"
            assert rows() == before
        transaction.set_rollback(True)
    return int(answer.status_code)


def sign(petition: Petition, body: bytes, environ: Mapping[str, Any] | None = None) -> int:
    address = f"/api/v1/petitions/{petition.slug}/signatures/"
    return send(address, body, {"CONTENT_TYPE": "application/json", **(environ or {})})


def import_list(
    petition: Petition, body: bytes, steward: str, environ: Mapping[str, Any] | None = None
) -> int:
    own = {"CONTENT_TYPE": FORM, "HTTP_AUTHORIZATION": steward}
    return send(f"/api/v1/petitions/{petition.slug}/imports/", body, {**own, **(environ or {})})


def form(story: Coalition, content: bytes, name: str = "list.csv", **fields: str) -> bytes:
    """Written by hand: a client's library would mend what is wrong with a name."""
    parts = [('"file"; filename="' + name + '"', content)]
    texts = {"group": story.groups[1].slug, **fields}
    parts += [(f'"{field}"', text.encode()) for field, text in texts.items()]
    body = b"".join(
        f"--{BOUNDARY}\r\nContent-Disposition: form-data; name={head}\r\n\r\n".encode()
        + value
        + b"\r\n"
        for head, value in parts
    )
    return body + f"--{BOUNDARY}--\r\n".encode()


def test_what_is_right_is_taken(story: Coalition, petition: Petition, steward: str) -> None:
    assert sign(petition, json.dumps(ANA).encode()) == 201
    assert import_list(petition, form(story, b"email\na@b.org\n"), steward) == 202


@hostile
@given(body=st.binary(max_size=200) | json_values.map(lambda value: json.dumps(value).encode()))
def test_any_body_signs_or_is_refused(petition: Petition, body: bytes) -> None:
    assert sign(petition, body) in REFUSALS


@hostile
@given(changes=st.dictionaries(st.sampled_from([*ANA, "consent", "source", "custom"]), json_values))
def test_any_value_signs_or_is_refused(petition: Petition, changes: dict[str, Any]) -> None:
    sign(petition, json.dumps({**ANA, **changes}).encode())


@hostile
@given(cut=st.integers(0, 80), inserted=st.binary(max_size=4))
def test_a_damaged_body_signs_or_is_refused(petition: Petition, cut: int, inserted: bytes) -> None:
    body = json.dumps(ANA).encode()
    sign(petition, body[:cut] + inserted + body[cut + 1 :])


@hostile
@given(environ=headers)
def test_any_headers_sign_or_are_refused(petition: Petition, environ: dict[str, str]) -> None:
    sign(petition, json.dumps(ANA).encode(), environ)


@hostile
@given(content=st.binary(max_size=300), after=st.booleans(), name=st.text(max_size=30))
def test_any_file_is_imported_or_refused(
    story: Coalition, petition: Petition, steward: str, content: bytes, after: bool, name: str
) -> None:
    content = b"email,comment\n" + content if after else content
    import_list(petition, form(story, content, name), steward)


@hostile
@given(
    fields=st.dictionaries(st.text(max_size=8) | st.just("group"), st.text(max_size=20)),
    cut=st.integers(0, 400) | st.none(),
)
def test_any_form_is_imported_or_refused(
    story: Coalition, petition: Petition, steward: str, fields: dict[str, str], cut: int | None
) -> None:
    import_list(petition, form(story, b"email\na@b.org\n", **fields)[:cut], steward)


@hostile
@given(body=st.binary(max_size=300), opened=st.booleans())
def test_any_bytes_as_a_form_are_refused(
    petition: Petition, steward: str, body: bytes, opened: bool
) -> None:
    start = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="'.encode()
    assert import_list(petition, start + body if opened else body, steward) in REFUSALS


@hostile
@given(environ=headers)
def test_any_headers_import_or_are_refused(
    story: Coalition, petition: Petition, steward: str, environ: dict[str, str]
) -> None:
    import_list(petition, form(story, b"email\na@b.org\n"), steward, environ)
