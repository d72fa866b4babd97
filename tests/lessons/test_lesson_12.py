"""Lesson 12: a vote belongs to exact text. What was said of some words never counts for others."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from answerable.clearance.entries import (
    DraftAcknowledged,
    DraftDeclined,
    DraftDelivered,
    GateOverridden,
    GuestAsked,
    MisuseRehearsed,
    ObjectionRaised,
    WholeReviewed,
)
from answerable.clearance.models import DraftAcknowledged as Receipts, DraftCountersigned as Signatures
from answerable.outputs.entries import FlagAnswered, StatementReverified
from answerable.people.access import Reader
from answerable.people.saying import fact_of, find
from answerable.record.facts import read
from answerable.record.log import ask_again
from answerable.vault.store import store
from tests.clearance.authoring.desk import LEAD_NOW, TEXT, keep, marked, rows
from tests.lessons.attempts import (
    closed,
    codes,
    countersignature,
    counting,
    home,
    in_folder,
    in_log,
    moment_of,
    of_version,
    state,
    tell,
    version,
)
from tests.people.personal import add_laptop, signature
from tests.site import AUTHOR, COAST, DIRECTOR, NORTH, REVIEWER, page, said, signed_in

FOREIGN = "f" * 64
"""The name of an entry that stands in no log here, such as a draft of another case."""


def edit() -> None:
    """Write version 3 with other words in the lead, and mark them under the same name."""
    assert keep(text=TEXT.replace("did not show", "was late in showing")).status_code == 302
    mark = "/cases/harbour/drafts/release/3/mark/"
    assert signed_in(AUTHOR).post(mark, rows(page(AUTHOR, mark)) | {"do": "mark"}).status_code == 302


def votes() -> dict[str, Any]:
    """Return, for each act that decides about a version, how somebody who may says it of what is named."""
    text = store("Because.")
    guest = {
        "guest": "G1",
        "who": text,
        "capacity": "rights-holder",
        "purpose": "consent",
        "question": text,
        "language": "en",
        "token_sha256": "1" * 64,
        "expires": moment_of("harbour") + timedelta(days=14),
    }
    return {
        "receipt": (COAST, lambda named: DraftAcknowledged(section="coast", **named)),
        "countersignature": (COAST, lambda named: countersignature(COAST, named)),
        "refusal": (COAST, lambda named: DraftDeclined(section="coast", refuses=("publish",), text=text, **named)),
        "override": (DIRECTOR, lambda named: GateOverridden(gate=23, reason=text, expires=date(2026, 4, 1), **named)),
        "whole": (REVIEWER, lambda named: WholeReviewed(**named)),
        "guest": (COAST, lambda named: GuestAsked(**guest, **named)),
    }


MISNAMED = {
    "an old version": lambda: of_version(1),
    "an old version under the new number": lambda: of_version(1, version=2),
    "another output": lambda: of_version(0, "report", output="release"),
    "another output under its own name": lambda: of_version(2, output="report"),
    "a draft of another case": lambda: of_version(draft_ref=FOREIGN),
    "the report's text under this name": lambda: of_version(0, "report", output="release", version=2),
    "a version that is still to come": lambda: of_version(version=3, draft_ref=FOREIGN),
}
"""What a vote could name that is not the text in front of its voter."""


@pytest.mark.parametrize("vote", ["receipt", "countersignature", "refusal", "override", "whole", "guest"])
@pytest.mark.parametrize("misnamed", MISNAMED.values(), ids=MISNAMED)
def test_no_vote_goes_into_the_log_for_other_words(harbour, vote, misnamed):
    person, make = votes()[vote]
    assert "draft-not-current" in in_log(make(misnamed()), person)


@pytest.mark.parametrize("vote", ["receipt", "countersignature", "refusal", "override", "whole", "guest"])
def test_no_vote_goes_into_the_log_with_the_number_of_another_version(harbour, vote):
    person, make = votes()[vote]
    assert "draft-not-current" in in_log(make(of_version(version=1)), person)


@pytest.mark.parametrize("vote", ["countersignature", "override", "whole", "guest"])
def test_the_same_votes_go_through_for_the_text_that_is_there(harbour, vote):
    """So the refusals above are about the text, and about nothing else."""
    person, make = votes()[vote]
    assert in_log(make(of_version()), person) == set()


def test_a_signature_made_for_one_version_is_none_under_another(countersigned):
    (old,) = (
        fact.body
        for fact in read(Signatures, case="harbour")
        if fact.body.draft_ref == version(2).ref and fact.actor == COAST
    )
    edit()
    moved = replace(old, **of_version())
    assert in_log(moved, COAST) == {"signature-wrong"}
    assert counting() == set()


def test_a_signature_made_for_one_output_is_none_under_another(harbour):
    given = countersignature(COAST, of_version())
    moved = replace(given, **of_version(0, "report"))
    assert in_log(moved, COAST) == {"signature-wrong"}


def test_a_signature_of_one_section_is_none_of_another(harbour):
    given = countersignature(COAST, of_version())
    assert "key-not-of-the-section" in in_log(replace(given, section="centre"), DIRECTOR)


def test_after_an_edit_nothing_of_it_counts(countersigned):
    assert (closed(), counting()) == (set(), {"centre", "coast"})
    edit()
    assert counting() == set()
    assert {"countersignature-stale", "not-countersigned", "section-not-countersigned"} & closed()


def test_an_output_that_changed_is_not_released(countersigned):
    edit()
    answer = signed_in(DIRECTOR).post("/cases/harbour/release/release/")
    assert answer.status_code == 409
    assert said("output.released/1") == 0


OLD_PAGES = {
    "countersign": (COAST, {"read": "on"}, "draft.countersigned/1"),
    "receipt": (COAST, {"section": "on"}, "draft.acknowledged/1"),
    "decline": (COAST, {"refuses": "publish", "text": "No."}, "draft.declined/1"),
    "review-whole": (REVIEWER, {"read": "on"}, "whole.reviewed/1"),
    "ask": (
        COAST,
        {
            "who": "Somebody",
            "capacity": "rights-holder",
            "purpose": "consent",
            "question": "May we?",
            "language": "en",
            "days": "14",
            "words": "",
        },
        "guest.asked/1",
    ),
}
"""Forms that a browser may have kept open while the text changed: by whom, what they send, and what they would say."""


@pytest.mark.parametrize("name", OLD_PAGES)
def test_a_page_kept_open_while_the_text_changed_says_nothing(harbour, name):
    person, sent, kind = OLD_PAGES[name]
    before = said(kind)
    edit()
    for number in (1, 2):
        answer = signed_in(person).post(f"/cases/harbour/drafts/release/{number}/{name}/", sent)
        # What this person has said of that version before leads to where it stands, and is not said again.
        assert answer.status_code == (302 if name == "receipt" else 409)
    assert said(kind) == before


@pytest.mark.parametrize("number", [0, 3, 99])
def test_a_version_that_nobody_drafted_cannot_be_voted_on(harbour, number):
    for name, (person, sent, _kind) in OLD_PAGES.items():
        answer = signed_in(person).post(f"/cases/harbour/drafts/release/{number}/{name}/", sent)
        assert answer.status_code == 404, name


def test_a_form_cannot_say_which_text_it_is_about(harbour):
    """What the address names decides; fields that a form does not have are passed over."""
    forged = {"draft_ref": version(1).ref, "version": "1", "output": "report", "section": "on"}
    before = len(read(Signatures, case="harbour"))
    assert (
        signed_in(COAST).post("/cases/harbour/drafts/release/2/countersign/", {"read": "on"} | forged).status_code
        == 302
    )
    given = read(Signatures, case="harbour")[before:]
    assert [(f.body.output, f.body.version, f.body.draft_ref) for f in given] == [("release", 2, version(2).ref)]


def test_an_objection_keeps_the_words_it_was_raised_to(harbour):
    sent = {"words": LEAD_NOW, "about": "accuracy", "severity": "serious", "text": "Ask again.", "outside": ""}
    forged = {"start": "0", "end": "3", "draft_ref": FOREIGN, "version": "1", "objection": "O1"}
    assert signed_in(NORTH).post("/cases/harbour/drafts/release/2/object/", sent | forged).status_code == 302
    body = state().objections[-1].body
    assert (body.objection, body.draft_ref, TEXT[body.start : body.end]) == ("O3", version(2).ref, LEAD_NOW)
    edit()
    assert state().objections[-1].body == body
    assert "objection-not-answered" in closed()


@pytest.mark.parametrize("misnamed", MISNAMED.values(), ids=MISNAMED)
def test_no_objection_names_words_of_a_version_that_are_not_there(harbour, misnamed):
    named = misnamed()
    body = ObjectionRaised(objection="O9", about="law", severity="grave", text=store("No."), **named)
    right = named == of_version(1)
    assert in_log(body, NORTH) == (set() if right else {"version-unknown"})


@pytest.mark.parametrize(("start", "end"), [(5, 5), (9, 3), (None, 3), (3, None)])
def test_no_vote_is_about_a_place_that_is_none(harbour, start, end):
    place = {"start": start, "end": end, **of_version()}
    body = ObjectionRaised(objection="O9", about="law", severity="grave", text=store("No."), **place)
    assert in_log(body, NORTH) == {"objection-misplaced"}
    _person, make = votes()["guest"]
    assert in_log(make(place), COAST) == {"guest-words-misplaced"}


def test_a_rehearsal_of_other_words_opens_nothing(harbour):
    """It may stand in the record, as anybody may think of anything; it does not count for what is there now."""
    edit()
    assert "rehearsal-orphaned" in closed()
    text = store("x")
    for words in (store("words that nobody wrote"), marked()["base"].words):
        row = {"output": "release", "statement": "lead", "truncation": text, "reuse": text, "how": text}
        assert in_log(MisuseRehearsed(words=words, answer="mitigated", **row), REVIEWER) == set()
    assert "rehearsal-orphaned" in closed()


def test_a_check_or_an_answer_for_words_that_are_gone_is_refused(harbour):
    old = marked()["lead"].words
    edit()
    how = store("by telephone")
    check = StatementReverified(output="release", statement="lead", words=old, checked=date(2026, 3, 19), how=how)
    assert in_log(check, AUTHOR) == {"words-not-current"}
    flag = FlagAnswered(output="release", statement="lead", words=old, flag="any", reason=how)
    assert in_log(flag, AUTHOR) == {"words-not-current"}


def test_a_delivery_of_other_words_starts_no_clock(harbour):
    """A receipt needs the delivery of these very words."""
    edit()
    tell(DraftDelivered, {"section": "coast", **of_version(2)}, AUTHOR)
    given = {(fact.body.section, fact.body.draft_ref) for fact in state().delivered}
    body = DraftAcknowledged(section="north", **of_version())
    assert ("north", version(3).ref) not in given
    assert "version-not-delivered" in in_log(body, NORTH)


FOLDER = {
    "draft.countersigned": 'section = "coast"',
    "draft.acknowledged": 'section = "coast"',
    "draft.declined": 'section = "coast"\nrefuses = ["publish"]\ntext = "No."',
    "whole.reviewed": "",
    "gate.overridden": 'gate = 23\nreason = "A hurry."\nexpires = 2026-04-01',
}


@pytest.mark.parametrize("table", FOLDER)
def test_a_folder_brings_no_vote_for_an_old_version(harbour, tmp_path, table):
    by = DIRECTOR if table == "gate.overridden" else COAST
    named = f'by = "{by}"\nat = 2026-03-17T09:00:00Z\noutput = "release"\nversion = 1\n'
    found = in_folder(tmp_path, "consultation.toml", f"[[{table}]]\n{named}{FOLDER[table]}")
    assert "draft-not-current" in codes(found), found


@pytest.mark.parametrize("field", ["draft_ref", "signature"])
def test_a_folder_cannot_pin_a_vote_to_another_text(harbour, tmp_path, field):
    """What a folder says of a ref is refused, or it fits; it is never taken on trust."""
    named = f'by = "{COAST}"\nat = 2026-03-17T09:00:00Z\nsection = "coast"\noutput = "release"\nversion = 2'
    before = counting()
    in_folder(tmp_path, "consultation.toml", f'[[draft.countersigned]]\n{named}\n{field} = "{version(1).ref}"')
    for fact in read(Signatures, case="harbour"):
        assert fact.body.draft_ref == version(fact.body.version, fact.body.output).ref
    assert counting() <= before | {"coast"}


def test_a_vote_that_waits_for_its_signature_is_not_said_of_a_text_that_changed_meanwhile(harbour):
    reader = Reader(person=COAST, section="coast", origin=home(COAST))
    add_laptop(reader)
    answer = signed_in(COAST).post("/cases/harbour/drafts/release/2/countersign/", {"read": "on"})
    assert answer.url.startswith("/sign/")
    token = answer.url.split("/")[2]
    personal = signature(find(token, reader=reader))
    edit()
    sent = {"key": personal.key, "signature": personal.signature}
    refused = signed_in(COAST).post(answer.url, sent)
    assert refused.status_code == 409
    assert "is not the current one" in refused.content.decode()
    assert counting() == set()


def test_what_waits_to_be_signed_cannot_be_changed_by_the_form_that_signs_it(harbour):
    reader = Reader(person=COAST, section="coast", origin=home(COAST))
    add_laptop(reader)
    where = signed_in(COAST).post("/cases/harbour/drafts/release/2/countersign/", {"read": "on"}).url
    prepared = find(where.split("/")[2], reader=reader)
    personal, body = signature(prepared), fact_of(prepared).body
    sent = {"key": personal.key, "signature": personal.signature, "body": "{}", "draft_ref": FOREIGN, "version": "1"}
    assert signed_in(COAST).post(where, sent).status_code == 302
    given = read(Signatures, case="harbour")[-1]
    assert replace(given.body, personal=None) == body


def test_a_vote_stands_as_it_was_judged(countersigned):
    """Years later the gate gives the same answer about the same text, whatever was written since."""
    given = [*read(Signatures, case="harbour"), *read(Receipts, case="harbour")]
    edit()
    assert {tuple(ask_again(fact.origin, fact.index)) for fact in given} == {()}
