"""Frames of deep calls are not mapped and unmapped again and again."""

import subprocess
import sys

from config.env import BASE_DIR
from core.frame_room import call_with_room

# In a program of its own: how deep a test is called depends on what ran before it.
PROGRAM = """
import resource
from core.frame_room import call_with_room

LOOPS = 2000

# Its frame is larger than those that lie between two depths: somewhere it does not fit.
LOCALS = " = ".join(f"local_{n}" for n in range(60))
exec(f"def leaf(number): {LOCALS} = number")

def faults_at(depth):
    if depth:
        return faults_at(depth - 1)
    before = resource.getrusage(resource.RUSAGE_THREAD).ru_minflt
    for number in range(LOOPS):
        leaf(number)
    return resource.getrusage(resource.RUSAGE_THREAD).ru_minflt - before

def worst(depths):
    return max(faults_at(depth) for depth in depths)

without, within = worst(range(400)), call_with_room(worst, range(400))
print(without >= LOOPS / 4, within < LOOPS / 4)
"""


def test_what_is_called_gets_what_is_given_and_its_answer_comes_back() -> None:
    assert call_with_room(lambda number: number + 1, 7) == 8


def test_a_loop_meets_no_end_of_a_chunk_at_any_depth_of_some_hundreds() -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], cwd=BASE_DIR, capture_output=True, text=True, check=True
    )

    assert done.stdout == "True True\n"
