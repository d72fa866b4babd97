"""Facts that are fetched when first looked at.

A gate looks at a few of the sixty tables of a case. What stood in the record when it was asked never changes, so it
makes no difference when the rest is fetched, or whether; to the gate these are tuples like any other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, SupportsIndex, cast, overload

from answerable.record.entry import Body, Fact


def on_demand(fetch: Callable[[], tuple[Fact[Any], ...]]) -> tuple[Fact[Any], ...]:
    """Return the facts that `fetch` returns, called at most once."""
    return cast("tuple[Fact[Any], ...]", FactsOnDemand(fetch))


def only(facts: tuple[Fact[Body], ...], keep: Callable[[Fact[Body]], bool]) -> tuple[Fact[Body], ...]:
    """Return those of `facts` that `keep` keeps; where they are not fetched yet, they are still not fetched."""
    late: object = facts
    if isinstance(late, FactsOnDemand):
        return on_demand(lambda: tuple(filter(keep, facts)))
    return tuple(filter(keep, facts))


class FactsOnDemand(Sequence[Fact[Any]]):
    """A tuple of facts in all but name, fetched when first looked at."""

    __slots__ = ("_fetch", "_held")

    def __init__(self, fetch: Callable[[], tuple[Fact[Any], ...]]) -> None:
        self._fetch = fetch
        self._held: tuple[Fact[Any], ...] | None = None

    def _facts(self) -> tuple[Fact[Any], ...]:
        if self._held is None:
            self._held = self._fetch()
        return self._held

    def __iter__(self) -> Iterator[Fact[Any]]:
        return iter(self._facts())

    def __len__(self) -> int:
        return len(self._facts())

    @overload
    def __getitem__(self, index: SupportsIndex) -> Fact[Any]: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Fact[Any], ...]: ...
    def __getitem__(self, index: SupportsIndex | slice) -> Fact[Any] | tuple[Fact[Any], ...]:
        return self._facts()[index]

    def __add__(self, other: Iterable[Fact[Any]]) -> tuple[Fact[Any], ...]:
        return (*self, *other)

    def __radd__(self, other: Iterable[Fact[Any]]) -> tuple[Fact[Any], ...]:
        return (*other, *self)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, FactsOnDemand | tuple) and self._facts() == tuple(other)

    def __hash__(self) -> int:
        return hash(self._facts())

    def __repr__(self) -> str:
        return repr(self._facts())
