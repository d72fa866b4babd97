"""What many tests of a module start from, brought about once: stages, each on the one before.

A stage is kept in a savepoint of a transaction that is never committed. Who asks for an earlier stage has the later
ones rolled back; who asks for a later one has only what is missing brought about.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from typing import Any

from django.db import transaction

Reach = Callable[[str], Any]
NOTHING = ""
"""The stage before the first: a record without an entry."""


def wanted(stages: Mapping[str, Any] | Iterable[str], fixtures: Iterable[str]) -> str:
    """Return the last of these stages that is among the fixtures of a test; `NOTHING` when none is."""
    asked = set(fixtures)
    return next((name for name in reversed(list(stages)) if name in asked), NOTHING)


@contextmanager
def staged(stages: Mapping[str, Callable[[], Any]]) -> Iterator[Reach]:
    """Lend what brings the record to a stage, by its name, and returns what bringing it there gave."""
    names, reached = list(stages), []

    def reach(name: str) -> Any:
        height = names.index(name) + 1 if name else 0
        while len(reached) > height:
            reached.pop()[0].close()
        while len(reached) < height:
            with ExitStack() as stay:
                stay.enter_context(transaction.atomic())
                stay.callback(transaction.set_rollback, True)
                given = stages[names[len(reached)]]()
                reached.append((stay.pop_all(), given))
        return reached[-1][1] if reached else None

    try:
        yield reach
    finally:
        reach(NOTHING)
