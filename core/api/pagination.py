"""Pages of a list: `{"next", "previous", "results"}` with an opaque cursor."""

from typing import Any

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
            raise Invalid.field(
                "cursor", "invalid", "Use a cursor that a page gave you."
            ) from error
