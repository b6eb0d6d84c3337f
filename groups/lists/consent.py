"""Yes and no as the consent columns of petition tools say them."""

from functools import lru_cache

from groups.identity import fold

_YES_WORDS = """yes y true t 1 x on ok optin subscribed subscribe active checked agreed ja j
    wahr si s verdadero suscrito acepto oui o vrai abonne inscrit sim verdadeiro vero tak da"""
_NO_WORDS = """no n false f 0 off none unsubscribed unsubscribe bounced inactive unchecked nein
    falsch non faux nao falso nee nie nej desabonne baja"""
_YES = frozenset(_YES_WORDS.split()) | {"opted in", "opt in", "1 0"}
_NO = frozenset(_NO_WORDS.split()) | {"opted out", "opt out", "0 0"}
_MARKS = frozenset("✓✔☑✅√")


@lru_cache(maxsize=1024)
def read_consent(text: str) -> bool | None:
    """True only for a clear yes, False for a no or nothing, None for words not understood."""
    bare = text.strip()
    if not bare:
        return False
    if bare in _MARKS:
        return True
    word = fold(bare)
    if word in _YES:
        return True
    return False if word in _NO or not word else None
