"""The figures of long tests: added up over all of them, and a zero only where something was looked for."""

from __future__ import annotations

from tests.soak import Figures, table


def test_figures_of_several_tests_are_added_up():
    first, second = Figures([]), Figures([])
    first.count("faults injected", 1200)
    second.count("faults injected", 34)
    second.count("entries lost", 0)
    second.note("rebuild", "3 s")
    lines = table(first.properties + second.properties)
    assert [line.split() for line in lines] == [
        ["faults", "injected", "1,234"],
        ["entries", "lost", "0"],
        ["rebuild", "3", "s"],
    ]


def test_a_figure_that_has_to_be_zero_says_so():
    figures = Figures([])
    figures.count("crashes", 2)
    assert table(figures.properties)[0].endswith("EXPECTED 0")


def test_what_nobody_counted_is_not_printed(soak_figures):
    assert table(soak_figures.properties) == []
