"""Links keep the language that was chosen; dates are written in it."""

import datetime as dt

from django.template import engines
from django.test import RequestFactory
from django.utils import translation


def rendered(source: str, address: str = "/") -> str:
    template = engines["django"].from_string(source)
    return str(template.render({}, RequestFactory().get(address)))


def test_links_keep_a_chosen_language() -> None:
    source = (
        "{% url 'petition' 'water' %} {% url 'home' as home %}{{ home }} cancel/{% keep_language %}"
    )

    assert rendered(source, "/?lang=es") == "/p/water/?lang=es /?lang=es cancel/?lang=es"
    assert rendered(source, "/?lang=xx") == "/p/water/ / cancel/"


def test_links_lead_to_this_page_in_each_language() -> None:
    source = (
        "{% language_links as links %}{% for l in links %}{{ l.name }} {{ l.href }}\n{% endfor %}"
    )

    assert rendered(source, "/p/x/?source=group/card") == (
        "English ?source=group/card&amp;lang=en\nEspañol ?source=group/card&amp;lang=es\n"
    )
    assert rendered(source, "/?lang=es") == "English ?lang=en\nEspañol ?lang=es\n"


def test_a_language_is_called_by_its_own_name() -> None:
    source = "{% for code in codes %}{{ code|language_name }} {% endfor %}"
    template = engines["django"].from_string(source)

    assert template.render({"codes": ["en", "es", "es-MX", "tl"]}) == "English Español Español tl "


def test_a_day_is_written_in_the_language() -> None:
    template = engines["django"].from_string("{{ when|day }}")
    day = {"when": dt.date(2026, 7, 12)}

    assert template.render(day) == "12 July 2026"
    with translation.override("es"):
        assert template.render(day) == "12 de julio de 2026"
    assert template.render({"when": None}) == ""
