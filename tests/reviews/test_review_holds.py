"""While a hold stands, nothing said in the case is erased, whichever way; who trusted us may take back their words."""

from __future__ import annotations

import pytest

from answerable.evidence.models import ItemTakenIn
from answerable.record.blocker import Refused
from answerable.record.facts import read
from answerable.reviews.entries import HoldLifted, HoldPlaced, ReportCommitted, ReviewFinished, ReviewPublished
from answerable.reviews.models import HoldLifted as Lifted
from answerable.vault.reading import shown
from answerable.vault.sealing import erase
from answerable.vault.store import is_open
from tests.clearance.test_guest_pages import AGREES, OBJECTS, ask, opened, tell
from tests.reviews.conftest import commit, speak
from tests.site import AUTHOR, COAST, DIRECTOR, LAWYER, NORTH, REVIEWER, page, said, signed_in

ERASE = "/cases/harbour/say/content.erased/"


def hold(person: str = COAST, **changes):
    plain = {"hold": "H1", "cases": ["harbour"], "reason": "A review may follow."}
    return speak(HoldPlaced, person, **{**plain, **changes})


def lift(person: str, content: str = "", **changes):
    plain = {"hold": "H1", "content": content, "reason": "It has to go."}
    return speak(HoldLifted, person, **{**plain, **changes})


def source() -> tuple[str, str]:
    """Return content of the centre in this case, and the log that says it."""
    fact = next(each for each in read(ItemTakenIn, case="harbour") if each.origin.endswith("/centre"))
    return fact.body.source, fact.origin


def erased(content: str, person: str = DIRECTOR):
    from answerable.evidence.clock import moment_of

    section = person.split("-", maxsplit=1)[0]
    origin = f"harbour.example/{section}"
    return erase(content, reason="law", origin=origin, actor=person, at=moment_of("harbour"))


def codes(refused) -> set[str]:
    return {blocker.code for blocker in refused.value.blockers}


def test_without_a_hold_content_is_erased(harbour):
    content, _origin = source()
    erased(content)
    assert shown(content) == "[erased]"


def test_what_is_held_is_not_erased_and_nothing_is_lost(harbour):
    hold()
    content, _origin = source()
    words = shown(content)
    with pytest.raises(Refused) as refused:
        erased(content)
    assert codes(refused) == {"content-held"}
    assert (shown(content), said("content.erased/1")) == (words, 0)


def test_the_page_of_erasing_says_who_holds_it_and_what_lets_it_go(harbour):
    hold()
    content, _origin = source()
    answer = signed_in(DIRECTOR).post(ERASE, {"content": content, "reason": "safety"})
    text = answer.content.decode()
    assert answer.status_code == 409
    for words in ("coast-director put harbour on hold (H1)", "Somebody other than centre-director lifts H1", content):
        assert words in text
    assert is_open(content)


def test_somebody_else_lets_one_content_go_and_nothing_more(harbour):
    hold()
    content, _origin = source()
    others = [f.body.source for f in read(ItemTakenIn, case="harbour") if f.body.source != content]
    lift(LAWYER, content)
    erased(content)
    assert shown(content) == "[erased]"
    with pytest.raises(Refused):
        erased(others[0])


def test_nobody_erases_what_they_let_go_themselves(harbour):
    hold()
    content, _origin = source()
    lift(DIRECTOR, content)
    with pytest.raises(Refused) as refused:
        erased(content)
    assert codes(refused) == {"content-held"}


def test_an_author_lets_nothing_go(harbour):
    hold()
    with pytest.raises(Refused) as refused:
        lift(AUTHOR, source()[0])
    assert codes(refused) == {"lifted-by-author"}


def test_who_placed_a_hold_does_not_lift_it_alone(harbour):
    hold()
    with pytest.raises(Refused) as refused:
        lift(COAST)
    assert codes(refused) == {"lifted-by-placer"}
    lift(NORTH)
    erased(source()[0])


def test_two_holds_are_lifted_one_by_one(harbour):
    hold()
    hold(NORTH, hold="H2")
    lift(NORTH)
    with pytest.raises(Refused):
        erased(source()[0])
    lift(COAST, hold="H2")
    erased(source()[0])


