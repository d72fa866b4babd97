"""When something may be said about a use: a release on record, a passage it has, in one's own name."""

from __future__ import annotations

import pytest

from answerable.echoes import models
from answerable.echoes.entries import DocumentFollowed, EchoConfirmed, EchoRejected, MisuseAnswered, MisuseReported
from answerable.echoes.gates import following, judged, judgements
from answerable.echoes.models import read_echoes
from answerable.evidence.clock import moment_of
from answerable.record.blocker import Refused
from answerable.vault.sealing import say
from tests.releases.noticed import dissociate, notice

ECHO = "e" * 64


def speak(said, *, person: str = "coast-director", log: str = "coast", **plain):
    return say(said, plain, origin=f"harbour.example/{log}", actor=person, at=moment_of("harbour"), case="harbour")


def about(ref: str, **plain):
    return {"output": "release", "released_ref": ref, **plain}


def confirm(ref: str, *, person: str = "coast-director", log: str = "coast", **changed):
    label = {"passage": "lead", "place": "body", "relation": "edited", "attributed": True, "proposed": "edited"}
    told = {"echo": ECHO, "version": 2, "address": "https://a.example/", "words": "All of them.", **label, **changed}
    return speak(EchoConfirmed, person=person, log=log, **about(ref, **told))


def report(ref: str, **changed):
    told = {"misuse": "M1", "version": 2, "section": "coast", "what": "Told as all records.", **changed}
    return speak(MisuseReported, **about(ref, **told))


def answer(**changed):
    told = {"misuse": "M1", "output": "release", "section": "coast", "how": "answered", "text": "We wrote to them."}
    return speak(MisuseAnswered, **{**told, **changed})


def codes(refused) -> list[str]:
    return [blocker.code for blocker in refused.value.blockers]


def test_a_use_of_a_statement_or_of_a_sentence_can_be_confirmed(released):
    assert confirm(released).body.passage == "lead"
    assert confirm(released, passage="s3").body.passage == "s3"


def test_a_use_of_a_notice_can_be_confirmed_where_there_is_that_notice(released):
    notice("lead")
    assert confirm(released, passage="notice-N1").body.passage == "notice-N1"
    with pytest.raises(Refused) as refused:
        confirm(released, passage="notice-N2")
    assert codes(refused) == ["passage-unknown"]


def test_a_use_of_a_dissociation_can_be_confirmed(released):
    dissociate()
    assert confirm(released, passage="notice-D1").body.passage == "notice-D1"


def test_words_put_into_our_mouth_are_confirmed_without_a_passage(released):
    assert confirm(released, relation="attribution", passage="").body.relation == "attribution"


def test_an_author_may_say_how_others_use_their_words(released):
    assert confirm(released) is not None
    told = {"version": 2, "echo": ECHO, "proposed": "edited", "address": "a", "words": "b", "reason": "Not ours."}
    assert speak(EchoRejected, person="centre-author", log="centre", **about(released, **told)) is not None


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"released_ref": "0" * 64}, "release-unknown"),
        ({"output": "report"}, "release-unknown"),
        ({"version": 1}, "release-unknown"),
        ({"passage": "nowhere"}, "passage-unknown"),
        ({"passage": "sentence"}, "passage-unknown"),
        ({"passage": ""}, "passage-missing"),
        ({"relation": "attribution"}, "attribution-of-passage"),
    ],
)
def test_a_label_that_speaks_of_nothing_is_refused(released, changed, code):
    with pytest.raises(Refused) as refused:
        confirm(released, **changed)
    assert code in codes(refused)


def test_the_last_word_about_a_use_holds(released):
    confirm(released)
    speak(
        EchoRejected,
        **about(released, echo=ECHO, version=2, proposed="edited", address="a", words="b", reason="Not ours."),
    )
    state = read_echoes("harbour", at=moment_of("harbour"))
    assert isinstance(judged(state, ECHO).body, EchoRejected)
    assert judged(state, "f" * 64) is None


