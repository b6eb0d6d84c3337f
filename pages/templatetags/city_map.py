"""`{{ city_map|dots:kept }}`: the dots of a map of cities."""

from django import template
from django.utils.safestring import SafeString

from pages.city_map import CityMap

register = template.Library()


@register.filter
def dots(city_map: CityMap, kept: str) -> SafeString:
    """Every dot as a link; `kept` is the end of each one's address, for a chosen language."""
    return city_map.drawn(kept)
