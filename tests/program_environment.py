"""The environment of a real program that works on this worker's test database and Redis."""

import os
from urllib.parse import quote

from django.db import connection


def environment_of_programs() -> dict[str, str]:
    """What this process has, with the address of its test database."""
    at = connection.settings_dict
    user = quote(at["USER"], safe="") + (
        f":{quote(at['PASSWORD'], safe='')}" * bool(at["PASSWORD"])
    )
    host = quote(at["HOST"], safe="") + (f":{at['PORT']}" if at["PORT"] else "")
    return os.environ | {"DATABASE_URL": f"postgres://{user}@{host}/{at['NAME']}"}
