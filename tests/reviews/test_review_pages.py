"""The pages of a review: visited by author, reviewer, another section and outsiders; what each finds and can do."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from answerable.record.facts import read
from answerable.reviews.entries import (
    AccessAsked,
    ReviewDelayed,
    ReviewerNamed,
    ReviewFinished,
    ReviewOpened,
    ReviewPublished,
)
from answerable.reviews.models import ReportCommented, ReviewPublished as Published
from answerable.vault.reading import shown
from tests.reviews.conftest import FIRST, SECOND, commit, speak
from tests.site import AUTHOR, COAST, DIRECTOR, LAWYER, NORTH, REVIEWER, page, said, signed_in

CASE = "/cases/harbour/reviews/"
REVIEW = f"{CASE}R1/"
PUBLIC = "/reviews/harbour/R1/"
SAY = "/cases/harbour/say/"
SECRET = "The centre knew on 2 March"
OPEN = {
    "review": "R1",
    "title": "How the number went wrong",
    "terms": "Find out who knew what.",
    "cases": ["harbour"],
    "due": "2026-04-20",
}


def finish(committed, *recommended):
    wanted = [{"recommendation": key, "to": to, "text": text} for key, to, text in recommended]
    plain = {"review": "R1", "number": committed.body.number, "committed_ref": committed.ref}
    return speak(ReviewFinished, NORTH, reviewer=NORTH, recommendations=wanted, **plain)


def publish(committed, *left_out, person=NORTH):
    plain = {"review": "R1", "number": committed.body.number, "committed_ref": committed.ref}
    stretches = [{"start": start, "end": end, "reason": reason} for start, end, reason in left_out]
    return speak(ReviewPublished, person, whole=not left_out, left_out=stretches, **plain)


def test_a_review_is_opened_named_written_finished_and_published_on_pages(harbour):
    director, reviewer, north = signed_in(DIRECTOR), signed_in(REVIEWER), signed_in(NORTH)
    assert director.post(f"{SAY}review.opened/", OPEN).url == REVIEW
    named = {"reviewer": NORTH, "outside": "no", "name": "Nora", "interests": "None."}
    assert reviewer.post(f"{SAY}reviewer.named/?review=R1", named).url == REVIEW
    assert north.post(f"{SAY}report.committed/?review=R1", {"language": "en", "report": FIRST, "reviewer": NORTH}).url
    told = {
        "draft": "1",
        "reviewer": NORTH,
        "recommendations": "1",
        "recommendations-0-recommendation": "P1",
        "recommendations-0-to": "centre",
        "recommendations-0-text": "Ask every section.",
    }
    answer = north.post(f"{SAY}review.finished/?review=R1", told)
    assert answer.status_code == 302, answer.content.decode()
    assert north.post(f"{REVIEW}publish/", {"draft": "1", "address": "https://harbour.example/report"}).url == PUBLIC
    text = page("", PUBLIC)
    for words in (
        'href="https://harbour.example/report"',
        "published whole",
        SECRET,
        "Ask every section.",
        "Find out who knew what.",
    ):
        assert words in text


def test_who_countersigned_is_refused_as_reviewer_beside_the_field_with_the_place_of_the_act(review):
    form = {"reviewer": COAST, "outside": "no", "name": "C", "interests": "None."}
    answer = signed_in(REVIEWER).post(f"{SAY}reviewer.named/?review=R1", form)
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "coast-director countersigned what is examined (harbour.example/coast" in text


def test_what_the_record_says_of_a_reviewer_stands_beside_them(review):
    text = page(COAST, REVIEW)
    for words in ("north-director", "Nora", "Works for north.", "objected to a draft of it, release", "read the whole"):
        assert words in text


def test_an_author_is_told_that_they_are_examined(review):
    assert "you are examined here" in page(AUTHOR, REVIEW)
    assert "you are examined here" not in page(REVIEWER, REVIEW)


@pytest.mark.parametrize("address", [CASE, REVIEW, f"{REVIEW}drafts/1/", f"{REVIEW}publish/", f"{REVIEW}knew/"])
def test_the_work_on_a_review_is_for_insiders(drafts, address):
    for person in (AUTHOR, COAST, NORTH):
        assert signed_in(person).get(address).status_code == 200
    assert signed_in().get(address).status_code == 302
    assert signed_in("stranger").get(address).status_code == 404


@pytest.mark.parametrize(
    "address", [f"{CASE}R9/", f"{REVIEW}drafts/9/", "/reviews/harbour/R9/", "/cases/never/reviews/"]
)
def test_what_is_not_there_is_not_found(drafts, address):
    assert signed_in(COAST).get(address).status_code == 404


def test_a_later_softening_shows_between_two_drafts(drafts):
    text = page(COAST, f"{REVIEW}drafts/2/")
    assert "2 passages were softened or taken out." in text
    for words in ("taken out", "Three of the five sections were never asked.", "Certainty, weaker:"):
        assert words in text


def test_who_had_commented_on_the_words_that_were_softened_stands_beside_them(review):
    commit(FIRST, 1)
    form = {"words": "The centre knew on 2 March", "capacity": "examined", "who": "", "text": "We did not know yet."}
    answer = signed_in(DIRECTOR).post(f"{REVIEW}drafts/1/", form)
    assert answer.url == f"{REVIEW}drafts/1/#comments"
    commit(SECOND, 2)
    text = page(COAST, f"{REVIEW}drafts/2/")
    assert "centre-director had commented on these words of draft 1, as somebody who is examined" in text
    assert "We did not know yet." in text
    (comment,) = read(ReportCommented)
    assert FIRST[comment.body.start : comment.body.end] == form["words"]


def test_a_comment_sent_twice_is_one(drafts):
    form = {"words": "", "capacity": "section", "who": "", "text": "We were never asked."}
    for _time in range(2):
        assert signed_in(COAST).post(f"{REVIEW}drafts/1/", form).status_code == 302
    assert said("report.commented/1") == 1


def test_words_that_are_not_in_the_draft_keep_the_comment_on_the_page(drafts):
    form = {"words": "Nobody wrote this", "capacity": "section", "who": "", "text": "Kept."}
    answer = signed_in(COAST).post(f"{REVIEW}drafts/1/", form)
    text = answer.content.decode()
    assert (answer.status_code, said("report.commented/1")) == (409, 0)
    assert "do not stand in the draft" in text
    assert "Kept." in text


def test_a_draft_whose_text_was_erased_keeps_its_hash(drafts):
    from answerable.vault.sealing import erase

    first, _second = drafts
    erase(first.body.text, reason="law", origin=first.origin, actor=DIRECTOR, at=first.at)
    text = page(COAST, f"{REVIEW}drafts/1/")
    assert "Its hash stays." in text
    assert first.body.text in text
    assert "was erased" in page(COAST, f"{REVIEW}drafts/1/")
    assert "one of the two texts is not here" in page(COAST, f"{REVIEW}drafts/2/")


def test_what_is_left_out_is_a_mark_with_its_reason_and_in_no_page(drafts):
    _first, second = drafts
    finish(second)
    words = "The director decided to publish"
    form = {"draft": "2", "words-0": words, "reason-0": "A person <b>at risk</b>", "address": ""}
    answer = signed_in(NORTH).post(f"{REVIEW}publish/", form)
    assert answer.status_code == 302, answer.content.decode()
    (published,) = read(Published)
    assert (published.body.whole, [(e.start, e.end) for e in published.body.left_out]) == (False, [(10, 41)])
    text = page("", PUBLIC)
    assert "Published in part: 1 stretch is left out" in text
    assert '<mark class="left-out">[Left out here: A person &lt;b&gt;at risk&lt;/b&gt;]</mark>' in text
    assert words not in text
    assert "although the coast had objected" in text


def test_who_is_examined_leaves_nothing_out_and_may_publish_the_whole(drafts):
    _first, second = drafts
    finish(second)
    form = {"draft": "2", "words-0": "although the coast had objected", "reason-0": "No.", "address": ""}
    answer = signed_in(DIRECTOR).post(f"{REVIEW}publish/", form)
    assert answer.status_code == 409
    assert "centre-director acted in the matter and leaves nothing out" in answer.content.decode()
    assert signed_in(DIRECTOR).post(f"{REVIEW}publish/", {"draft": "2"}).url == PUBLIC


def test_rows_for_what_is_left_out_are_added_and_nothing_typed_is_lost(drafts):
    _first, second = drafts
    finish(second)
    form = {"draft": "2", "words-0": "although", "reason-0": "Why", "more": "1"}
    text = signed_in(NORTH).post(f"{REVIEW}publish/", form).content.decode()
    assert 'name="words-5"' in text
    assert ">\nalthough</textarea>" in text
    assert said("review.published/1") == 0


def test_a_stretch_needs_its_reason_and_its_one_place(drafts):
    _first, second = drafts
    finish(second)
    for form in ({"words-0": "although"}, {"words-0": "the", "reason-0": "Often."}):
        answer = signed_in(NORTH).post(f"{REVIEW}publish/", {"draft": "2", **form})
        assert (answer.status_code, said("review.published/1")) == (409, 0)


def test_everyone_sees_that_a_report_is_late_with_the_day_first_said(harbour):
    at = datetime(2026, 3, 1, 12, tzinfo=UTC)
    plain = {"review": "R1", "section": "centre", "cases": ["harbour"], "due": date(2026, 3, 10)}
    speak(ReviewOpened, DIRECTOR, at=at, title="Late", terms="Soon.", **plain)
    assert "overdue by 10 days" in page("", "/reviews/")
    speak(ReviewDelayed, DIRECTOR, review="R1", due=date(2026, 5, 1), reason="More people to hear.")
    for person, address in (("", PUBLIC), ("", "/reviews/"), (COAST, REVIEW), (COAST, CASE)):
        text = page(person, address)
        for words in ("overdue by 10 days", "Day first said for the report: 10 March 2026.", "Said since: 1 May 2026."):
            assert words in text, (address, words)
    assert "More people to hear." in page("", PUBLIC)


def test_no_name_of_a_reviewer_a_commentator_or_a_source_is_public(drafts):
    first, second = drafts
    plain = {"review": "R1", "reviewer": NORTH, "request": "A1", "case": "harbour", "item": "E1"}
    speak(AccessAsked, NORTH, what="Canary: the list of names", **plain)
    form = {"words": "", "capacity": "examined", "who": "", "text": "Canary: we were under pressure."}
    signed_in(DIRECTOR).post(f"{REVIEW}drafts/1/", form)
    for address in (PUBLIC, "/reviews/"):
        text = page("", address)
        for words in ("Canary", "Nora", NORTH, DIRECTOR, SECRET, "never asked"):
            assert words not in text, words
    text = page("", PUBLIC)
    assert first.body.text in text
    assert second.body.text in text
    assert "1 comment was made" in text
    assert "withheld: 1. Granted: 0. Refused: 0." in text


def test_a_report_that_is_finished_is_not_public_before_it_is_published(drafts):
    finish(drafts[1], ("P1", "centre", "Ask every section."))
    text = page("", PUBLIC)
    assert "Ask every section." not in text
    assert "although the coast" not in text


def test_access_is_asked_for_decided_by_the_section_that_holds_it_and_shown(review):
    form = {"reviewer": NORTH, "request": "A1", "case": "harbour", "item": "E1", "what": "The recording."}
    assert signed_in(NORTH).post(f"{SAY}access.asked/?review=R1", form).url == REVIEW
    text = page(COAST, REVIEW)
    assert "not decided" in text
    holder = next(section for section in ("centre", "coast") if f"held by {section}" in text)
    decider = {"centre": LAWYER, "coast": REVIEWER}[holder]
    told = {"request": "A1", "granted": "yes", "reason": "It is in scope."}
    assert signed_in(NORTH).post(f"{SAY}access.decided/?review=R1", told).status_code == 409
    assert signed_in(decider).post(f"{SAY}access.decided/?review=R1", told).url == REVIEW
    text = page(COAST, REVIEW)
    assert "granted" in text
    assert "opens its source to them alone" in text


def test_a_grant_widens_no_page_beyond_the_rules_of_access(review):
    from answerable.evidence.models import ItemTakenIn

    item = next(each for each in read(ItemTakenIn, case="harbour") if not each.body.public)
    holder = item.origin.rpartition("/")[2]
    plain = {"review": "R1", "reviewer": NORTH, "request": "A1", "case": "harbour", "item": item.body.item}
    speak(AccessAsked, NORTH, what="It.", **plain)
    decider = {"centre": LAWYER, "coast": REVIEWER}[holder]
    from answerable.reviews.entries import AccessDecided

    speak(AccessDecided, decider, review="R1", request="A1", granted=True, reason="Yes.")
    assert shown(item.body.source) not in page(NORTH, f"/cases/harbour/evidence/{item.body.item}/")


def test_a_recommendation_leads_to_a_promise_that_begins_with_its_words(drafts):
    finish(drafts[1], ("P1", "centre", "Ask every section."))
    address = f"{REVIEW}recommendations/P1/"
    assert address in page(DIRECTOR, REVIEW)
    assert ">\nAsk every section.</textarea>" in page(DIRECTOR, address)
    form = {
        "commitment": "C1",
        "words": "We ask every section, each time.",
        "language": "en",
        "owner": AUTHOR,
        "due": "2026-05-01",
        "proof": "The list of who was asked.",
    }
    for _time in range(2):
        assert signed_in(DIRECTOR).post(address, form).url == f"{REVIEW}#recommendations"
    text = page(COAST, REVIEW)
    assert said("commitment.made/1") == 1
    assert "We ask every section, each time." in text
    assert "Nothing was promised on it." not in text


def test_nobody_promises_for_another_section_or_on_nothing(drafts):
    finish(drafts[1], ("P1", "centre", "Ask every section."))
    form = {"commitment": "C1", "words": "x", "language": "en", "owner": AUTHOR, "due": "2026-05-01", "proof": "y"}
    assert signed_in(COAST).post(f"{REVIEW}recommendations/P1/", form).status_code == 409
    assert signed_in(COAST).get(f"{REVIEW}recommendations/P9/").status_code == 404


def test_a_promise_on_a_recommendation_stands_beside_it_and_is_overdue_in_public(drafts):
    from answerable.critiques.entries import CommitmentMade

    finish(drafts[1], ("P1", "centre", "Ask every section."))
    publish(drafts[1])
    plain = {"language": "en", "section": "centre", "owner": DIRECTOR, "due": date(2026, 3, 1)}
    promise = {"commitment": "C1", "review": "R1", "recommendation": "P1", "words": "We ask every section."}
    at = datetime(2026, 2, 1, tzinfo=UTC)
    speak(CommitmentMade, DIRECTOR, proof="A list of questions.", at=at, **promise, **plain)
    for person, address in ((COAST, REVIEW), ("", PUBLIC)):
        text = page(person, address)
        assert "We ask every section." in text
        assert "overdue" in text


def test_what_waits_leads_to_the_review(drafts):
    from answerable.web.home import counting
    from answerable.web.home.waiting import waits_for

    assert REVIEW in {each.address for each in waits_for([NORTH])}
    finish(drafts[1], ("P1", "coast", "Say when you are not asked."))
    counting.forget()
    assert f"{REVIEW}publish/" in {each.address for each in waits_for([DIRECTOR])}
    assert REVIEW in {each.address for each in waits_for([COAST])}
    assert not {each.waiting.kind for each in waits_for([NORTH])} & {"write-review", "publish-review"}


def test_a_reviewer_from_outside_is_named_and_somebody_who_took_no_part_commits_for_them(review):
    named = {"reviewer": "prof-x", "outside": True, "name": "Prof. X", "interests": "None."}
    speak(ReviewerNamed, REVIEWER, review="R1", **named)
    form = {"language": "en", "report": FIRST, "reviewer": "prof-x"}
    assert signed_in(AUTHOR).post(f"{SAY}report.committed/?review=R1", form).status_code == 409
    assert signed_in(REVIEWER).post(f"{SAY}report.committed/?review=R1", form).url == REVIEW
    assert "of prof-x, committed by coast-reviewer" in page(COAST, REVIEW)
    assert "1 reviewer from outside" in page("", PUBLIC)
