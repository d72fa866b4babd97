"""Who holds a release, and how far a notice has got with each of them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from answerable.record.entry import Fact
from answerable.releases import entries
from answerable.releases.gates import (
    ReleaseCase,
    may_acknowledge_notice,
    may_give_copy,
    may_lapse_copy,
    may_send_notice,
)
from answerable.releases.holders import holders_of, reached
from tests.cases import commit, fact
from tests.clearance.clean import by, clean_clearance
from tests.people.clean import origin
from tests.releases.clean import released
from tests.releases.test_notice_gates import issuing, moved

RELEASED = released()
AT = "2026-03-03T12:00:00Z"
IN_TIME, LATE = "2026-03-05T10:00:00Z", "2026-03-06T10:00:00Z"
NOTICE = issuing()


def copy(holder: str = "H1", *, person: str = "centre-director", index: int = 50, **changes: Any) -> Fact[Any]:
    plain = {"holder": holder, "output": "release", "version": 1, "capacity": "embargo", "who": commit(holder)}
    return by(person, entries.CopyGiven(**{**plain, **changes}), at=AT, index=index)


def lapsed(holder: str = "H1", *, person: str = "centre-director", index: int = 60) -> Fact[Any]:
    return by(person, entries.CopyLapsed(holder=holder), at=AT, index=index)


def sent(holder: str = "H1", *, person: str = "centre-director", **changes: Any) -> Fact[Any]:
    plain = {"notice": "N1", "holder": holder, "way": "by-hand"}
    return by(person, entries.NoticeSent(**{**plain, **changes}), at=IN_TIME, index=70)


def told(holder: str = "H1", *, person: str = "centre-director", way: str = "told", **changes: Any) -> Fact[Any]:
    plain = {"notice": "N1", "holder": holder, "way": way}
    return by(person, entries.NoticeAcknowledged(**{**plain, **changes}), at=IN_TIME, index=80)


def through_link(holder: str = "H1", *, actor: str = "", log: str = "centre") -> Fact[Any]:
    body = entries.NoticeAcknowledged(notice="N1", holder=holder, way="link")
    return fact(body, actor=actor or holder, origin=origin(log), at=IN_TIME, index=80)


def case(*copies: Fact[Any], at: str = IN_TIME, **changes: Any) -> ReleaseCase:
    state = ReleaseCase(clearance=clean_clearance(), released=(RELEASED,), notices=(NOTICE,), copies=copies)
    return replace(moved(state, at), **changes)


def codes(found: Any) -> list[str]:
    return [blocker.code for blocker in found]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (copy("H2"), []),
        (copy("H1"), []),
        (copy("H2", person="north-director"), []),
        (copy("H2", version=9), ["version-unknown"]),
        (copy("H2", output="nothing"), ["version-unknown"]),
        (copy("coast-director"), ["holder-name-taken"]),
        (copy("coast"), ["holder-name-taken"]),
        (copy("echo-1"), ["holder-name-taken"]),
        (copy("H1", person="coast-director"), ["holder-of-another-section"]),
        (copy("H2", person="nobody"), ["not-own-log"]),
    ],
)
def test_a_copy_is_recorded_by_whoever_gave_it_under_a_name_of_its_own(said, expected):
    assert codes(may_give_copy(case(copy()), said)) == expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [(lapsed(), []), (lapsed("H9"), ["holder-unknown"]), (lapsed(person="coast-director"), ["holder-unknown"])],
)
def test_only_the_section_that_gave_a_copy_says_that_there_will_be_no_more(said, expected):
    assert codes(may_lapse_copy(case(copy()), said)) == expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (sent(), []),
        (sent("coast"), []),
        (sent("echo-1", person="coast-director"), []),
        (sent("H9"), ["holder-unknown"]),
        (sent(person="coast-director"), ["holder-unknown"]),
        (sent(notice="N9"), ["notice-unknown"]),
    ],
)
def test_a_notice_is_sent_by_the_section_that_knows_the_holder(said, expected):
    assert codes(may_send_notice(case(copy()), said)) == expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (told(), []),
        (told("coast", person="coast-director", way="record"), []),
        (through_link(), []),
        (told("H9"), ["holder-unknown"]),
        (told(notice="N9"), ["notice-unknown"]),
        (told("north", person="coast-director", way="record"), ["not-own-section"]),
        (through_link(actor="somebody"), ["answered-by-another"]),
        (through_link(log="coast"), ["notice-not-sent"]),
        (through_link("coast-director"), ["answered-by-another"]),
    ],
)
def test_a_holder_acknowledges_through_their_link_or_as_they_told_us(said, expected):
    state = case(copy(), notices_sent=(sent(),))
    assert codes(may_acknowledge_notice(state, said)) == expected


def test_a_link_serves_only_who_was_sent_the_notice():
    assert codes(may_acknowledge_notice(case(copy()), through_link())) == ["notice-not-sent"]


def test_who_was_given_a_copy_once_holds_it_though_they_are_given_no_more():
    state = case(copy(), lapsed=(lapsed(),))
    (holder, *sections) = holders_of(state, RELEASED)
    assert (holder.name, holder.capacity, holder.section) == ("H1", "embargo", "centre")
    assert holder.lapsed is not None
    assert {each.capacity for each in sections} == {"section"}


def test_a_copy_after_a_lapse_takes_the_lapse_back():
    assert holders_of(case(copy(), copy(index=61), lapsed=(lapsed(),)), RELEASED)[0].lapsed is None


def test_each_holder_is_there_once_with_the_last_address_known():
    first, second = copy(address=commit("old")), copy(index=51, address=commit("new"), version=1)
    third = copy(index=52)
    found = [each for each in holders_of(case(first, second, third), RELEASED) if each.name == "H1"]
    assert [each.address for each in found] == [commit("new")]


def test_who_holds_what_rests_on_a_report_holds_the_report():
    report = replace(RELEASED, ref="e" * 64, body=replace(RELEASED.body, output="report"))
    names = {each.name for each in holders_of(replace(case(copy()), released=(report, RELEASED)), report)}
    assert "H1" in names
    above = copy(output="report")
    assert "H1" not in {each.name for each in holders_of(case(above), RELEASED)}


def test_a_section_that_was_delivered_the_draft_holds_it():
    assert "coast" in {each.name for each in holders_of(case(), RELEASED)}


@pytest.mark.parametrize(("at", "overdue"), [(IN_TIME, False), (LATE, True)])
def test_a_notice_is_overdue_when_it_has_not_reached_a_holder_within_the_days_of_the_policy(at, overdue):
    state = case(copy(), at=at)
    (row,) = [each for each in reached(state, NOTICE, holders_of(state, RELEASED)) if each.holder.name == "H1"]
    assert (row.overdue, row.took) == (overdue, None)


def test_how_long_a_notice_took_is_counted_from_its_issue_to_the_first_that_shows_it_arrived():
    state = case(copy(), at=LATE, notices_sent=(sent(),), notices_acknowledged=(told(),))
    (row,) = [each for each in reached(state, NOTICE, holders_of(state, RELEASED)) if each.holder.name == "H1"]
    assert not row.overdue
    assert row.took == timedelta(days=2)


def test_what_another_section_says_of_our_holder_counts_for_nothing():
    state = case(copy(), at=LATE, notices_sent=(sent(person="coast-director"),))
    (row,) = [each for each in reached(state, NOTICE, holders_of(state, RELEASED)) if each.holder.name == "H1"]
    assert row.overdue


def test_the_section_that_issued_a_notice_is_not_sent_it():
    state = case(at=LATE)
    issuer = replace(holders_of(state, RELEASED)[0], name="centre", origin=origin("centre"), section="centre")
    assert reached(state, NOTICE, [issuer]) == ()
