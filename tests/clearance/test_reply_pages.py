"""The right of reply: what is put to a party, how it was sent, what came back, and the conclusion it stands beside."""

from __future__ import annotations

from hashlib import sha256

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.site import AUTHOR, COAST, LAWYER, NORTH, page, said, signed_in

PARTIES = "/cases/harbour/reply/"
REPLY = "/cases/harbour/reply/port-authority/"
REQUEST = {
    "act": "request",
    "output": "release",
    "allegations": "That you did not show twelve of thirty records.",
    "days": "14",
    "proof": "Handed over at the gate.",
}


def proposed(person: str = AUTHOR) -> dict[str, str]:
    """Return the questions that the page proposes, by the name of their field."""
    forms = signed_in(person).get(REPLY).context["questions"]
    return {each.form["text"].html_name: each.form["text"].value() for each in forms}


def send(person: str = AUTHOR, **form: object):
    """Send one of the forms of the page."""
    return signed_in(person).post(REPLY, form)


def latest(kind: str):
    """Return the last act of a kind."""
    from answerable.record.acts import acts
    from answerable.record.facts import read

    return read(acts()[kind].table, case="harbour")[-1].body


def test_each_party_stands_in_the_list_with_what_it_is_owed(harbour):
    text = page(COAST, PARTIES)
    assert "port-authority" in text
    assert "nothing owed" in text


def test_the_page_shows_the_request_and_the_reply_word_for_word(harbour):
    text = page(NORTH, REPLY)
    assert "Receipt signed by the authority&#x27;s post room" in text
    assert "We see no reason to show you the files." in text


def test_the_page_names_each_conclusion_that_the_reply_stands_beside(harbour):
    text = page(COAST, REPLY)
    assert "raises concern that it fell short of its duty" in text
    assert "port-authority replied; its words stand beside this." in text


def test_a_question_is_proposed_for_each_finding_and_each_element_that_is_not_met(harbour):
    questions = signed_in(AUTHOR).get(REPLY).context["questions"]
    about = [(each.finding, each.rule, each.element.element if each.element else "") for each in questions]
    assert ("F1", "", "") in about
    assert ("F2", "R1", "no-lawful-ground") in about
    assert ("F2", "R1", "asked-for") not in about, "an element that is met needs no question"
    assert "Was there no lawful ground for not showing them?" in " ".join(proposed().values())


def test_a_request_carries_the_questions_as_they_were_reworded(harbour):
    from answerable.vault.reading import shown

    questions = proposed()
    first = next(iter(questions))
    answer = send(**REQUEST, **questions | {first: "Why not the other twelve?"})
    assert answer.url == f"{REPLY}#request", answer.content.decode()
    body = latest("reply.requested/1")
    assert shown(body.questions[0].text) == "Why not the other twelve?"
    assert len(body.questions) == len(questions)
    assert (body.output, body.days) == ("release", 14)


def test_a_question_that_is_left_empty_is_not_put(harbour):
    questions = proposed()
    first = next(iter(questions))
    send(**REQUEST, **questions | {first: " "})
    assert len(latest("reply.requested/1").questions) == len(questions) - 1


def test_a_request_sent_twice_is_put_once(harbour):
    before = said("reply.requested/1")
    for _ in range(2):
        assert send(**REQUEST, **proposed()).status_code == 302
    assert said("reply.requested/1") == before + 1


def test_the_file_that_proves_delivery_is_held_to_by_its_digest(harbour):
    from answerable.vault.reading import shown

    scan = SimpleUploadedFile("receipt.pdf", b"a scan of a receipt")
    send(**REQUEST, **proposed(), file=scan)
    proof = shown(latest("reply.requested/1").proof)
    assert proof.startswith("Handed over at the gate.\n")
    assert sha256(b"a scan of a receipt").hexdigest() in proof
    assert "receipt.pdf" in proof


