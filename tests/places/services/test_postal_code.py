"""Loading the ZIP codes."""

import pytest

from places.models import PostalCode
from places.services.postal_code import LoadFigures, load_places

pytestmark = pytest.mark.django_db
ALL = 42_789  # rows of zipcodes 3.0.0


def test_loading_again_writes_nothing() -> None:
    assert load_places() == LoadFigures(places=ALL, changed=0)


def test_loading_again_repairs_what_differs_and_keeps_what_is_gone() -> None:
    PostalCode.objects.filter(code="94607").update(city="Elsewhere")
    PostalCode.objects.create(code="00000", city="St. Retired", region="CA")
    assert load_places() == LoadFigures(places=ALL + 1, changed=1)
    assert PostalCode.objects.get(code="94607").city == "Oakland"
    assert PostalCode.objects.get(code="00000").city_folded == "st retired"


def test_loading_again_folds_the_names_of_a_table_that_is_older_than_folding() -> None:
    PostalCode.objects.update(city_folded="")
    assert load_places() == LoadFigures(places=ALL, changed=ALL)
    assert PostalCode.objects.get(code="63101").city_folded == "st louis"


def test_military_mail_has_neither_position_nor_zone() -> None:
    row = PostalCode.objects.get(code="09002")
    assert (row.region, row.country, row.latitude, row.longitude, row.timezone) == (
        "AE",
        "US",
        None,
        None,
        "",
    )


def test_the_shifted_row_of_the_package_gets_its_states_zone() -> None:
    assert PostalCode.objects.get(code="99634").timezone == "America/Anchorage"


@pytest.mark.django_db(transaction=True)
def test_places_outlive_a_transactional_test() -> None:
    assert PostalCode.objects.count() == ALL
