"""The pages of a release's uses: counts beside what was read, lists, charts, skipped records, followers."""

from __future__ import annotations

from html import escape

import pytest

from tests.echoes.views.found import PAGES, RELEASE, listed
from tests.site import AUTHOR, COAST, page, signed_in

COUNT = "3 uses found in 3,400 pages of 3 sources; 1 source failed, 1 source silent since 12 March 2026."


@pytest.mark.parametrize("address", ["/echoes/", "/cases/harbour/echoes/", RELEASE])
def test_a_count_says_beside_it_what_was_read(found, address):
    assert COUNT in page(AUTHOR, address)


def test_uses_stand_newest_first_with_their_labels(found):
    assert listed(RELEASE) == [PAGES[name]["title"] for name in ("translated", "bent", "trimmed")]
    text = page(COAST, RELEASE)
    assert "Quantity, stronger; Intent, stronger" in text
    assert "nothing shifted" in text


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("relation=trimmed", ["trimmed"]),
        ("faith=shifted", ["translated", "bent"]),
        ("faith=faithful", ["trimmed"]),
        ("language=ar", ["translated"]),
        ("attributed=no", []),
        ("judged=open", ["translated", "bent", "trimmed"]),
        ("judged=confirmed", []),
        ("passage=lead&relation=paraphrase", ["bent"]),
        ("relation=none-such", ["translated", "bent", "trimmed"]),
    ],
)
def test_the_list_can_be_narrowed(found, query, names):
    assert listed(f"{RELEASE}?{query}") == [PAGES[name]["title"] for name in names]


def test_what_a_person_rejected_is_in_no_count_and_can_be_listed(found):
    use = found["bent"].id
    signed_in(COAST).post(f"{RELEASE}{use}/", {"act": "reject", "reason": "They mean another group."})
    assert "2 uses found in" in page(COAST, RELEASE)
    assert listed(RELEASE) == [PAGES[name]["title"] for name in ("translated", "trimmed")]
    assert listed(f"{RELEASE}?judged=rejected") == [PAGES["bent"]["title"]]


def test_only_uses_of_the_release_are_counted_among_those_rejected(found):
    signed_in(COAST).post(f"{RELEASE}{found['bent'].id}/", {"act": "reject", "reason": "They mean another group."})
    signed_in(COAST).post(f"{RELEASE}{found['attribution'].id}/", {"act": "reject", "reason": "Nobody says it is us."})
    assert "1 more was found and rejected" in page(COAST, RELEASE)


def test_the_list_is_narrowed_by_the_label_that_a_person_stands_for(found):
    label = {"act": "correct", "relation": "edited", "passage": "lead", "attributed": "no"}
    signed_in(COAST).post(f"{RELEASE}{found['bent'].id}/", label)
    title = PAGES["bent"]["title"]
    for query in ("relation=edited", "faith=faithful", "attributed=no"):
        assert title in listed(f"{RELEASE}?{query}")
    for query in ("relation=paraphrase", "faith=shifted", "attributed=yes"):
        assert title not in listed(f"{RELEASE}?{query}")


def test_no_password_stands_beside_what_was_not_read(found):
    from answerable.echoes.tables import SkippedRecord, StreamHealth

    feed = "feed:https://user:secret@coast-news.example/rss"
    where = {"stream": feed, "path": "https://user:secret@coast-news.example/rss", "at": 0}
    told = {"address": "https://user:secret@coast-news.example/1", "detail": "https://user:secret@coast-news.example/1"}
    SkippedRecord.objects.create(run=found["bent"].run, reason="status", **where, **told)
    StreamHealth.objects.filter(stream=feed).update(failure="https://user:secret@coast-news.example/rss: no answer")
    narrowed = page(COAST, f"{RELEASE}skipped/?stream=feed:https://coast-news.example/rss")
    assert "https://coast-news.example/1" in narrowed
    assert "no gzip at byte 12" not in narrowed
    assert "secret" not in narrowed + page(COAST, RELEASE)


def test_what_pages_say_of_themselves_is_shown_as_text_alone(found):
    text = page(COAST, RELEASE)
    assert "Rumour &amp; Co" in text
    assert "a<b>" not in page(COAST, f"{RELEASE}{found['attribution'].id}/")


def test_words_said_to_be_ours_and_in_no_release_stand_apart(found):
    words = found["attribution"].data["restatement_words"]
    for address in ("/echoes/", RELEASE):
        assert escape(words) in page(COAST, address).partition('id="at-large"')[2]


