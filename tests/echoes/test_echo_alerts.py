"""Alerts: a section's own rules, or else the default, met by uses that no person rejected."""

from __future__ import annotations

from datetime import timedelta

import pytest

from answerable.echoes.alerts import DEFAULT, SILENT_HOURS, raise_alerts
from answerable.echoes.entries import DocumentFollowed, EchoConfirmed, EchoRejected, MisuseAnswered
from answerable.echoes.models import read_echoes
from answerable.echoes.tables import Alert
from answerable.evidence.clock import moment_of
from answerable.vault.sealing import say
from tests.echoes.made import NOON, a_page, a_use, shift


def state():
    return read_echoes("harbour", at=moment_of("harbour"))


def raised() -> list[tuple[str, str, str, int]]:
    raise_alerts(state(), "release")
    alerts = Alert.objects.order_by("section", "rule", "passage")
    return [(alert.section, alert.rule, alert.passage, alert.reach) for alert in alerts]


def follow(ref: str, *, section: str = "coast", **plain) -> None:
    said = {"output": "release", "released_ref": ref, "section": section, **plain}
    say(
        DocumentFollowed,
        said,
        origin=f"harbour.example/{section}",
        actor=f"{section}-director",
        at=moment_of("harbour"),
        case="harbour",
    )


def judge(kind, ref: str, use, *, section: str = "coast", **plain) -> None:
    body = {
        "echo": use.id,
        "output": "release",
        "version": 2,
        "released_ref": ref,
        "proposed": use.relation,
        "address": use.page.address,
        "words": "Seven records are missing.",
        **plain,
    }
    origin, actor = f"harbour.example/{section}", f"{section}-director"
    say(kind, body, origin=origin, actor=actor, at=moment_of("harbour"), case="harbour")


def answer(alert: Alert) -> None:
    said = {"misuse": alert.key, "output": "release", "section": "coast", "how": "answered", "text": "We wrote."}
    origin, actor = "harbour.example/coast", "coast-director"
    say(MisuseAnswered, said, origin=origin, actor=actor, at=moment_of("harbour"), case="harbour")


def test_words_that_are_bent_and_said_to_be_ours_reach_a_section_that_never_said_anything(released):
    a_use("a", shifts=(shift(),))
    assert ("coast", DEFAULT.name, "lead", 1) in raised()
    alert = Alert.objects.get(section="coast")
    assert alert.due - alert.raised == timedelta(hours=SILENT_HOURS)


@pytest.mark.parametrize("made", [{}, {"shifts": (shift(sure=False),)}, {"shifts": (shift(),), "attributed": False}])
def test_faithful_uses_doubtful_ones_and_those_not_said_to_be_ours_raise_nothing_by_default(released, made):
    a_use("a", **made)
    assert raised() == []


def test_words_put_into_our_mouth_raise_an_alert_by_default(released):
    a_use("a", relation="attribution")
    assert ("coast", DEFAULT.name, "", 1) in raised()


def test_copies_of_one_text_reach_as_far_as_one_page(released):
    follow(released, rules=[{"name": "wide", "reach": 2}])
    for name in "abc":
        a_use(name, page=a_page(name, text="one text that three outlets print word for word and line for line"))
    assert [each for each in raised() if each[0] == "coast"] == []
    a_use("d")
    assert ("coast", "wide", "lead", 2) in raised()


@pytest.mark.parametrize(
    ("rule", "met"),
    [
        ({"relations": ["edited"]}, True),
        ({"relations": ["translation"]}, False),
        ({"shifts": ["certainty", "intent"]}, True),
        ({"shifts": ["intent"]}, False),
        ({"regions": ["en"]}, True),
        ({"regions": ["ua"]}, True),
        ({"regions": ["fr"]}, False),
    ],
)
def test_a_rule_is_met_by_relation_shift_and_region(released, rule, met):
    follow(released, rules=[{"name": "own", **rule}])
    a_use("a", shifts=(shift(),), country="ua")
    assert (("coast", "own", "lead", 1) in raised()) is met


def test_a_section_that_follows_without_rules_has_said_that_it_wants_none(released):
    follow(released)
    a_use("a", shifts=(shift(),))
    assert [each for each in raised() if each[0] == "coast"] == []


def test_one_section_cannot_silence_another(released):
    follow(released, section="centre")
    a_use("a", shifts=(shift(),))
    assert ("coast", DEFAULT.name, "lead", 1) in raised()


def test_a_rule_that_has_ended_raises_nothing(released):
    follow(released, rules=[{"name": "own"}], until="2026-03-19")
    a_use("a", shifts=(shift(),))
    assert [each for each in raised() if each[0] == "coast"] == []


def test_the_clock_of_a_rule_is_the_sections_own(released):
    follow(released, rules=[{"name": "own"}], answer_hours=1)
    a_use("a")
    raised()
    alert = Alert.objects.get(section="coast")
    assert alert.due == NOON + timedelta(hours=1)


def test_the_same_alert_is_raised_once_and_what_comes_later_is_added(released):
    a_use("a", shifts=(shift(),))
    assert raise_alerts(state(), "release")
    assert raise_alerts(state(), "release") == []
    first = Alert.objects.get(section="coast")
    a_use("b", shifts=(shift(),))
    assert raise_alerts(state(), "release") == []
    later = Alert.objects.get(section="coast")
    assert (len(later.uses), later.reach, later.due) == (2, 2, first.due)


def test_what_a_person_rejected_raises_nothing(released):
    use = a_use("a", shifts=(shift(),))
    judge(EchoRejected, released, use, reason="Other words.")
    assert raised() == []


def test_the_label_of_a_person_takes_the_place_of_the_engines(released):
    use = a_use("a")
    bent = {"relation": "edited", "passage": "lead", "place": "body", "attributed": True}
    judge(EchoConfirmed, released, use, **bent, shifts=[{"kind": "scope", "direction": "stronger"}])
    assert ("coast", DEFAULT.name, "lead", 1) in raised()


def test_nobody_takes_an_alert_from_a_section_by_rejecting_its_uses_or_by_a_milder_label(released):
    mild = {"relation": "verbatim", "passage": "lead", "place": "body", "attributed": False}
    judge(EchoRejected, released, a_use("a", shifts=(shift(),)), section="centre", reason="Other words.")
    judge(EchoConfirmed, released, a_use("b", shifts=(shift(),)), section="centre", **mild)
    assert ("coast", DEFAULT.name, "lead", 2) in raised()


def test_what_another_section_finds_bent_alerts_a_section_as_well(released):
    bent = {"relation": "edited", "passage": "lead", "place": "body", "attributed": True}
    bent["shifts"] = [{"kind": "scope", "direction": "stronger"}]
    judge(EchoConfirmed, released, a_use("a"), section="centre", **bent)
    assert ("coast", DEFAULT.name, "lead", 1) in raised()


def test_what_comes_after_an_answer_is_a_new_alert_and_a_further_copy_is_none(released):
    text = "one text that two outlets print word for word and line for line"
    a_use("a", shifts=(shift(),), page=a_page("a", text=text))
    (first,) = raise_alerts(state(), "release")
    answer(first)
    a_use("b", shifts=(shift(),), page=a_page("b", text=text))
    assert raise_alerts(state(), "release") == []
    new = a_use("c", shifts=(shift(),))
    (second,) = raise_alerts(state(), "release")
    assert second.key != first.key
    assert (second.uses, second.reach) == ([new.id], 1)
    assert raise_alerts(state(), "release") == []
