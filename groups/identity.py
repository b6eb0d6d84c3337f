"""Who a person is: the identity of a mailbox, a phone or a line on paper.

Pure: no database. Two spellings of one mailbox, phone or paper line give the
same 32 bytes here, and only here; mail goes to the address as it was given.
"""

import hashlib
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

import phonenumbers
from email_validator import EmailNotValidError, ValidatedEmail, validate_email

MAX_EMAIL_LENGTH = 254  # RFC 5321, 4.5.3.1.3 less the angle brackets
MAX_LOCAL_LENGTH = 64
MAX_LABEL_LENGTH = 63
MAX_TYPED_LENGTH = 1000

# What a paste from a web page or a chat leaves between letters, unseen.
_INVISIBLE = dict.fromkeys(
    [0x00AD, 0x034F, 0x061C, 0x180E, 0xFEFF, *range(0x200B, 0x2010), *range(0x2060, 0x2065)]
)
# Plain addresses, nine of ten in a list, decided by one expression: email-validator takes
# 48 microseconds each. What it accepts must be a subset of the careful path (a test holds it
# to that); names that are reserved, punycode and numeric endings go the careful way.
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*"
_PLAIN = re.compile(
    rf"({_ATOM}(?:\.{_ATOM})*)@"
    rf"((?:{_LABEL}\.)+(?!(?i:arpa|invalid|local|localhost|onion)\Z)[A-Za-z]{{2,63}})"
)
_PLAIN_LOCAL = re.compile(rf"(?=.{{1,64}}\Z){_ATOM}(?:\.{_ATOM})*")
_PHONE_TEXT = re.compile(r"(?:tel:)?[+0-9().\-/\s]{5,40}(?:(?:x|ext\.?)\s*\d{1,6})?", re.IGNORECASE)
# Ten digits of the United States, as nine of ten in a list are: phonenumbers takes 100 microseconds
# each. A number that begins with 0 or 1 goes the careful way.
_US_PHONE = re.compile(r"(?:\+1[ .-]?)?\(?([2-9]\d\d)\)?[ .-]?(\d{3})[ .-]?(\d{4})", re.ASCII)
_HASH = re.compile(r"[0-9a-fA-F]{64}")
_LOST_DOT = str.maketrans({"ı": "i"})  # upper-casing Yılmaz gives YILMAZ


class BadIdentity(ValueError):
    """Text that names no mailbox, phone or person. `code` is blank, invalid or domain."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class DomainRule:
    """How one mail provider reads the part before the @. `becomes` is the domain's one name."""

    becomes: str
    drop_dots: bool = False
    drop_tag: bool = False


@dataclass(frozen=True, slots=True)
class CanonicalRules:
    """The rule of each domain that has one, aliases included, by domain in IDNA ASCII."""

    by_domain: Mapping[str, DomainRule] = field(default_factory=dict)


_TAG_DROPPED = """outlook.com hotmail.com live.com msn.com icloud.com me.com mac.com fastmail.com
    proton.me protonmail.com pm.me"""


def _default_rules() -> CanonicalRules:
    gmail = DomainRule("gmail.com", drop_dots=True, drop_tag=True)
    tagged = {name: DomainRule(name, drop_tag=True) for name in _TAG_DROPPED.split()}
    return CanonicalRules({**tagged, "gmail.com": gmail, "googlemail.com": gmail})


DEFAULT_RULES = _default_rules()


class Email(NamedTuple):
    """An address to write to, and the mailbox it stands for."""

    address: str
    canonical: str


def read_email(text: str, rules: CanonicalRules = DEFAULT_RULES) -> Email:
    """The address in `text` and its canonical form.

    Accepts what people paste: outer white space, `mailto:`, `<...>`, zero-width characters,
    full-width letters, international domains. Raises BadIdentity.
    """
    parts = _plain_parts(text)
    if parts is None:
        text = _bare_address(text)
        parts = _plain_parts(text) or _valid_parts(text)
    return Email(text, _canonical(*parts, rules))


def canonical_email(text: str, rules: CanonicalRules = DEFAULT_RULES) -> str:
    """The one spelling of the mailbox in `text`. Raises BadIdentity. Idempotent."""
    return read_email(text, rules).canonical


def _bare_address(text: str) -> str:
    if len(text) > MAX_TYPED_LENGTH:
        raise BadIdentity("invalid")
    bare = unicodedata.normalize("NFKC", text.translate(_INVISIBLE)).strip()
    while bare:
        inner = bare
        if inner[:7].lower() == "mailto:":
            inner = inner[7:]
        if inner.startswith("<") and inner.endswith(">"):
            inner = inner[1:-1]
        inner = inner.strip()
        if inner == bare:
            return bare
        bare = inner
    raise BadIdentity("blank")


