"""Room for the frames of deep calls, taken once a request and not thousands of times.

CPython 3.11 keeps frames in chunks of 16 KiB. It maps a new chunk when a call does not fit and
unmaps it when that call returns; a loop whose calls just cross the end of a chunk does so each
time, for several microseconds. Templates lie so deep that a page of two hundred rows could lose a
third of its time to it, depending on how many middlewares lie above. A frame that asks for much
room gets a chunk as large, with as much again for all that is called from it.
"""

from collections.abc import Callable
from types import FunctionType
from typing import TypeVar

Given = TypeVar("Given")
Answer = TypeVar("Answer")

# Of eight bytes each: more than half of a chunk of 128 KiB, so that the rest of it stays free.
SLOTS = 8 * 1024 + 256


def call_with_room(function: Callable[[Given], Answer], given: Given) -> Answer:
    """`function(given)`, with room for some hundreds of frames below."""
    answer: Answer = _ROOMY(function, given)
    return answer


def _call(function: Callable[[Given], Answer], given: Given) -> Answer:
    return function(given)


_ROOMY = FunctionType(_call.__code__.replace(co_stacksize=SLOTS), globals())
