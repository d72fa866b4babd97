"""Which version a use is of, and what became of its words by the day of the page."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from answerable.echoes.scanning.funnel import Scanner
from answerable.echoes.scanning.library import write_library
from answerable.echoes.scanning.released import Followed, OwnPassage, Released
from tests.echoes.scanning.released import NOW, page

SAME = "The union showed the inspectors its whole list of accidents two days after they had asked."
FIRST = "The authority broke its duty when it hid twelve of the thirty records from two inspectors."
SECOND = "The authority may have broken its duty when it did not show twelve of the thirty records to two inspectors."
WRONG = "Three hundred people were hurt on the quays in the last summer before the strike began."


def day(month, of_month=1):
    return datetime(2026, month, of_month, tzinfo=UTC)


def release(name, at, *passages):
    return Released(name=name, title=name, language="en", at=at, passages=passages)


@pytest.fixture(scope="module")
def scanner(tmp_path_factory):
    same = OwnPassage(id="same", text=SAME)
    first = OwnPassage(id="duty", text=FIRST, replaced=day(4))
    wrong = OwnPassage(id="hurt", text=WRONG, corrected=day(5))
    releases = (
        release("c/report/1", day(2), same, first, wrong),
        release("c/release/1", day(2, 3), same),
        release("c/report/2", day(4), same, OwnPassage(id="duty", text=SECOND)),
    )
    folder = tmp_path_factory.mktemp("versions")
    write_library(Followed(releases=releases), folder, meaning=False)
    return Scanner(folder)


def told(scanner, text, **dates):
    [echo] = scanner.scan([page(f"It rained.\n{text}", lead="On the port.", **dates)], now=NOW).echoes
    return echo.release, echo.standing


@pytest.mark.parametrize(
    ("dates", "release"),
    [
        ({"published": day(2, 2)}, "c/report/1"),
        ({"published": day(3)}, "c/release/1"),
        ({"published": day(6)}, "c/report/2"),
        ({"published": day(1)}, "c/report/1"),
        ({"fetched": day(3)}, "c/release/1"),
        ({}, "c/report/2"),
    ],
)
def test_an_unchanged_passage_is_of_the_latest_version_that_was_out(scanner, dates, release):
    assert told(scanner, SAME, **dates) == (release, "current")


@pytest.mark.parametrize(
    ("text", "dates", "standing"),
    [
        (FIRST, {"published": day(3)}, "earlier"),
        (FIRST, {"published": day(4)}, "superseded"),
        (FIRST, {"fetched": day(6)}, "superseded"),
        (FIRST, {}, "earlier"),
        (SECOND, {"published": day(6)}, "current"),
        (WRONG, {"published": day(4)}, "earlier"),
        (WRONG, {"published": day(5)}, "correction-ignored"),
        (WRONG, {"published": datetime(2026, 6, 1)}, "correction-ignored"),  # noqa: DTZ001 - a page's own date
        (WRONG, {}, "earlier"),
    ],
)
def test_what_became_of_the_words_is_told_by_the_day_of_the_page(scanner, text, dates, standing):
    assert told(scanner, text, **dates)[1] == standing


def test_words_of_an_earlier_version_are_of_that_version_after_the_next_is_out(scanner):
    assert told(scanner, FIRST, published=day(6)) == ("c/report/1", "superseded")
