"""Pages of a list: `{"next", "previous", "results"}` with an opaque cursor."""

import re
from typing import Any

from django.core.exceptions import ValidationError
from rest_framework.exceptions import NotFound
from rest_framework.pagination import CursorPagination

from core.errors import Invalid


class Pages(CursorPagination):
    """Fifty rows a page, up to 200 by `?limit=`; ordered by the primary key unless a view says."""

    page_size = 50
    max_page_size = 200
    page_size_query_param = "limit"
    page_size_query_description = "Rows a page, at most 200."
    ordering = "pk"

    def decode_cursor(self, request: Any) -> Any:
        try:
            return super().decode_cursor(request)
        except (NotFound, ValueError) as error:
            raise _bad_cursor() from error

    def paginate_queryset(self, queryset: Any, request: Any, view: Any = None) -> Any:
        """Raises Invalid for a cursor whose position cannot be one, such as a word for a number."""
        try:
            return super().paginate_queryset(queryset, request, view)
        except (ValueError, ValidationError) as error:
            if self.cursor_query_param not in request.query_params:
                raise
            raise _bad_cursor() from error

    def get_page_size(self, request: Any) -> int:
        """Rows a page. Raises Invalid for what is no number from 1 on."""
        asked = request.query_params.get(self.page_size_query_param)
        if asked is None:
            return self.page_size
        if not _NUMBER.fullmatch(asked):
            raise Invalid.field("limit", "invalid", "Use a whole number from 1 to 200.")
        return min(int(asked), self.max_page_size)

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        parameters: list[dict[str, Any]] = super().get_schema_operation_parameters(view)
        for parameter in parameters:
            if parameter["name"] == self.page_size_query_param:
                parameter["schema"]["minimum"] = 1
        return parameters


_NUMBER = re.compile("0*[1-9][0-9]{0,8}")


def _bad_cursor() -> Invalid:
    return Invalid.field("cursor", "invalid", "Use a cursor that a page gave you.")
