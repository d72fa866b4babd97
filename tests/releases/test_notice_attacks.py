"""What others do to look answered, to silence a section, or to have a true finding taken down."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from answerable.record.entry import Fact
from answerable.releases import entries
from answerable.releases.exports.reading import exported
from answerable.releases.gates import (
    ReleaseCase,
    may_acknowledge_notice,
    may_send_notice,
    may_set_status,
    standing,
)
from answerable.releases.gates.dissociation import name_of, sent_as
from answerable.releases.gates.wording import issued
from answerable.releases.holders import holders_of, reached
from answerable.releases.notices import beside
from tests.cases import commit, fact
from tests.clearance.clean import by
from tests.people.clean import origin
from tests.releases.test_notice_beside import FRENCH_OUT, POST_OUT, case as case_of
from tests.releases.test_notice_gates import RELEASED, declined, issuing, moved, signed, worded, wording
from tests.releases.test_notice_holders import case, copy, sent, told

LATE = "2026-03-20T10:00:00Z"


def dissociation(person: str = "coast-director", *, index: int = 90, **changes: Any) -> Fact[Any]:
    plain = {"section": person.partition("-")[0], "notice": "D1", "output": "release", "released_ref": RELEASED.ref}
    body = entries.SectionDissociated(**{**plain, "text": commit("not heard"), **changes})
    return by(person, body, at="2026-03-03T10:00:00Z", index=index)


def address(_case: str, output: str, version: int, part: str) -> str:
    return f"https://x.example/{output}/{version}/{part}"


COAST, NORTH = dissociation(), dissociation("north-director")


def test_a_dissociation_is_not_silenced_by_another_text_under_its_key():
    state = case(copy(), dissociations=(COAST, NORTH))
    first, second = name_of(state, COAST), name_of(state, NORTH)
    assert first != second
    assert set(sent_as(state)) == {"N1", first, second}
    state = replace(state, notices_sent=(sent(notice=first),))
    holder = [each for each in holders_of(state, RELEASED) if each.name == "H1"]
    assert reached(state, COAST, holder)[0].sent is not None
    assert reached(state, NORTH, holder)[0].sent is None
    assert may_send_notice(state, sent(notice=second)) == []
    assert [each.code for each in may_send_notice(state, sent(notice="D1"))] == ["notice-unknown"]


def test_what_was_sent_under_a_key_that_another_takes_later_stands_for_neither():
    state = case(copy(), dissociations=(COAST, NORTH), notices_sent=(sent(notice="D1"),))
    holder = [each for each in holders_of(state, RELEASED) if each.name == "H1"]
    assert [reached(state, each, holder)[0].sent for each in (COAST, NORTH)] == [None, None]


@pytest.mark.parametrize("way", ["told", "record"])
def test_nobody_says_for_a_section_that_it_has_read_a_notice(way):
    said = told("coast", way=way)
    assert "not-own-section" in [each.code for each in may_acknowledge_notice(case(copy()), said)]
    state = case(copy(), at=LATE, notices_acknowledged=(said,), notices_sent=(sent("coast"),))
    (row,) = [each for each in reached(state, issuing(), holders_of(state, RELEASED)) if each.holder.name == "coast"]
    assert row.overdue


def test_nobody_acknowledges_through_a_link_in_the_name_of_a_holder():
    body = entries.NoticeAcknowledged(notice="N1", holder="H1", way="link")
    forged = fact(body, actor="centre-director", origin=origin("centre"), at=LATE, index=80)
    state = case(copy(), at=LATE, notices_acknowledged=(forged,))
    (row,) = [each for each in reached(state, issuing(), holders_of(state, RELEASED)) if each.holder.name == "H1"]
    assert row.acknowledged is None


def later() -> Fact[Any]:
    return replace(RELEASED, ref="e" * 64, index=90, body=replace(RELEASED.body, version=RELEASED.body.version + 1))


def test_a_new_version_does_not_shake_off_a_dissociation_nor_a_retraction():
    state = replace(case(dissociations=(COAST,)), released=(RELEASED, later()))
    taken_back = replace(issuing(), body=replace(issuing().body, type="retraction", statements=()))
    state = replace(state, notices=(issuing(), taken_back))
    rows = beside(state, later())
    assert [(each.type, each.own, each.earlier) for each in rows] == [
        ("retraction", False, True),
        ("dissociation", False, True),
    ]
    assert not any(each.earlier for each in beside(state, RELEASED))


@pytest.mark.django_db
def test_two_texts_under_one_key_have_two_addresses():
    left = exported(case(dissociations=(COAST, NORTH)), RELEASED, address=address)
    assert len({each.address for each in left.notices}) == len(left.notices) == 3


@pytest.mark.django_db
def test_what_became_of_the_original_leaves_with_its_translation():
    draft = wording(type="retraction", statements=())
    state = case_of(issuing(draft))
    left = exported(state, FRENCH_OUT, address=address)
    assert [(each.type, bool(each.on)) for each in left.notices] == [("retraction", True)]
    assert left.rests == "canceled"
    assert exported(state, POST_OUT, address=address).rests in {"canceled", "withheld"}
    assert exported(case_of(), FRENCH_OUT, address=address).rests == "usable"


@pytest.mark.django_db
def test_a_decline_leaves_as_the_section_said_it_and_silence_is_said():
    forged = replace(declined(person="centre-author"), body=replace(declined().body, section="north"))
    state = worded(notices=(issuing(),), notice_refusals=(declined(), forged))
    (notice,) = exported(state, RELEASED, address=address).notices
    assert [name for name, _reason in notice.declined] == ["Harbour Watch, coast"]
    (notice,) = exported(worded(notices=(issuing(),)), RELEASED, address=address).notices
    assert notice.silent == ("Harbour Watch, coast",)
    (notice,) = exported(worded(notices=(issuing(),), notice_signatures=(signed(),)), RELEASED, address=address).notices
    assert (notice.silent, notice.declined) == ((), ())


def test_an_expression_of_concern_opens_no_way_out_of_a_retraction():
    back = issuing(wording(type="retraction", statements=(), notice="N7"))
    concern = replace(issuing(wording(type="expression-of-concern", notice="N8")), index=45, ref="7" * 64)
    state: ReleaseCase = moved(worded(notices=(back, concern)), LATE)
    body = entries.StatusSet(output="release", released_ref=RELEASED.ref, status="current", reason=commit("why"))
    said = by("centre-director", body, at=LATE, index=95)
    assert [each.code for each in may_set_status(state, said)] == ["retraction-stands"]


@pytest.mark.django_db
def test_the_revision_of_an_item_never_goes_back():
    ended = entries.DissociationEnded(section="coast", notice="D1", reason=commit("heard now"))
    end = by("coast-director", ended, at="2026-03-04T10:00:00Z", index=95)
    before = exported(case(dissociations=(COAST,)), RELEASED, address=address)
    after = exported(case(dissociations=(COAST,), dissociations_ended=(end,)), RELEASED, address=address)
    assert len(after.notices) < len(before.notices)
    assert after.said == before.said


def test_who_is_no_approver_issues_nothing_and_clears_nothing_in_their_own_log():
    forged = replace(issuing(), actor="centre-author")
    assert issued(worded(notices=(forged,))) == ()
    assert len(issued(worded(notices=(issuing(),)))) == 1
    body = entries.StatusSet(output="release", released_ref=RELEASED.ref, status="current", reason=commit("why"))
    said = by("centre-author", body, at=LATE, index=95)
    concern = issuing(wording(type="expression-of-concern", statements=(), notice="N8"))
    state = worded(notices=(concern,), statuses=(said,))
    assert standing(state, RELEASED).status == "under-review"
