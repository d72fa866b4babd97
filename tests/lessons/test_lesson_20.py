"""Lesson 20: delisting is where lists fail. Status, day, reason and who decided stay; nobody goes off in silence."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from answerable.designations import models
from answerable.designations.reading import list_of, public_list
from answerable.designations.register import listed_on
from answerable.record.blocker import Refused
from tests.designations.made import LIST, NAME, day, decide, go_through, on, open_list, prepare, propose
from tests.site import page


@pytest.fixture
def listed(harbour):
    open_list()
    go_through("P1", "designated", on=2)


def test_whoever_was_taken_off_stays_in_the_register_with_all_of_it(listed):
    go_through("P2", "ended", on=20)
    text = page("", f"/lists/{LIST}/persons/K1/")
    for words in (
        *(NAME, "Listed from 3 February 2026, ended 21 February 2026", "ended: no longer on the list"),
        *("Public reasons for P2.", "Decided on 21 February 2026 by Harbour Watch, centre", "2 persons signed."),
        *("Harbour Watch, coast: countersigned", "Under version 1 of the criteria."),
    ):
        assert words in text


def test_nobody_is_taken_off_while_the_criteria_are_met(listed):
    still = [{"criterion": "held", "state": "met", "evidence": ["E1"]}, {"criterion": "violence", "state": "not-met"}]
    with pytest.raises(Refused, match="No criterion is shown to fail"):
        propose("P2", "ended", at=day(20), criteria=still)


def test_nobody_is_taken_off_before_the_section_that_is_affected_had_its_days(listed):
    proposed = propose("P2", "ended", at=day(20))
    prepare(proposed, at=day(20), section="")
    with pytest.raises(Refused, match="coast has neither countersigned nor declined"):
        decide(proposed, at=day(26))
    assert decide(proposed, at=day(27)).body.silent == ("coast",)


def test_nobody_is_taken_off_with_effect_from_a_day_that_has_passed(listed):
    proposed = propose("P2", "ended", at=day(20))
    prepare(proposed, at=day(20))
    with pytest.raises(Refused, match="before it was made"):
        decide(proposed, at=day(20), effective=on(19))


def test_an_ending_that_another_log_tells_of_counts_for_nothing(listed):
    """As in a copy of a log that no gate of ours was asked about: in another's name, or by another section."""
    proposed = propose("P2", "ended", at=day(20))
    prepare(proposed, at=day(20))
    decide(proposed, at=day(20))
    row = models.DesignationDecided.objects.get(proposal="P2")
    for number, (origin, actor) in enumerate((("coast", row.actor), ("coast", "coast-director"))):
        models.DesignationDecided.objects.filter(proposal="P2").delete()
        row.ref, row.origin, row.actor = f"{number}" * 64, f"harbour.example/{origin}", actor
        row.save(force_insert=True)
        assert [each.person for each in listed_on(list_of(LIST), on(30), known=None)] == ["K1"]


def test_a_wrong_ending_is_reversed_and_both_stay(listed):
    go_through("P2", "ended", on=20)
    go_through("P3", "designated", on=30, reverses="P2")
    register = public_list(replace(list_of(LIST), at=day(40)))
    assert [(each.since, each.until) for each in register.listings] == [(on(2), on(20)), (on(30), None)]
    assert [each.reversed_by for each in register.persons[0].decisions] == [(), ("P3",), ()]
