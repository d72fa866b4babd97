"""The worked example `harbour`, with a review of it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from answerable.evidence.clock import moment_of
from answerable.reviews.entries import ReportCommitted, ReviewerNamed, ReviewOpened
from answerable.vault.sealing import say
from tests.site import DIRECTOR, NORTH, REVIEWER, countersigned, db, harbour, harbour_on_record, released

__all__ = ["countersigned", "db", "harbour", "harbour_on_record", "released"]

FIRST = (
    "# Report\n\n"
    "The director decided to publish although the coast had objected.\n\n"
    "Three of the five sections were never asked.\n\n"
    "The centre knew on 2 March that the number was wrong.\n\n"
    "The release was read by two people before it went out.\n\n"
    "A correction was printed in the newspaper of the port.\n"
)
SECOND = (
    "# Report\n\n"
    "The director decided to publish although the coast had objected.\n\n"
    "The centre may have known in March that the number could be wrong.\n\n"
    "The release was read by two people before it went out.\n\n"
    "A correction was printed in the newspaper of the port.\n"
)


@pytest.fixture(autouse=True)
def nothing_remembered():
    """What waits is remembered by the size of the logs, which tests set back."""
    from answerable.web.home import counting

    counting.forget()


def speak(said: type[Any], person: str, **plain: Any) -> Any:
    """Say an act in the log of a person's own section."""
    at = plain.pop("at", None) or moment_of("harbour")
    section = person.split("-", maxsplit=1)[0]
    return say(said, plain, origin=f"harbour.example/{section}", actor=person, at=at, case="harbour")


def commit(text: str, number: int, **changes: Any) -> Any:
    """Commit a draft of the report."""
    plain = {"review": "R1", "reviewer": NORTH, "number": number, "language": "en", "text": text}
    return speak(ReportCommitted, NORTH, **plain | changes)


@pytest.fixture
def review(harbour):
    """A review opened by the centre, with a reviewer from the north."""
    terms = {"title": "How the number went wrong", "terms": "Find out who knew what, and when."}
    plain = {"review": "R1", "section": "centre", "cases": ["harbour"], "due": date(2026, 4, 20)}
    speak(ReviewOpened, DIRECTOR, **terms, **plain)
    named = {"reviewer": NORTH, "outside": False, "name": "Nora", "interests": "None."}
    speak(ReviewerNamed, REVIEWER, review="R1", **named)


@pytest.fixture
def drafts(review):
    """Two drafts of its report, the second softer than the first."""
    return commit(FIRST, 1), commit(SECOND, 2)
