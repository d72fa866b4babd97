"""What long tests tried and what they found, added up and printed at the end: `make soak`.

A test asks for `soak_figures` and adds to it before it asserts, so that what went wrong is counted too:

    soak_figures.count("faults injected", 312)
    soak_figures.count("entries lost", len(lost))
    soak_figures.note("rebuild of a million entries", "21 s")

Figures travel with the test's report, so that workers of xdist count together. What no test counted is not printed:
a zero is one that was looked for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import pytest

FIGURES = (
    "faults injected",
    "power cuts tried",
    "schedules tried",
    "bad inputs tried",
    "entries lost",
    "entries doubled",
    "forks missed",
    "crashes",
)
"""The figures every reader looks for, in the order in which they are printed; others follow them."""

ZERO = frozenset({"entries lost", "entries doubled", "forks missed", "crashes"})
"""Figures that have to be zero."""

COUNT, NOTE = "soak count", "soak note"


@dataclass(frozen=True)
class Figures:
    """Where one test puts what it counted."""

    properties: list[tuple[str, object]]

    def count(self, name: str, number: int) -> None:
        """Add to a figure that is summed over all tests."""
        self.properties.append((COUNT, (name, number)))

    def note(self, what: str, found: str) -> None:
        """Add a line of its own, such as a time that was measured."""
        self.properties.append((NOTE, (what, found)))


@pytest.fixture
def soak_figures(request) -> Figures:
    return Figures(request.node.user_properties)


def pytest_terminal_summary(terminalreporter) -> None:
    reports = [each for some in terminalreporter.stats.values() for each in some if getattr(each, "when", "") == "call"]
    lines = table(pair for report in reports for pair in report.user_properties)
    if lines:
        terminalreporter.section("figures")
        for line in lines:
            terminalreporter.write_line(line)


def table(properties: Iterable[tuple[str, object]]) -> list[str]:
    """Return the lines to print: sums first, then what was measured."""
    counted: Counter[str] = Counter()
    notes: list[tuple[str, str]] = []
    for key, value in properties:
        if key == COUNT:
            name, number = value
            counted[name] += number
        elif key == NOTE:
            notes.append(tuple(value))
    names = [name for name in FIGURES if name in counted] + sorted(set(counted) - set(FIGURES))
    sums = [f"{name:<28}{counted[name]:>12,}{_judged(name, counted[name])}" for name in names]
    return sums + [f"{what:<56} {found}" for what, found in sorted(notes)]


def _judged(name: str, number: int) -> str:
    return "  EXPECTED 0" if number and name in ZERO else ""