def test_a_password_in_the_address_of_a_source_is_not_shown(found):
    text = page(COAST, RELEASE) + page(COAST, f"{RELEASE}skipped/")
    assert "feed:https://coast-news.example/rss" in text
    assert "secret" not in text


def test_what_could_not_be_read_is_counted_by_reason_and_listed(found):
    assert f"{RELEASE}skipped/?reason=broken" in page(COAST, RELEASE)
    every, one = page(COAST, f"{RELEASE}skipped/"), page(COAST, f"{RELEASE}skipped/?reason=future&stream=news.warc.gz")
    assert "no gzip at byte 12" in every
    assert "no gzip at byte 12" not in one
    assert "2031-01-01" in one


@pytest.mark.parametrize("name", ["timeline", "shifts"])
@pytest.mark.parametrize("paper", ["light", "dark"])
def test_a_chart_is_a_picture_that_says_its_numbers(found, name, paper):
    answer = signed_in(COAST).get(f"{RELEASE}{name}-{paper}.svg")
    assert answer["Content-Type"] == "image/svg+xml"
    text = answer.content.decode()
    assert 'role="img"' in text
    assert {"timeline": "shifted, 2026-03-16: 1", "shifts": "Intent, stronger: 2"}[name] in text
    assert "<script" not in text


@pytest.mark.parametrize("chart", ["never-light", "shifts-green"])
def test_there_is_no_other_chart(found, chart):
    assert signed_in(COAST).get(f"{RELEASE}{chart}.svg").status_code == 404


def test_copies_of_one_text_are_one_chain_with_an_inferred_source(found):
    first, second = found["trimmed"].page, found["bent"].page
    second.hints = [f"canonical:{first.address}"]
    second.save()
    text = page(COAST, RELEASE).partition('id="chains"')[2].partition("</section>")[0]
    assert "other pages name its address" in text
    assert text.index(first.title) < text.index("and 1 copy") < text.index(second.title)


def test_what_the_rehearsal_foresaw_stands_beside_what_happened(found):
    text = page(COAST, RELEASE).partition('id="rehearsal"')[2]
    assert "may have happened, in 3 uses that nobody judged" in text
    assert "statements that were rehearsed were not used, as far as was read" in text


def test_agreement_is_shown_once_somebody_judged(found):
    assert "No person has judged a use yet." in page(COAST, RELEASE)
    signed_in(COAST).post(f"{RELEASE}{found['bent'].id}/", {"act": "confirm"})
    assert "1 of 1, 100 % (95 % interval: 21 to 100 %)" in page(COAST, RELEASE)


FOLLOW = "/cases/harbour/say/document.followed/?output=release"
RULES = {
    "names": "Harbour Watch, مراقبة الميناء",
    "rules-rows": "1",
    "rules-0-name": "firmer",
    "rules-0-shifts": ["intent"],
    "rules-0-reach": "1",
    "answer_hours": "6",
}


def test_a_section_follows_with_names_and_rules_of_its_own(found):
    assert "No section follows it yet" in page(COAST, RELEASE)
    answer = signed_in(COAST).post(FOLLOW, RULES)
    assert answer.url == f"{RELEASE}#following"
    text = page(AUTHOR, RELEASE).partition('id="following"')[2]
    for words in ("<h3>coast</h3>", "مراقبة الميناء", "firmer", "changed: Intent", "within 6 hours"):
        assert words in text


def test_the_form_begins_with_what_the_section_said_last(found):
    signed_in(COAST).post(FOLLOW, RULES)
    text = page(COAST, FOLLOW)
    assert 'value="Harbour Watch, مراقبة الميناء"' in text
    assert 'value="firmer"' in text
    assert 'value="firmer"' not in page(AUTHOR, FOLLOW)


def test_a_new_rule_is_held_against_what_is_there_already(found):
    from answerable.echoes.tables import Alert

    signed_in(COAST).post(FOLLOW, RULES)
    alert = Alert.objects.get(section="coast", rule="firmer")
    assert set(alert.uses) == {found["bent"].id, found["translated"].id}
    assert "Alert by the rule firmer" in page(COAST, RELEASE)
    assert "6 hours left" in page(COAST, RELEASE)


def test_two_rules_of_one_name_are_refused_beside_the_field(found):
    twice = RULES | {"rules-rows": "2", "rules-1-name": "firmer", "rules-1-reach": "2"}
    answer = signed_in(COAST).post(FOLLOW, twice)
    assert answer.status_code == 409
    assert "Two rules have one name: firmer." in answer.content.decode()
