"""How the same mailbox gets typed, and what people type where there is none."""

import random

NOT_AN_ADDRESS = (
    "", "none", "no email", "n/a", "nobody", "@nowhere.org", "one@@two.org", "ends@dot.",
    "two words@here.org", "a@b", "<b>@here.org", "who@he re.org", "x" * 65 + "@here.org",
)  # fmt: skip
FORMULAS = (
    '=HYPERLINK("http://evil.example","here")', "+2+2", "-1+1", "@SUM(B1:B9)", "\t=3+4",
    "=cmd|' /C calc'!A0",
)  # fmt: skip
COMMENTS = (
    "", "", "", "No child belongs behind a lobby.", 'They said "soon", and nothing came',
    "first line\nsecond line; and a semicolon", "<i>slanted</i><script>alert(9)</script>",
    *FORMULAS,
)  # fmt: skip
_DOTLESS = frozenset({"gmail.com", "googlemail.com"})
_TAGGED = _DOTLESS | {"outlook.com", "icloud.com", "fastmail.com", "pm.me"}
_PLAIN_WAYS = ("as it is", "as it is", "capitals", "spaces", "link", "brackets", "unseen")


def disguise(rng: random.Random, email: str) -> str:
    """The same mailbox, typed another way. One choice and at most one number are drawn."""
    local, domain = email.split("@")
    ways = [*_PLAIN_WAYS]
    if domain in _DOTLESS:
        ways += ["dots", "other name"]
    if domain in _TAGGED:
        ways += ["tag", "tag"]
    if not domain.isascii():
        ways += ["punycode", "punycode"]
    return _typed(rng.choice(ways), local, domain, rng.randrange(100))


def _typed(way: str, local: str, domain: str, number: int) -> str:
    match way:
        case "capitals":
            return f"{local.upper()}@{domain.upper() if domain.isascii() else domain}"
        case "spaces":
            return f" {local}@{domain}\u00a0 "
        case "link":
            return f"mailto:{local}@{domain}"
        case "brackets":
            return f"<{local}@{domain}>"
        case "unseen":
            return f"{local[:2]}\u200b{local[2:]}@{domain}"
        case "dots":
            return f"{'.'.join(local.replace('.', ''))}@{domain}"
        case "other name":
            return f"{local}@{'gmail.com' if domain == 'googlemail.com' else 'googlemail.com'}"
        case "tag":
            return f"{local}+list{number}@{domain}"
        case "punycode":
            return f"{local}@{domain.encode('idna').decode()}"
    return f"{local}@{domain}"
