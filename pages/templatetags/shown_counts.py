"""How a count of a table reads, where small ones are hidden."""

from django import template

from core.small_counts import HIDDEN

register = template.Library()


@register.filter
def shown(n: int | str) -> str:
    """With thousands apart; "<10" as it is; a dash for what would give such a one away."""
    if isinstance(n, int):
        return f"{n:,}"
    return "–" if n == HIDDEN else n
