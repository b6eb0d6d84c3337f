"""Names a failure for logs and rows without its text, which may hold personal data."""

import traceback


def name_failure(error: BaseException) -> str:
    """Kind and place, such as "ValueError at signature.py:33"."""
    frames = traceback.extract_tb(error.__traceback__)
    if not frames:
        return type(error).__name__
    file = frames[-1].filename.rpartition("/")[2]
    return f"{type(error).__name__} at {file}:{frames[-1].lineno}"
