"""Who was listed on a date, under which criteria, decided by whom; sealed decisions; reversals; the full history."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from answerable.designations import entries
from answerable.designations.reading import list_of, public_list
from answerable.designations.register import every_decision, history_of, listed_on, sealed_decisions
from answerable.record.blocker import Refused
from answerable.vault.reading import shown
from tests.designations.made import LIST, NAME, day, decide, go_through, on, open_list, prepare, propose, speak
from tests.site import DIRECTOR


@pytest.fixture
def prisoners(harbour):
    open_list()


def at(number: int):
    """Return the list with its moment set to a day."""
    return replace(list_of(LIST), at=day(number))


def listed(number: int, *, known=None) -> list[tuple[str, str]]:
    found = listed_on(list_of(LIST), on(number), known=known)
    return [(each.person, each.holds_on(on(number)).fact.body.status) for each in found]


def test_who_was_listed_on_a_date(prisoners):
    go_through("P1", "designated", on=2)
    go_through("P2", "changed", on=10)
    go_through("P3", "ended", on=20)
    assert [listed(n) for n in (1, 2, 9, 10, 19, 20, 30)] == [
        *([], [("K1", "held")], [("K1", "held")]),
        *([("K1", "freed")], [("K1", "freed")], [], []),
    ]


def test_a_decision_counts_from_the_day_on_which_it_takes_effect(prisoners):
    go_through("P1", "designated", on=2, effective=on(5))
    assert [listed(n) for n in (4, 5)] == [[], [("K1", "held")]]


def test_each_listing_says_under_which_criteria_and_who_decided_and_signed(prisoners):
    go_through("P1", "designated", on=2)
    more = [{"criterion": "held", "text": "The person is held."}, {"criterion": "belief", "text": "For a belief."}]
    speak(DIRECTOR, entries.CriteriaAdopted, at=day(3), list=LIST, number=2, criteria=more, reason="More exact.")
    stands = [{"criterion": name, "state": "met", "evidence": ["E1"]} for name in ("held", "belief")]
    go_through("P2", "changed", on=10, number=2, criteria=stands)
    (listing,) = listed_on(list_of(LIST), on(12), known=None)
    told = [(each.fact.body.number, each.fact.actor, each.signers) for each in listing.decisions]
    assert told == [(n, "centre-director", ("centre-director", "north-director")) for n in (1, 2)]
    assert listing.holds_on(on(9)).fact.body.number == 1


def test_criteria_adopted_after_a_proposal_close_the_way_to_its_decision(prisoners):
    proposed = propose("P1", "designated", at=day(2))
    prepare(proposed, at=day(2))
    only = [{"criterion": "held", "text": "The person is held."}]
    speak(DIRECTOR, entries.CriteriaAdopted, at=day(3), list=LIST, number=2, criteria=only, reason="Shorter.")
    with pytest.raises(Refused) as refused:
        decide(proposed, at=day(3))
    assert [each.code for each in refused.value.blockers] == ["criteria-not-newest"]


# lesson 20: delisting is where lists fail


def test_an_ending_keeps_status_day_reason_and_who_decided(prisoners):
    go_through("P1", "designated", on=2)
    go_through("P2", "ended", on=20, section="declined")
    register = public_list(at(30))
    (was,) = register.listings
    assert register.listed == ()
    assert (was.name, was.status, was.since, was.until) == (NAME, "held", on(2), on(20))
    assert was.ended is not None
    assert (was.ended.decided, was.ended.reasons) == (on(20), "Public reasons for P2.")
    assert (was.ended.authority, was.ended.signers, was.ended.number) == ("Harbour Watch, centre", 2, 1)
    assert [(word.section, word.state, word.reason) for word in was.ended.words] == [
        ("Harbour Watch, coast", "declined", "The coast says: too early.")
    ]


def test_the_silence_of_a_section_is_printed(prisoners):
    go_through("P1", "designated", on=2, section="")
    (word,) = public_list(at(30)).listed[0].holds.words
    assert (word.section, word.state) == ("Harbour Watch, coast", "silent")


def test_a_late_word_is_printed_in_place_of_the_silence(prisoners):
    decided = go_through("P1", "designated", on=2, section="")
    of = {"list": LIST, "proposal": "P1", "proposed_ref": decided.body.proposed_ref, "section": "coast"}
    speak("coast-director", entries.DesignationDeclined, at=day(15), reason="We were away.", **of)
    (word,) = public_list(at(30)).listed[0].holds.words
    assert (word.state, word.reason) == ("declined", "We were away.")


# reversals, linked both ways


def test_a_reversal_and_the_wrong_decision_name_each_other(prisoners):
    go_through("P1", "designated", on=2)
    go_through("P2", "ended", on=10)
    go_through("P3", "designated", on=20, reverses="P2")
    linked = {each.fact.body.proposal: (each.reverses, each.reversed_by) for each in history_of(
        list_of(LIST), "K1", known=None)}  # fmt: skip
    assert linked == {"P1": ("", ()), "P2": ("", ("P3",)), "P3": ("P2", ())}
    assert [listed(n) for n in (5, 15, 25)] == [[("K1", "held")], [], [("K1", "held")]]


def test_a_refusal_can_be_reversed_and_stays_in_the_history(prisoners):
    go_through("P1", "refused", on=2)
    assert public_list(at(3)).refusals[0].proposal == ""
    go_through("P2", "designated", on=10, reverses="P1")
    (person,) = public_list(at(30)).persons
    assert [(each.decision, each.reversed_by) for each in person.decisions] == [
        ("refused", ("P2",)),
        ("designated", ()),
    ]
    assert public_list(at(30)).refusals == ()


# sealed decisions


def test_a_sealed_decision_is_known_only_as_sealed_until_its_day_and_then_discloses_itself(prisoners):
    go_through("P1", "designated", on=2)
    sealed = go_through("P2", "ended", on=10, discloses=on(25), sealed="Talks go on.")
    before, then = public_list(at(24)), public_list(at(25))
    assert [each.person for each in before.listed] == ["K1"]
    assert [(each.decided, each.discloses, each.entry) for each in before.sealed] == [(on(10), on(25), sealed.ref)]
    assert [each.decision for each in before.persons[0].decisions] == ["designated"]
    assert then.listed == then.sealed == ()
    assert public_list(at(25), on=on(12)).listed == ()  # what was so then is told, now that it may be
    assert then.persons[0].decisions[-1].sealed_until == on(25)


def test_insiders_know_a_sealed_decision_from_its_entry_on(prisoners):
    go_through("P1", "designated", on=2, discloses=on(25), sealed="Talks go on.")
    assert listed(3) == [("K1", "held")]
    assert listed(3, known=on(3)) == []
    assert len(sealed_decisions(list_of(LIST), known=on(3))) == 1
    assert len(every_decision(list_of(LIST), known=None)) == 1


def test_a_sealed_reversal_is_not_told_by_what_it_reverses(prisoners):
    go_through("P1", "designated", on=2)
    go_through("P2", "ended", on=10, reverses="P1", discloses=on(25), sealed="Talks go on.")
    (person,) = public_list(at(20)).persons
    assert person.decisions[0].reversed_by == ()
    (person,) = public_list(at(25)).persons
    assert person.decisions[0].reversed_by == ("P2",)


def test_what_follows_a_sealed_decision_is_sealed_as_long(prisoners):
    go_through("P1", "designated", on=2, discloses=on(25), sealed="Talks go on.")
    with pytest.raises(Refused) as refused:
        go_through("P2", "changed", on=10)
    assert [each.code for each in refused.value.blockers] == ["seal-shorter-than-last"]
    go_through("P3", "changed", on=10, discloses=on(25), sealed="As before.")
    assert [each.status for each in public_list(at(25)).listed] == ["freed"]


# no silent change


def test_every_change_of_the_list_stands_in_the_keepers_log_before_it_takes_effect(prisoners):
    go_through("P1", "designated", on=2)
    go_through("P2", "ended", on=10, effective=on(15))
    for each in every_decision(list_of(LIST), known=None):
        assert each.fact.origin == "harbour.example/centre"
        assert each.fact.at.date() <= each.fact.body.effective


def test_the_same_list_is_read_after_a_rebuild(prisoners):
    from answerable.record.replicate import rebuild

    go_through("P1", "designated", on=2)
    go_through("P2", "ended", on=10)
    before = public_list(at(30))
    rebuild()
    assert public_list(at(30)) == before


def test_an_erased_name_leaves_the_listing_and_not_the_name(prisoners):
    from answerable.vault.sealing import erase

    proposed = propose("P1", "designated", at=day(2))
    prepare(proposed, at=day(2))
    decide(proposed, at=day(2))
    erase(proposed.body.name, reason="safety", origin="harbour.example/centre", actor=DIRECTOR, at=day(3))
    (told,) = public_list(at(30)).listed
    assert told.name == shown(proposed.body.name) == "[erased]"
