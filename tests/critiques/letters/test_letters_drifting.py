"""One thing under two names, one promise in two forms."""

from __future__ import annotations

import pytest

from answerable.critiques.letters.drifting import drift
from answerable.critiques.letters.found import Answer, Item

SOFTENED = [
    ("en", "There will be an independent review of the ferry fire. The internal team begins in May."),
    ("fr", "Une enquête indépendante aura lieu. Notre équipe interne commencera en mai."),
    ("de", "Es wird eine unabhängige Prüfung geben. Das interne Team beginnt im Mai."),
    ("es", "Habrá una auditoría independiente. El equipo interno empezará en mayo."),
    ("ru", "Будет независимая проверка. Наша внутренняя группа начнёт в мае."),
    ("uk", "Буде незалежна перевірка. Наша внутрішня група почне в травні."),
    ("ar", "سيجري تحقيق مستقل. وسيبدأ فريق داخلي في مايو."),
]


@pytest.mark.parametrize(("language", "reply"), SOFTENED)
def test_two_adjectives_for_one_promise_are_flagged(language, reply):
    found = drift("", reply, reply_language=language)
    assert [each.where for each in found] == ["reply"]
    assert found[0].a == reply[found[0].a_start : found[0].a_end]
    assert found[0].b == reply[found[0].b_start : found[0].b_end]


@pytest.mark.parametrize(
    "reply",
    [
        "There will be an independent review. It begins in May.",
        "The internal team began in May. There will be an independent review.",
        "There will be no independent review. The internal team begins in May.",
    ],
)
def test_a_promise_that_is_kept_grows_or_was_never_made_is_not_flagged(reply):
    assert drift("", reply, reply_language="en") == ()


def test_two_titles_of_one_report_are_flagged_in_a_letter():
    letter = 'We read "The Silent Ferry" twice. On your website the same report is called "The Harbour Paper".'
    found = drift(letter, language="en")
    assert [(each.a, each.b) for each in found] == [('"The Silent Ferry"', '"The Harbour Paper"')]


def test_two_titles_of_two_reports_are_not_flagged():
    letter = 'We read "The Silent Ferry" in May. Mrs Olm wrote "A Year of Rain" about another town.'
    assert drift(letter, language="en") == ()


def test_a_demand_answered_with_less_is_flagged_between_the_two():
    letter, reply = "Publish the transcripts.", "A summary will be sent to those who ask."
    answer = Answer(state="partly", start=0, end=len(reply), text=reply)
    item = Item(n=1, kind="demand", start=0, end=23, text=letter[:23], answer=answer)
    found = drift(letter, reply, (item,), language="en", reply_language="en")
    assert [each.where for each in found] == ["between"]


def test_a_count_that_is_set_right_is_flagged():
    letter, reply = "Eleven drivers were dismissed.", "Nine and not eleven drivers were dismissed."
    answer = Answer(state="refused", start=0, end=len(reply), text=reply)
    item = Item(n=1, kind="allegation", start=0, end=29, text=letter[:29], answer=answer)
    found = drift(letter, reply, (item,), language="en", reply_language="en")
    assert [each.note for each in found] == ["the numbers differ"]


def test_an_empty_text_has_no_drift():
    assert drift("", "") == ()
