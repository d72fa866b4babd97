"""A review as files: written out with its case, and on record already when it is loaded again."""

from __future__ import annotations

from datetime import date

from answerable.folders.exporting import export_case
from answerable.folders.loading import load_folder
from answerable.people.keyring import keyring
from answerable.reviews.entries import (
    AccessAsked,
    AccessDecided,
    HoldLifted,
    HoldPlaced,
    ReportCommented,
    ReviewDelayed,
    ReviewFinished,
    ReviewPublished,
)
from tests.reviews.conftest import speak
from tests.site import COAST, DIRECTOR, LAWYER, NORTH, REVIEWER


def test_everything_said_of_a_review_survives_the_way_through_files(drafts, tmp_path):
    _first, second = drafts
    of_draft = {"review": "R1", "number": 2, "committed_ref": second.ref}
    speak(HoldPlaced, COAST, hold="H1", review="R1", cases=["harbour"], reason="Keep it.")
    speak(HoldLifted, LAWYER, hold="H1", content=second.body.text, reason="A name stands in it.")
    about = {"review": "R1", "request": "A1"}
    speak(AccessAsked, NORTH, reviewer=NORTH, case="harbour", item="", what="The minutes.", **about)
    speak(AccessDecided, REVIEWER, granted=False, reason="There are none.", **about)
    speak(ReportCommented, DIRECTOR, capacity="examined", start=10, end=41, text="We did not.", **of_draft)
    wanted = [{"recommendation": "P1", "to": "centre", "text": "Ask every section."}]
    speak(ReviewFinished, NORTH, reviewer=NORTH, recommendations=wanted, **of_draft)
    speak(ReviewDelayed, NORTH, review="R1", due=date(2026, 5, 1), reason="More to hear.")
    left_out = [{"start": 10, "end": 41, "reason": "A source."}]
    speak(ReviewPublished, NORTH, whole=False, left_out=left_out, **of_draft)
    export_case("harbour", tmp_path / "harbour")
    written = (tmp_path / "harbour" / "reviews.toml").read_text(encoding="utf-8")
    for words in ("The minutes.", "We did not.", "Ask every section.", "A source.", "Keep it."):
        assert words in written
    loaded = load_folder(tmp_path / "harbour", keyring=keyring())
    assert loaded.appended == 0
    assert second.body.text in written, "a lifted hold names the content and does not print it"
