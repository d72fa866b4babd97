"""The page of one use: both sides with the change marked, what people say of it, the copy that was kept."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec
import pytest

from tests.echoes.views.found import ARABIC, PAGES
from tests.site import AUTHOR, COAST, page, said, signed_in

RELEASE = "/cases/harbour/echoes/release/"


def address(use) -> str:
    return f"{RELEASE}{use.id}/"


def post(person: str, use, **values) -> int:
    return signed_in(person).post(address(use), values).status_code


def last(kind: str):
    from answerable.echoes import models
    from answerable.record.facts import read

    return read(getattr(models, kind), case="harbour")[-1].body


LABEL = {"act": "correct", "relation": "paraphrase", "passage": "lead", "attributed": "yes"}


def test_what_shifted_is_marked_on_both_sides_with_its_number_and_reason(found):
    text = page(COAST, address(found["bent"]))
    assert '<mark>did not show</mark><sup><a class="reference" href="#shift-2">2</a></sup>' in text
    assert '<mark>hid</mark><sup><a class="reference" href="#shift-2">2</a></sup>' in text
    assert 'id="shift-1"' in text
    assert "12 of 30 became all." in text


def test_words_left_out_and_added_say_so_to_who_does_not_see_the_marks(found):
    text = page(COAST, address(found["trimmed"]))
    assert '<del><span class="unseen">left out: </span>; it has not let us see them either.</del>' in text
    assert '<ins><span class="unseen">added: </span>' in text
    assert '<span class="unseen">names us: </span>the Centre</b>' in text


def test_each_side_has_its_language_and_direction(found):
    text = page(COAST, address(found["translated"]))
    assert '<p lang="ar" dir="auto">' in text
    assert '<p lang="en" dir="auto">' in text
    assert "An earlier version" in page(COAST, RELEASE)
    assert "although a later one was out" in text
    assert ARABIC.split()[0] in text


def test_a_language_that_is_not_known_is_not_named_to_the_browser(found):
    assert 'lang="und"' not in page(COAST, address(found["attribution"])) + page(COAST, RELEASE)


def test_the_address_tells_the_other_site_nothing(found):
    text = page(COAST, address(found["bent"]))
    assert f'<a href="{PAGES["bent"]["address"]}" rel="noreferrer nofollow"' in text


def test_an_address_that_is_none_of_the_web_is_no_link(found):
    found["bent"].page.address = "javascript:alert(1)"
    found["bent"].page.save()
    assert 'href="javascript' not in page(COAST, address(found["bent"])) + page(COAST, RELEASE)


def test_a_use_is_confirmed_as_it_is_with_one_press(found):
    assert post(COAST, found["bent"], act="confirm") == 302
    body = last("EchoConfirmed")
    assert (body.relation, body.proposed, body.passage, body.version) == ("paraphrase", "paraphrase", "lead", 2)
    assert body.shifts == body.proposed_shifts
    assert [(each.kind, each.direction) for each in body.shifts] == [("quantity", "stronger"), ("intent", "stronger")]
    assert body.run == found["bent"].run.inputs
    assert "confirmed by a person" in page(AUTHOR, address(found["bent"]))


def test_the_same_sent_twice_is_said_once(found):
    post(COAST, found["bent"], act="confirm")
    post(COAST, found["bent"], act="confirm")
    assert said("echo.confirmed/1") == 1


def test_who_changed_their_mind_can_say_the_first_thing_again(found):
    post(COAST, found["bent"], act="confirm")
    post(COAST, found["bent"], act="reject", reason="Another group.")
    post(COAST, found["bent"], act="confirm")
    assert (said("echo.confirmed/1"), said("echo.rejected/1")) == (2, 1)


def test_a_label_is_corrected_beside_what_was_proposed(found):
    values = LABEL | {"relation": "edited", "shift-caveat": "weaker", "attributed": "no", "reason": "It says hid."}
    assert post(COAST, found["bent"], **values) == 302
    body = last("EchoConfirmed")
    assert (body.relation, body.proposed, body.attributed) == ("edited", "paraphrase", False)
    assert [(each.kind, each.direction) for each in body.shifts] == [("caveat", "weaker")]
    text = page(COAST, address(found["bent"]))
    assert "It says hid." in text
    assert "A person says it otherwise:" in text


def test_the_form_begins_with_the_label_that_holds(found):
    post(COAST, found["bent"], **LABEL, **{"shift-caveat": "weaker"})
    text = page(COAST, address(found["bent"])).partition('name="shift-caveat"')[2]
    assert '<option value="weaker" selected>' in text.partition("</select>")[0]


def test_words_that_are_nowhere_in_the_release_use_no_passage(found):
    answer = signed_in(COAST).post(address(found["bent"]), LABEL | {"relation": "attribution"})
    assert answer.status_code == 409
    text = answer.content.decode()
    assert "Words that are nowhere in the release cannot be a use of one of its passages." in text
    assert "Nothing was changed." in text
    assert said("echo.confirmed/1") == 0


def test_a_use_of_our_words_needs_its_passage(found):
    answer = signed_in(COAST).post(address(found["bent"]), LABEL | {"passage": ""})
    assert "A use of our words is a use of some passage." in answer.content.decode()


def test_rejecting_asks_for_a_reason(found):
    assert post(COAST, found["bent"], act="reject", reason=" ") == 409
    assert post(COAST, found["bent"], act="reject", reason="They quote the union.") == 302
    text = page(AUTHOR, address(found["bent"]))
    assert "No use of our words." in text
    assert "They quote the union." in text


def test_words_put_into_our_mouth_are_confirmed_beside_a_release(found):
    assert post(COAST, found["attribution"], act="confirm") == 302
    body = last("EchoConfirmed")
    assert (body.relation, body.passage, body.version) == ("attribution", "", 2)


def test_an_author_who_judges_is_named_as_one(found):
    post(AUTHOR, found["bent"], act="confirm")
    post(COAST, found["trimmed"], act="confirm")
    assert "an author of the words" in page(COAST, address(found["bent"]))
    assert "an author of the words" not in page(COAST, address(found["trimmed"]))


def test_a_drafted_answer_quotes_our_statement_in_the_language_of_the_page(found):
    text = page(COAST, address(found["bent"]))
    assert "What we released says: “On 12 November 2025" in text
    assert 'aria-label="The drafted answer" lang="ar">' in page(COAST, address(found["translated"]))


def test_a_page_that_was_not_kept_says_why(found):
    found["bent"].page.unstamped = "The server did not answer."
    found["bent"].page.save()
    text = page(COAST, address(found["bent"]))
    assert "It was not kept." in text
    assert "The server did not answer." in text


def test_the_kept_page_is_shown_with_its_digest_its_time_and_its_picture(found, tmp_path):
    from answerable.echoes.captures.pictures import keep_picture
    from answerable.echoes.captures.writing import keep
    from answerable.echoes.streams.documents import Raw

    place = {"stream": "news", "path": "news", "at": 0, "next": 1, "address": "https://x.example/"}
    raw = Raw(content=b"<p>Hello", media="text/html", **place)
    now = datetime(2026, 3, 18, 12, tzinfo=UTC)
    kept = keep(raw, folder=tmp_path, now=now)
    picture = b"\x89PNG\r\n\x1a\n and so on"
    drawn = keep_picture(picture, kept, folder=tmp_path, now=datetime(2026, 4, 1, tzinfo=UTC))
    row = found["bent"].page
    row.capture, row.picture = msgspec.to_builtins(kept), drawn.payload_sha256
    row.stamped = datetime(2026, 3, 18, 12, 0, 5, tzinfo=UTC)
    row.save()
    row.run.results = str(tmp_path)
    row.run.save()
    text = page(COAST, address(found["bent"]))
    assert kept.payload_sha256 in text
    assert "18 March 2026, 12:00:05 UTC" in text
    answer = signed_in(COAST).get(f"{address(found['bent'])}picture.png")
    assert (answer["Content-Type"], answer.content) == ("image/png", picture)
    post(COAST, found["bent"], act="confirm")
    assert last("EchoConfirmed").capture == kept.payload_sha256


def test_there_is_no_picture_where_none_was_kept(found):
    assert signed_in(COAST).get(f"{address(found['bent'])}picture.png").status_code == 404


def test_a_capture_that_lies_elsewhere_gives_no_picture(found, tmp_path):
    row = found["bent"].page
    row.capture, row.picture = {"path": "../../../2026/03/2026-03-18.warc.gz"}, "0" * 64
    row.save()
    row.run.results = str(tmp_path / "a" / "b")
    row.run.save()
    assert signed_in(COAST).get(f"{address(found['bent'])}picture.png").status_code == 404


@pytest.mark.parametrize("use", ["0" * 64, "never"])
def test_what_nobody_found_has_no_page(found, use):
    assert signed_in(COAST).get(f"{RELEASE}{use}/").status_code == 404


def test_an_act_that_the_page_does_not_have_is_not_said(found):
    assert post(COAST, found["bent"], act="erase") == 404


def test_our_words_are_shown_and_quoted_no_more_once_the_text_of_the_release_was_erased(found):
    from answerable.outputs.models import VersionDrafted
    from answerable.record.facts import read
    from answerable.vault.sealing import erase

    assert "did not show" in page(COAST, address(found["translated"]))
    for fact in read(VersionDrafted, case="harbour"):
        if fact.body.output == "release":
            erase(fact.body.text, reason="safety", origin=fact.origin, actor=fact.actor, at=fact.at)
    text = page(COAST, address(found["translated"]))
    assert "did not show" not in text
    assert text.count("[erased]") >= 2
