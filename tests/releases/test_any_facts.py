"""The board on whatever facts there are: it never raises, and the same facts give the same board."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
from hypothesis import given, settings, strategies as st
from msgspec.structs import replace

from answerable.clearance.gates import changed_since, clocks, now, replies_beside, reviews_due
from answerable.clearance.waiting import waiting_for
from answerable.record.entry import Fact
from answerable.releases.gates import ReleaseCase, board
from tests.clearance.clean import ANSWERED, RAISED, SIGNED, by, clean_clearance, entries, officer, overridden, with_edit
from tests.clearance.test_guests import ALARM, LINKED, NOTES, revoked, withdrawn
from tests.outputs.clean import PORT, RELEASE

CLEAN = officer(clean_clearance(), "north-director")
EXTREMES = (datetime(1, 1, 2, tzinfo=UTC), datetime(9999, 12, 30, tzinfo=UTC), datetime(2026, 2, 1, tzinfo=UTC))
FULL = replace(
    with_edit(CLEAN),
    overrides=(overridden(22),),
    alarms=(
        by("coast-director", entries.AlarmRaised(alarm="A1", section="coast", text=RAISED.body.text), at=SIGNED),
        replace(ALARM, body=replace(ALARM.body, alarm="A2")),
    ),
    guests=LINKED.guests,
    guest_answers=LINKED.guest_answers,
    guest_withdrawals=(withdrawn(),),
    guest_revocations=(revoked(),),
    extensions=tuple(
        by(
            person,
            entries.ExtensionConsidered(party=PORT, output="report", asked=True, days=3, reason=RAISED.body.text),
            at=SIGNED,
        )
        for person in ("centre-author", "north-director")
    ),
    dissents=(
        NOTES,
        by("coast-director", entries.DissentNoted(objection="O1", output="release", text=RAISED.body.text)),
    ),
    waivers=(by("north-director", entries.ReplyWaived(party="port-authority", reason=ANSWERED.body.reasons)),),
    declines=(
        by(
            "coast-director",
            entries.DraftDeclined(
                section="coast",
                output="release",
                version=1,
                draft_ref=RELEASE.ref,
                refuses=("publish",),
                text=RAISED.body.text,
            ),
        ),
    ),
)


def altered(value: Any, draw: random.Random, *, shuffled: bool = False) -> Any:
    """Return a case with facts left out, doubled, moved, put into other logs, or emptied of what may be empty."""
    if isinstance(value, Fact):
        return value if shuffled else _altered_fact(value, draw)
    if isinstance(value, tuple) and value and isinstance(value[0], Fact):
        facts = [altered(each, draw, shuffled=shuffled) for each in value]
        if not shuffled:
            facts = [each for each in facts for _ in range(draw.choice((1, 1, 1, 1, 0, 2)))]
        else:
            draw.shuffle(facts)
        return tuple(facts)
    if isinstance(value, msgspec.Struct):
        return replace(value, **{
            name: altered(each, draw, shuffled=shuffled)
            for name, each in msgspec.structs.asdict(value).items()
        })  # fmt: skip
    return value


def _altered_fact(old: Fact[Any], draw: random.Random) -> Fact[Any]:
    if draw.random() < 0.8:
        return old
    changes: dict[str, Any] = {
        "at": draw.choice((*EXTREMES, old.at, old.at + timedelta(days=9))),
        "actor": draw.choice((old.actor, "", "stranger", "coast-director", "centre-author")),
        "origin": draw.choice((old.origin, "elsewhere.example/x", "x", "harbour.example/north")),
        "case": draw.choice((old.case, "another")),
        "body": _altered_body(old.body, draw),
    }
    return replace(old, **{name: changes[name] for name in draw.sample(sorted(changes), 2)})


def _altered_body(body: Any, draw: random.Random) -> Any:
    """Return a body with one field emptied, or given another value that its kind allows."""
    field = draw.choice(msgspec.structs.fields(body))
    old = getattr(body, field.name)
    fit: tuple[Any, ...] = ("", "F9", "release", "post", "coast", 0, 1, 2**53 - 1, (), None, False, True)
    fit += (old * 2,) if isinstance(old, tuple) else ()
    for new in draw.sample(fit, len(fit)):
        try:
            return msgspec.json.decode(msgspec.json.encode(replace(body, **{field.name: new})), type=type(body))
        except (msgspec.ValidationError, ValueError):
            continue
    return body


@settings(max_examples=150, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_no_facts_make_the_board_fail(seed):
    case = ReleaseCase(clearance=altered(FULL, random.Random(seed)))
    assert board(case) == board(case)


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_the_order_in_which_facts_are_read_changes_no_state(seed):
    draw = random.Random(seed)
    case = altered(FULL, draw)
    one, other = ReleaseCase(clearance=case), ReleaseCase(clearance=altered(case, draw, shuffled=True))
    assert [gate.state for gate in board(one)] == [gate.state for gate in board(other)]


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_no_facts_make_the_pages_of_a_consultation_fail(seed):
    case = altered(FULL, random.Random(seed))
    assert [waiting_for(case, person) for person in ("centre-author", "coast-director", "north-director")]
    assert changed_since(case, overridden(22)).acts is not None
    assert {each.had >= 0 and each.left >= 0 for each in clocks(case)} <= {True}
    assert (replies_beside(case), reviews_due(case, now(case))) is not None