@pytest.mark.parametrize(
    ("section", "person", "log"),
    [("centre", "coast-director", "coast"), ("coast", "coast-director", "centre"), ("coast", "nobody", "coast")],
)
def test_nobody_follows_for_another_section_or_in_its_log(released, section, person, log):
    with pytest.raises(Refused) as refused:
        speak(DocumentFollowed, person=person, log=log, **about(released, section=section))
    assert "not-own-section" in codes(refused)


@pytest.mark.parametrize(("person", "log"), [("coast-director", "centre"), ("centre-author", "coast"), ("", "coast")])
def test_nobody_says_what_a_use_is_in_anothers_name(released, person, log):
    wrong = {"version": 2, "echo": ECHO, "proposed": "edited", "address": "a", "words": "b", "reason": "Not ours."}
    misuse = {"misuse": "M1", "version": 2, "section": "coast", "what": "Told as all records."}
    for attempt in (
        lambda: confirm(released, person=person, log=log),
        lambda: speak(EchoRejected, person=person, log=log, **about(released, **wrong)),
        lambda: speak(MisuseReported, person=person, log=log, **about(released, **misuse)),
    ):
        with pytest.raises(Refused) as refused:
            attempt()
        assert codes(refused) == ["not-own-log"]


def test_what_a_log_from_elsewhere_says_in_anothers_name_counts_for_nothing(released):
    confirm(released)
    speak(DocumentFollowed, **about(released, section="coast", answer_hours=2))
    for table in (models.EchoConfirmed, models.DocumentFollowed):
        row = table.objects.get()
        row.pk, row.ref, row.origin, row.idx = None, "f" * 64, "harbour.example/centre", 9999
        row.save(force_insert=True)
    state = read_echoes("harbour", at=moment_of("harbour"))
    assert [fact.origin for fact in (*state.confirmed, *state.followed)] == ["harbour.example/coast"] * 2


def test_what_is_said_of_a_use_beside_another_output_is_not_said_here(released):
    confirm(released)
    state = read_echoes("harbour", at=moment_of("harbour"))
    assert ECHO in judgements(state, "release")
    assert judgements(state, "report") == {}


def test_two_rules_of_one_name_are_refused(released):
    with pytest.raises(Refused) as refused:
        speak(DocumentFollowed, **about(released, section="coast", rules=[{"name": "wide"}, {"name": "wide"}]))
    assert codes(refused) == ["rule-twice"]


def test_the_latest_word_of_each_section_says_how_it_follows(released):
    speak(DocumentFollowed, **about(released, section="coast", answer_hours=2))
    speak(DocumentFollowed, **about(released, section="coast", answer_hours=4))
    speak(DocumentFollowed, person="centre-director", log="centre", **about(released, section="centre"))
    state = read_echoes("harbour", at=moment_of("harbour"))
    assert {fact.body.section: fact.body.answer_hours for fact in following(state, "release")} == {
        "coast": 4,
        "centre": 24,
    }


def test_a_misuse_is_reported_once_under_a_key_that_no_rule_uses(released):
    report(released)
    with pytest.raises(Refused) as twice:
        report(released)
    with pytest.raises(Refused) as reserved:
        report(released, misuse="alert-1")
    assert (codes(twice), codes(reserved)) == (["misuse-twice"], ["misuse-key"])


def test_what_was_reported_is_answered_by_its_section_and_so_is_an_alert(released):
    report(released)
    assert answer() is not None
    assert answer(misuse="alert-0a1b") is not None


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"misuse": "M9"}, "misuse-unknown"),
        ({"output": "report"}, "misuse-elsewhere"),
        ({"section": "north"}, "not-own-section"),
    ],
)
def test_an_answer_to_nothing_or_in_anothers_name_is_refused(released, changed, code):
    report(released)
    with pytest.raises(Refused) as refused:
        answer(**changed)
    assert code in codes(refused)