def test_a_request_with_fewer_days_than_the_policy_gives_is_sent_back(harbour):
    before = said("reply.requested/1")
    least = signed_in(AUTHOR).get(REPLY).context["least"]
    answer = send(**REQUEST | {"days": str(least - 1)}, **proposed())
    assert answer.status_code == 409
    assert f"at least {least} days" in answer.content.decode()
    assert "That you did not show twelve of thirty records." in answer.content.decode()
    assert said("reply.requested/1") == before


@pytest.mark.parametrize("field", ["allegations", "days", "output"])
def test_a_request_that_lacks_something_is_sent_back(harbour, field):
    before = said("reply.requested/1")
    assert send(**REQUEST | {field: ""}, **proposed()).status_code == 409
    assert said("reply.requested/1") == before


def test_a_reworded_question_comes_back_when_the_request_is_refused(harbour):
    questions = proposed()
    first = next(iter(questions))
    answer = send(**REQUEST | {"days": "0"}, **questions | {first: "Why not the other twelve?"})
    assert "Why not the other twelve?" in answer.content.decode()


def test_a_reminder_is_recorded_with_its_proof(harbour):
    assert send(act="remind", proof="Sent again on 6 February.").status_code == 302
    assert "Sent again on 6 February." in page(COAST, REPLY)


def test_a_reminder_without_any_proof_is_sent_back(harbour):
    assert send(act="remind", proof="").status_code == 409
    assert said("reply.reminded/1") == 0


def test_an_author_records_that_the_party_asked_for_time_and_gives_none(harbour):
    assert send(act="extend", asked="yes", days="0", reason="They wrote on Monday.").status_code == 302
    assert latest("extension.considered/1").asked is True
    assert "nobody has decided" in page(COAST, REPLY)


def test_an_author_gives_no_days_and_keeps_what_was_typed(harbour):
    answer = send(act="extend", asked="yes", days="7", reason="They wrote on Monday.")
    assert answer.status_code == 409
    assert "They wrote on Monday." in answer.content.decode()
    assert "decides nothing about more time" in answer.content.decode()


def test_days_that_are_given_add_to_those_of_the_request(harbour):
    assert send(LAWYER, act="extend", asked="yes", days="7", reason="A holiday fell in.").status_code == 302
    assert "21 days to reply." in page(COAST, REPLY)


def test_a_late_reply_asks_for_a_version_that_carries_it(harbour):
    assert send(act="receive", text="We add:\nthe court has opened the files.").status_code == 302
    text = page(COAST, REPLY)
    assert "We add:<br>the court has opened the files." in text
    assert "replied after version 2 of release was drafted" in text


@pytest.mark.parametrize(
    "form",
    [{"act": "receive", "text": " "}, {"act": "waive", "reason": ""}, {"act": "engage", "choice": "", "reason": "x"}],
)
def test_an_empty_form_says_nothing(harbour, form):
    answer = send(LAWYER, **form)
    assert answer.status_code == 409
    assert "Nothing was changed." in answer.content.decode()


def test_an_author_waives_nothing(harbour):
    answer = send(act="waive", reason="There is no time.")
    assert answer.status_code == 409
    assert "may not waive the right of reply" in answer.content.decode()
    assert "There is no time." in answer.content.decode()


def test_a_waiver_by_somebody_else_is_printed_with_its_reason(harbour):
    assert send(NORTH, act="waive", reason="Asking would expose the workers.").status_code == 302
    assert "Asking would expose the workers." in page(COAST, REPLY)


def test_engagement_is_recorded_with_its_reason(harbour):
    assert send(LAWYER, act="engage", choice="persuasion", reason="We meet them on Friday.").status_code == 302
    assert "We meet them on Friday." in page(COAST, REPLY)


def test_a_party_that_nobody_accuses_has_no_page(harbour):
    assert signed_in(COAST).get("/cases/harbour/reply/the-moon/").status_code == 404


def test_a_form_that_is_none_of_the_pages_is_not_found(harbour):
    assert send(act="forget").status_code == 404


@pytest.mark.parametrize("where", [PARTIES, REPLY])
def test_who_has_joined_no_section_finds_nothing(harbour, where):
    assert signed_in("stranger").get(where).status_code == 404
    assert signed_in().get(where).status_code == 302