def _plain_parts(text: str) -> tuple[str, str] | None:
    plain = _PLAIN.fullmatch(text)
    if plain is None:
        return None
    local, domain = plain.groups()
    if len(local) > MAX_LOCAL_LENGTH or len(domain) > MAX_LABEL_LENGTH:
        return None
    return local.lower(), domain.lower()


def _valid_parts(address: str) -> tuple[str, str]:
    """Local part in lower case, domain in IDNA ASCII."""
    local, at, domain = unicodedata.normalize("NFKC", address.lower()).rpartition("@")
    if at and domain.startswith("["):
        raise BadIdentity("domain")
    if not _PLAIN_LOCAL.fullmatch(local):
        local = _validated(f"{local}@example.org").local_part
    ascii_domain = _ascii_domain(domain)
    if len(local.encode()) + len(ascii_domain) + 1 > MAX_EMAIL_LENGTH:
        raise BadIdentity("invalid")
    return local, ascii_domain


@lru_cache(maxsize=4096)
def _ascii_domain(domain: str) -> str:
    """IDNA 2003 as partners' hashing tools have it, of a domain that IDNA 2008 accepts too."""
    valid = _validated(f"a@{domain}")
    if "." not in valid.domain:
        raise BadIdentity("invalid")
    try:
        return domain.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return str(valid.ascii_domain)


def _validated(address: str) -> ValidatedEmail:
    try:
        # test_environment lets .test pass: a reserved name can hurt nobody.
        return validate_email(
            address, check_deliverability=False, test_environment=True, strict=True
        )
    except EmailNotValidError as error:
        raise BadIdentity("invalid") from error


def _canonical(local: str, domain: str, rules: CanonicalRules) -> str:
    rule = rules.by_domain.get(domain)
    if rule is None:
        return f"{local}@{domain}"
    if rule.drop_tag:
        local = local.partition("+")[0]
    if rule.drop_dots:
        local = local.replace(".", "")
    if not local:
        raise BadIdentity("invalid")
    return f"{local}@{rule.becomes}"


def canonical_phone(text: str, region: str = "US") -> str:
    """E.164 of the number in `text`, read as dialled in `region`. Raises BadIdentity."""
    typed = unicodedata.normalize("NFKC", text[:MAX_TYPED_LENGTH].translate(_INVISIBLE)).strip()
    if not typed:
        raise BadIdentity("blank")
    plain = _US_PHONE.fullmatch(typed)
    if plain is not None and (region == "US" or typed[0] == "+"):
        return "+1" + "".join(plain.groups())
    if not _PHONE_TEXT.fullmatch(typed):
        raise BadIdentity("invalid")
    try:
        number = phonenumbers.parse(typed, region)
    except phonenumbers.NumberParseException as error:
        raise BadIdentity("invalid") from error
    if not phonenumbers.is_possible_number(number):
        raise BadIdentity("invalid")
    number.extension = None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def fold(text: str) -> str:
    """Case-folded text without accents, punctuation or hidden characters, single spaces."""
    if not text.isascii():
        text = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text))
        text = "".join(c for c in text if not unicodedata.combining(c)).translate(_INVISIBLE)
    text = text.casefold().translate(_LOST_DOT)
    return " ".join("".join(c if c.isalnum() else " " for c in text).split())


def email_identity(canonical: str) -> bytes:
    """32 bytes: SHA-256 of a canonical e-mail, so that partners' hashes join."""
    return hashlib.sha256(canonical.encode()).digest()


def phone_identity(e164: str) -> bytes:
    """32 bytes of a canonical phone."""
    return hashlib.sha256(f"phone:{e164}".encode()).digest()


def paper_identity(name: str, street: str, postal_code: str) -> bytes:
    """32 bytes of a line on a paper sheet. Raises BadIdentity when a part is missing.

    `postal_code` is the repaired one (five digits for a ZIP).
    """
    folded = fold(name), fold(street), fold(postal_code).replace(" ", "")
    if not all(folded):
        raise BadIdentity("blank")
    return hashlib.sha256("paper:{}|{}|{}".format(*folded).encode()).digest()


def hash_identity(text: str) -> bytes:
    """32 bytes from a partner's SHA-256 in hex, any case. Raises BadIdentity."""
    if not _HASH.fullmatch(text):
        text = text.translate(_INVISIBLE).strip()
        if not text:
            raise BadIdentity("blank")
        if not _HASH.fullmatch(text):
            raise BadIdentity("invalid")
    return bytes.fromhex(text)
