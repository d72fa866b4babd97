"""Figures over time: the numbers, the charts that show the same, and their words for those who cannot see them."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest

from answerable.web.home.charts import drawn, shown_months
from answerable.web.home.numbers import SERIES, Figure, figures
from answerable.web.home.reading import every_case
from tests.site import AUTHOR, page, signed_in

SOME = (
    Figure(series="raised", section="coast", month="2026-01", value=2),
    Figure(series="raised", section="coast", month="2026-03", value=1),
    Figure(series="raised", section="north <sea>", month="2026-03", value=3),
)


def numbers_in(svg: str) -> list[str]:
    """Return the numbers that stand over the bars."""
    marks = re.findall(r'<g class="mark-text role-mark[^"]*"[^>]*>(.*?)</g>', svg, flags=re.DOTALL)
    return [number for each in marks for number in re.findall(r">([0-9.]+)</text>", each)]


def draw(*some: Figure, paper: str = "light") -> str:
    return drawn(some, title="Objections & more", description="Two rows.", paper=paper)


def test_the_figures_of_the_worked_example(harbour):
    found = {(each.series, each.section, each.month): each.value for each in figures(every_case())}
    assert found["days", "coast", "2026-02"] == 20
    assert found["raised", "coast", "2026-03"] == 1
    assert found["upheld", "coast", "2026-03"] == 1
    assert not any(series == "overridden" for series, _section, _month in found)


def test_a_chart_shows_the_numbers_it_was_given():
    assert sorted(numbers_in(draw(*SOME))) == ["1", "2", "3"]


@pytest.mark.parametrize("name", SERIES[:3])
def test_a_chart_and_its_table_show_the_same(harbour, name):
    svg = signed_in(AUTHOR).get(f"/figures/{name}-light.svg").content.decode()
    table = re.search(rf'<table aria-labelledby="{name}">.*?</table>', page(AUTHOR, "/figures/"), flags=re.DOTALL)[0]
    assert sorted(numbers_in(svg)) == sorted(re.findall(r"<td>([0-9.]+)</td></tr>", table))


def test_a_chart_says_what_it_is_to_who_cannot_see_it():
    root = ET.fromstring(draw(*SOME))
    space = "{http://www.w3.org/2000/svg}"
    assert root.attrib["role"] == "img"
    assert root.attrib["aria-labelledby"] == "title description"
    assert (root.find(f"{space}title").text, root.find(f"{space}desc").text) == ("Objections & more", "Two rows.")


def test_a_chart_holds_no_script_and_fetches_nothing():
    svg = draw(*SOME)
    assert "<script" not in svg
    assert "href" not in svg


def test_names_cannot_break_out_of_a_chart():
    assert "<sea>" not in draw(*SOME)


def test_light_and_dark_paper_show_the_same_numbers_in_other_colours():
    assert numbers_in(draw(*SOME)) == numbers_in(draw(*SOME, paper="dark"))
    assert draw(*SOME) != draw(*SOME, paper="dark")


def test_a_chart_of_nothing_can_be_drawn():
    assert draw().startswith("<svg")


def test_an_empty_month_is_shown_as_empty():
    assert shown_months(["2025-11", "2026-02"]) == ["2025-11", "2025-12", "2026-01", "2026-02"]


def test_over_many_years_only_months_with_numbers_are_shown():
    assert shown_months(["1990-12", "2026-02"]) == ["1990-12", "2026-02"]


def test_a_page_without_any_case_says_none(db):
    assert figures([]) == ()


@pytest.mark.parametrize("where", ["/figures/days-sepia.svg", "/figures/nothing-light.svg"])
def test_a_chart_that_does_not_exist_is_not_found(harbour, where):
    assert signed_in(AUTHOR).get(where).status_code == 404
