"""Gate 18, right of reply: what it blocks, what it lets through, and who may waive it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from answerable.clearance import entries
from answerable.clearance.gates import (
    days_given,
    findings_on,
    may_consider_extension,
    may_waive_reply,
    replies_beside,
    right_of_reply,
    waiver_of,
)
from tests.cases import commit, fact
from tests.clearance.clean import REQUEST, by, clean_clearance, silent, with_evidence
from tests.findings.clean import F1, R1
from tests.outputs.clean import PORT, RELEASE_SAYS, drafting, finding, link, opened, saying

CLEAN = clean_clearance()
F2 = fact(replace(F1.body, finding="F2"), at="2026-01-10T11:00:00Z")


def requesting(*, at: str = "2026-01-22T10:00:00Z", **changes):
    return by("centre-author", replace(REQUEST, **changes), at=at)


def requested(*requests, case=CLEAN):
    return replace(case, requests=requests)


def replying(case=CLEAN, *, at: str = "2026-02-01T10:00:00Z", party: str = PORT):
    reply = by("centre-author", entries.ReplyReceived(party=party, text=commit("we deny it")), at=at, index=500)
    return replace(case, replies=(reply,))


def drafted_after(case):
    """Return the case in which report and release were drafted on 1 February, after any reply that it holds."""
    late = datetime(2026, 2, 1, 11, tzinfo=UTC)
    versions = tuple(replace(each, at=late, index=600) for each in case.outputs.versions)
    return replace(case, outputs=replace(case.outputs, versions=versions))


def considering(
    person: str, *, days: int, asked: bool = True, at: str = "2026-02-02T10:00:00Z", output: str = "report"
):
    said = entries.ExtensionConsidered(party=PORT, output=output, asked=asked, days=days, reason=commit("holidays"))
    return by(person, said, at=at, index=700)


def extended(*considered, case=CLEAN):
    return replace(case, extensions=considered)


def waiving(person: str, *, case=CLEAN):
    waiver = by(person, entries.ReplyWaived(party=PORT, reason=commit("asking would expose the workers")))
    return replace(silent(case, "requests", "reminders"), waivers=(waiver,))


def waived_in(**changes: str):
    case = waiving("centre-director")
    return replace(case, waivers=tuple(replace(each, **changes) for each in case.waivers))


def judged_at(day: int, *, case=CLEAN):
    return with_evidence(case, at=datetime(2026, 2, day, 12, tzinfo=UTC))


def with_elements(*states: str):
    elements = tuple(replace(each, state=state) for each, state in zip(R1.body.elements, states, strict=True))
    rule = replace(R1, body=replace(R1.body, elements=elements))
    return replace(CLEAN, outputs=replace(CLEAN.outputs, findings=replace(CLEAN.outputs.findings, rules=(rule,))))


def also_resting_on_f2():
    outputs = CLEAN.outputs
    findings = replace(outputs.findings, findings=(F1, F2))
    supports = (*outputs.supports, link("release", RELEASE_SAYS[1], F2))
    return replace(CLEAN, outputs=replace(outputs, findings=findings, supports=supports))


def also_quoting_a_finding_on_the_ministry():
    ministry = fact(replace(F1.body, finding="F3", doer="ministry"), at="2026-01-10T11:00:00Z")
    outputs = CLEAN.outputs
    findings = replace(outputs.findings, findings=(F1, ministry))
    supports = (
        *outputs.supports,
        link("release", RELEASE_SAYS[5], ministry),
        link("release", RELEASE_SAYS[3], ministry),
    )
    return replace(CLEAN, outputs=replace(outputs, findings=findings, supports=supports))


def uncarried(name: str, **changes: object):
    return replace(CLEAN, outputs=saying(CLEAN.outputs, name, carries=("L1",), **changes))


BLOCKED = {
    "a party that was never asked": (silent(CLEAN, "requests"), "reply-not-requested"),
    "a request on another output": (requested(requesting(output="post")), "reply-not-requested"),
    "engagement that nobody considered": (silent(CLEAN, "engagements"), "engagement-not-considered"),
    "engagement that nobody considered, though the reply is waived": (
        silent(waiving("centre-director"), "engagements"),
        "engagement-not-considered",
    ),
    "a finding that was left out": (also_resting_on_f2(), "finding-not-put"),
    "a request without proof": (requested(requesting(proof="")), "reply-without-proof"),
    "nine days, where ten are due": (requested(requesting(days=9)), "reply-days-too-few"),
    "thirteen days for a grave finding": (
        replace(requested(requesting(days=13)), outputs=finding(CLEAN.outputs, grave=True)),
        "reply-days-too-few",
    ),
    "days that have not passed": (judged_at(10), "reply-days-running"),
    "a reply from somebody else": (replying(judged_at(10), party="ministry"), "reply-days-running"),
    "a party that was not reminded": (silent(CLEAN, "reminders"), "party-not-reminded"),
    "an open element without a question": (with_elements("met", "unknown"), "question-not-put"),
    "an element not examined without a question": (with_elements("not-examined", "met"), "question-not-put"),
    "an element not met without a question": (with_elements("not-met", "met"), "question-not-put"),
    "a legal sentence without the reply": (uncarried("lead"), "reply-not-carried"),
    "a legal title without the reply": (uncarried("title"), "reply-not-carried"),
    "a legal sentence that names no party": (uncarried("lead", party=""), "reply-not-carried"),
    "a waiver by an author": (waiving("centre-author"), "reply-not-requested"),
    "a waiver by somebody who never joined": (waived_in(actor="stranger"), "reply-not-requested"),
    "a waiver by nobody": (waived_in(actor=""), "reply-not-requested"),
    "a waiver that another log puts into somebody's mouth": (
        waived_in(origin="harbour.example/north"),
        "reply-not-requested",
    ),
    "more time that nobody decided about": (
        extended(considering("centre-author", days=0)),
        "extension-not-decided",
    ),
    "more time that only an author gave": (
        extended(considering("centre-author", days=5)),
        "extension-not-decided",
    ),
    "more time decided before it was asked for again": (
        extended(
            considering("north-director", days=3),
            considering("centre-author", days=0, at="2026-02-04T10:00:00Z"),
        ),
        "extension-not-decided",
    ),
    "days given besides that have not passed": (
        extended(considering("north-director", days=40)),
        "reply-days-running",
    ),
    "more days than a calendar has": (requested(requesting(days=2**53 - 1)), "reply-days-running"),
}


@pytest.mark.parametrize(("case", "code"), BLOCKED.values(), ids=BLOCKED)
def test_reply_blocks(case, code):
    assert [(each.gate, each.code) for each in right_of_reply(case)] == [(18, code)]


QUESTION = entries.Question(finding="F1", rule="R1", element="because-of-union", text=commit("Why these twelve?"))
LET_THROUGH = {
    "a party that was asked, reminded, and stayed silent": CLEAN,
    "a party that replied before its days were over": drafted_after(replying(judged_at(2))),
    "a party that replied needs no reminder": drafted_after(replying(silent(CLEAN, "reminders"))),
    "more time that was refused with a reason": extended(considering("north-director", days=0)),
    "more time that has passed": extended(considering("north-director", days=5)),
    "a short request with days given besides": extended(
        considering("north-director", days=3, asked=False), case=requested(requesting(days=8))
    ),
    "more time to reply to another output": extended(considering("centre-author", days=0, output="post")),
    "ten days, where ten are due": requested(requesting(days=10)),
    "three days in an expedited case": requested(
        requesting(days=3), case=replace(CLEAN, outputs=opened(CLEAN.outputs, expedited=True))
    ),
    "an open element with its question": requested(
        requesting(questions=(QUESTION,)), case=with_elements("met", "unknown")
    ),
    "a first request that fell short and a second that did not": requested(
        requesting(proof=""), requesting(at="2026-01-25T10:00:00Z")
    ),
    "a good request and a later, shorter reminder of it": requested(
        requesting(), requesting(at="2026-02-25T10:00:00Z", days=2)
    ),
    "two requests that put the findings together": requested(
        requesting(), requesting(findings=("F2",), at="2026-01-25T10:00:00Z"), case=also_resting_on_f2()
    ),
    "a finding on another party is not put to this one": also_quoting_a_finding_on_the_ministry(),
    "a waiver by somebody who is no author": waiving("centre-director"),
    "a fact without the reply beside it": uncarried("now"),
    "a quote without the reply beside it": uncarried("quote", party=PORT),
}


@pytest.mark.parametrize("case", LET_THROUGH.values(), ids=LET_THROUGH)
def test_reply_lets_through(case):
    assert right_of_reply(case) == []


def test_everybody_who_is_accused_is_owed_a_reply():
    case = replace(CLEAN, outputs=drafting(CLEAN.outputs, "release", accuses=(PORT, "ministry")))
    assert {(each.code, each.where.party) for each in right_of_reply(case)} == {
        ("engagement-not-considered", "ministry"),
        ("reply-not-requested", "ministry"),
    }


def test_the_open_element_is_named():
    (blocker,) = right_of_reply(with_elements("met", "unknown"))
    where = blocker.where
    assert (where.party, where.finding, where.rule, where.element) == (PORT, "F1", "R1", "because-of-union")
    assert blocker.text == "port-authority was not asked about because-of-union of R1 (F1), which is unknown."


def test_a_finding_is_on_the_party_that_a_legal_sentence_draws_from_it():
    outputs = saying(CLEAN.outputs, "lead", party="ministry")
    assert findings_on(replace(CLEAN, outputs=outputs), "ministry") == ("F1",)


def test_a_waiver_that_counts_is_shown_for_the_certificate():
    assert waiver_of(waiving("centre-director"), PORT).actor == "centre-director"
    assert waiver_of(waiving("centre-author"), PORT) is None


@pytest.mark.parametrize(("person", "expected"), [("centre-director", []), ("centre-author", ["waived-by-author"])])
def test_who_may_waive_the_right_of_reply(person, expected):
    waiver = waiving(person).waivers[0]
    assert [each.code for each in may_waive_reply(CLEAN, waiver)] == expected


def test_a_reply_that_came_after_the_drafts_blocks_each_of_them():
    late = [(each.code, each.where.document) for each in right_of_reply(replying(judged_at(2)))]
    assert late == [("reply-came-late", "release"), ("reply-came-late", "report")]


def test_a_late_reply_blocks_though_it_was_waived():
    codes = {each.code for each in right_of_reply(replying(waiving("centre-director")))}
    assert codes == {"reply-came-late"}


def test_a_reply_to_what_no_document_accuses_holds_nobody_up():
    assert right_of_reply(replying(judged_at(20), party="ministry")) == []


def test_days_given_by_an_author_do_not_count():
    by_both = extended(considering("centre-author", days=5), considering("north-director", days=4))
    assert days_given(by_both, by_both.requests[0]) == 24


def test_days_given_before_a_request_do_not_count_for_it():
    early = extended(considering("north-director", days=4, at="2026-01-02T10:00:00Z"))
    assert days_given(early, early.requests[0]) == 20


EXTENDING = {
    "somebody who is no author": (considering("north-director", days=5), []),
    "nobody asked, and days are given": (considering("north-director", days=5, asked=False), []),
    "an author who records that the party asked": (considering("centre-author", days=0), []),
    "an author who gives days": (considering("centre-author", days=5), ["extension-by-author"]),
    "an author who refuses what nobody asked": (
        considering("centre-author", days=0, asked=False),
        ["extension-by-author"],
    ),
    "somebody in another log": (
        replace(considering("north-director", days=5), origin="harbour.example/centre"),
        ["extension-unsigned"],
    ),
    "an output that was not put to the party": (
        considering("north-director", days=5, output="post"),
        ["extension-of-nothing"],
    ),
}


@pytest.mark.parametrize(("said", "expected"), EXTENDING.values(), ids=EXTENDING)
def test_who_may_decide_about_more_time(said, expected):
    assert [each.code for each in may_consider_extension(CLEAN, said)] == expected


BESIDE = {
    "a party that stayed silent": (CLEAN, "silent"),
    "a party that replied": (replying(), "replied"),
    "a party whose days run": (judged_at(2), "running"),
    "a party that was not asked": (silent(CLEAN, "requests"), "not-asked"),
    "a party whose reply was waived": (waiving("centre-director"), "waived"),
}


@pytest.mark.parametrize(("case", "state"), BESIDE.values(), ids=BESIDE)
def test_each_conclusion_has_the_partys_reply_or_silence_beside_it(case, state):
    beside = replies_beside(case)
    assert {(each.party, each.state) for each in beside} == {(PORT, state)}
    assert [each.statement.id for each in beside if each.version.body.output == "release"] == [
        "title",
        "bullet",
        "lead",
    ]


LAST_DAY = "2026-02-28T10:00:00Z"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"at": LAST_DAY}, "reply-days-running"),
        ({"days": 0}, "reply-days-too-few"),
        ({"proof": ""}, "reply-without-proof"),
    ],
)
def test_a_question_slipped_into_a_request_that_was_not_right_was_not_put(changes, code):
    second = requesting(**{"at": "2026-01-25T10:00:00Z", "findings": (), "questions": (QUESTION,), **changes})
    case = requested(requesting(questions=()), second, case=with_elements("met", "unknown"))
    assert [each.code for each in right_of_reply(case)] == [code]
