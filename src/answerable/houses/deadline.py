"""How long another house may keep this one: a time for all that is asked of it in one go, by a clock never set back."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from answerable.houses.errors import OutOfTime

NEAR = 0.75
"""Part of the time after which nothing new is begun, so that what was begun is brought to an end; chosen by hand."""


class Deadline(msgspec.Struct, frozen=True, kw_only=True):
    """The time that one house has.

    Attributes:
        seconds: All of it.
        begun: What the clock showed at the beginning.
        clock: Seconds that never go back.
    """

    seconds: float
    begun: float
    clock: Callable[[], float]

    def taken(self) -> float:
        """Return the seconds that have passed."""
        return self.clock() - self.begun

    def left(self) -> float:
        """Return the seconds that are left; none, or fewer, once it is over."""
        return self.seconds - self.taken()

    def is_over(self) -> bool:
        """Tell whether nothing more is waited for."""
        return self.left() <= 0

    def is_near(self) -> bool:
        """Tell whether nothing new is begun."""
        return self.taken() >= self.seconds * NEAR

    def check(self, who: str) -> None:
        """Return only while there is time left.

        Raises:
            OutOfTime: there is none.
        """
        if self.is_over():
            raise OutOfTime(f"expected all of {who} within {self.seconds:g} seconds; goes on next time")


def begin(seconds: float, *, clock: Callable[[], float]) -> Deadline:
    """Return a time that begins now."""
    return Deadline(seconds=seconds, begun=clock(), clock=clock)
