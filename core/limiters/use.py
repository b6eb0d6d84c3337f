"""One use of one limit by one subject, as the limiters take it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Use:
    """`key` is 32 bytes; `step_us` is what one use costs, `window_us` how much may be ahead."""

    key: bytes
    step_us: int
    window_us: int
