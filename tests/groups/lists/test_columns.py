"""What a column means, by its name."""

import pytest

from groups.lists.column_names import Column
from groups.lists.columns import recognise_column


@pytest.mark.parametrize(
    "name", ["May we write to you?", "May we contact you?", "May we email you", "Subscribed"]
)
def test_a_question_for_consent_is_a_column_of_consent(name: str) -> None:
    assert recognise_column(name) == Column.CONSENT