def test_a_hold_for_a_review_stands_until_its_report_is_public(review):
    hold(review="R1")
    with pytest.raises(Refused) as refused:
        lift(NORTH)
    assert codes(refused) == {"hold-serves-review"}
    committed = commit("What happened.", 1)
    named = {"review": "R1", "number": 1, "committed_ref": committed.ref}
    speak(ReviewFinished, NORTH, reviewer=NORTH, **named)
    speak(ReviewPublished, NORTH, whole=True, **named)
    lift(NORTH)
    erased(source()[0])


def test_drafts_of_the_report_are_held_too(review):
    hold(review="R1")
    committed = commit("What happened.", 1)
    assert isinstance(committed.body, ReportCommitted)
    with pytest.raises(Refused):
        erased(committed.body.text, NORTH)


def test_a_hold_on_another_case_holds_nothing_here(harbour):
    with pytest.raises(Refused) as refused:
        hold(cases=["harbour", "never"])
    assert codes(refused) == {"case-unknown"}
    erased(source()[0])


def test_a_hold_that_another_log_says_in_somebodys_name_holds_nothing(harbour):
    from answerable.evidence.clock import moment_of
    from answerable.vault.sealing import say

    plain = {"hold": "H1", "cases": ["harbour"], "reason": "Never."}
    with pytest.raises(Refused) as refused:
        say(HoldPlaced, plain, origin="harbour.example/north", actor=COAST, at=moment_of("harbour"), case="harbour")
    assert codes(refused) == {"not-own-log"}


def test_an_erasure_is_judged_again_as_it_was_when_it_was_said(harbour):
    from answerable.record.log import ask_again

    content, _origin = source()
    fact = erased(content)
    hold()
    assert ask_again(fact.origin, fact.index) == []


def test_the_command_says_so_on_one_line(harbour, monkeypatch):
    from typer.testing import CliRunner

    from answerable.cli import app

    monkeypatch.setattr("answerable.cli.vault.prepare", lambda: None)
    hold()
    told = CliRunner().invoke(app, ["vault", "erase", source()[0], "--reason", "law", "--by", DIRECTOR])
    assert told.exit_code == 1
    assert "put harbour on hold (H1)" in told.stderr
    assert is_open(source()[0])


def test_who_answered_through_a_link_takes_their_words_back_in_spite_of_a_hold(harbour):
    link = ask()
    tell(link, OBJECTS)
    hold()
    tell(link, {"act": "withdraw", "name_too": "on"})
    text = opened(link)
    assert "Your words were erased" in text
    assert OBJECTS["text"] not in text
    assert said("content.erased/1") == 3


def test_words_that_an_authors_link_brought_are_held_and_count_no_more(harbour):
    link = ask(AUTHOR, purpose="check")
    tell(link, AGREES)
    hold()
    tell(link, {"act": "withdraw"})
    text = opened(link)
    assert "Your words are not erased yet" in text
    assert (said("guest.withdrew/1"), said("content.erased/1")) == (1, 0)


def test_staff_who_say_that_consent_was_withdrawn_are_held(harbour):
    hold()
    content, origin = source()
    from answerable.evidence.clock import moment_of

    at = moment_of("harbour")
    with pytest.raises(Refused):
        erase(content, reason="consent withdrawn", origin=origin, actor=DIRECTOR, at=at)


def test_a_hold_is_placed_and_lifted_on_pages(harbour):
    form = {"hold": "H1", "review": "", "cases": ["harbour"], "reason": "A letter came."}
    answer = signed_in(COAST).post("/cases/harbour/say/hold.placed/", form)
    assert answer.url == "/cases/harbour/reviews/"
    text = page(REVIEWER, answer.url)
    for words in ("H1", "stands", "Placed by coast-director", "A letter came."):
        assert words in text
    content, _origin = source()
    told = {"hold": "H1", "content": content, "reason": "A child is named in it."}
    assert signed_in(LAWYER).post("/cases/harbour/say/hold.lifted/?hold=H1", told).status_code == 302
    text = page(REVIEWER, answer.url)
    assert content in text
    assert "A child is named in it." in text
    (lifted,) = read(Lifted)
    assert lifted.body.content == content
