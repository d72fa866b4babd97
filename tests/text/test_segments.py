"""Segments: what stands where, whose words they are, and offsets that hold in every script."""

import os
import re
import sys
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st

from answerable.text.documents import read_document, visible
from answerable.text.quotations import quotations
from answerable.text.segments import own_words, quoted_within, segment
from answerable.text.sentences import sentences

SHARED = Path(os.environ.get("ANSWERABLE_SHARED", Path(__file__).parents[3] / "shared"))
NTREX = SHARED / "data" / "benchmarks" / "ntrex"

RELEASE = """# Shells hit “safe” school

**North, 4 May** – The unit shelled the school, Harbour Watch said today. Nobody knows *why*.

“We ran,” said the colonel, who was there. “They shot at us. They came back.” He left.

## What we ask

- Open the road.

> They never warned us. — Olena, teacher
"""


def said(text):
    return [(text[q.start : q.end], q.speaker.words(text), q.speech) for q in quotations(text)]


def split(text):
    return [text[start:end] for start, end in sentences(text)]


def test_each_segment_knows_its_place():
    segments = segment(read_document(RELEASE, media="markdown"))
    assert [(each.place, each.shown) for each in segments if each.place != "quote"] == [
        ("title", "Shells hit “safe” school"),
        ("lead", "North, 4 May – The unit shelled the school, Harbour Watch said today."),
        ("lead", "Nobody knows why."),
        ("body", "“We ran,” said the colonel, who was there."),
        ("body", "“They shot at us."),
        ("body", "They came back.”"),
        ("body", "He left."),
        ("heading", "What we ask"),
        ("bullet", "Open the road."),
        ("body", "They never warned us."),
        ("body", "— Olena, teacher"),
    ]


def test_quoted_speech_has_its_speaker():
    document = read_document(RELEASE, media="markdown")
    quotes = [each for each in segment(document) if each.place == "quote"]
    assert [(each.shown, each.quoted, each.speaker.words(document.text)) for each in quotes] == [
        ("“safe”", False, ""),
        ("“We ran,”", True, "the colonel"),
        ("“They shot at us. They came back.”", True, "the colonel"),
        ("They never warned us. — Olena, teacher", True, "Olena, teacher"),
    ]


def test_the_organisations_own_sentences_leave_out_what_witnesses_say():
    segments = segment(read_document(RELEASE, media="markdown"))
    assert [each.shown for each in own_words(segments) if "shot" in each.shown or "warned" in each.shown] == []


def test_a_place_within_speech_is_known():
    document = read_document(RELEASE, media="markdown")
    segments = segment(document)
    at = document.text.index("shot")
    assert quoted_within(segments, at, at + 4)
    at = document.text.index("safe")
    assert not quoted_within(segments, at, at + 4)


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("“They broke the law of war,” said Ann Lee, director of Harbour Watch.", False),
        ("Harbour Watch said: “They broke the law of war.”", False),
        ("“Yes,” said Ann Lee of Harbour Watch. “They broke the law of war.”", False),
        ("“They broke the law of war,” Harbour Watch’s director Ann Lee said.", False),
        ("“They broke the law of war,” said Olena, a teacher who spoke to Harbour Watch.", True),
        ("“They broke the law of war,” a teacher told Harbour Watch.", True),
    ],
)
def test_the_organisations_own_people_are_no_witnesses(text, quoted):
    segments = segment(read_document(text), own=["Harbour Watch"])
    assert {each.quoted for each in segments if each.place == "quote"} == {quoted}


def test_a_quotation_that_spans_paragraphs_is_quoted_in_each():
    text = "“We were there all night.\n\n“Nobody came,” said Olena."
    assert [each.quoted for each in segment(read_document(text)) if each.place != "quote"] == [True, False]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“We ran,” said the colonel.", [("“We ran,”", "the colonel", True)]),
        ('The colonel said: "We ran at dawn." Then he left.', [('"We ran at dawn."', "The colonel", True)]),
        ("«Мы бежали», — сообщил полковник Иванов.", [("«Мы бежали»", "полковник Иванов", True)]),
        ("По словам свидетеля, «все сгорело».", [("«все сгорело»", "свидетеля", True)]),
        ("„Ми тікали“, — розповіла мешканка села.", [("„Ми тікали“", "мешканка села", True)]),
        ("Selon le témoin, « ils ont tiré ».", [("« ils ont tiré »", "le témoin", True)]),
        ("« Nous avons fui », a déclaré Marie Dupont.", [("« Nous avons fui »", "Marie Dupont", True)]),
        ("„Wir flohen“, sagte der Oberst.", [("„Wir flohen“", "der Oberst", True)]),
        ("»Sie schossen auf uns«, so Meier.", [("»Sie schossen auf uns«", "Meier", True)]),
        ("«Huimos», dijo el coronel.", [("«Huimos»", "el coronel", True)]),
        ("„Uciekliśmy”, powiedział Jan Kowalski.", [("„Uciekliśmy”", "Jan Kowalski", True)]),
        ("وقال الشاهد: «أطلقوا النار علينا».", [("«أطلقوا النار علينا»", "الشاهد", True)]),
        ("他说：「我们走了。」", [("「我们走了。」", "", False)]),
        (
            "— Мы бежали, — сказал полковник. — Нас били.",
            [("Мы бежали,", "полковник", True), ("Нас били.", "полковник", True)],
        ),
        (
            "—Huimos —dijo el coronel—. Nos dispararon.",
            [("Huimos", "el coronel", True), ("Nos dispararon.", "el coronel", True)],
        ),
        ("Завод «Рога и «Копыта»» закрыт.", [("«Рога и «Копыта»»", "", False)]),
        ("They call it a “safe zone” here.", [("“safe zone”", "", False)]),
        ("It's the dogs' yard, the '90s.", []),
        ("He left “without a word", []),
    ],
)
def test_quotations_of_every_style_have_their_speaker(text, expected):
    assert said(text) == expected


@pytest.mark.parametrize(
    "expected",
    [
        ["Mr. Smith of the U.N. said 3.5 p.c. was too much.", "He left."],
        ["“Go!” he said.", "Dr. J. R. Miller, e.g. here...", "Then nothing."],
        ["See art. 5 (a).", "No. 5 was closed in the U.S.", "The army came."],
        ["Он род. в 1994 г. в городе.", "Там жил г-н Иванов и т. д.", "Потом ушел."],
        ["Am 5. Mai kam er, z. B. nach Berlin.", "Dann ging er.", "Es war der 89. Tag."],
        ["Wait… no.", "What?!", "Yes."],
        ["1. The army left.", "It came back."],
        ["قال الشاهد ذلك.", "هل رأيت؟", "نعم۔"],
        ["El Sr. López huyó.", "¿Por qué?", "No se sabe."],
        ["M. Dupont a dit « non ».", "Puis il est parti."],
    ],
)
def test_sentences_end_where_readers_end_them(expected):
    assert split(" ".join(expected)) == expected


def test_chinese_sentences_need_no_space():
    assert split("我们看到了。他说：“走！”然后走了。") == ["我们看到了。", "他说：“走！”然后走了。"]


def check_segments(document, segments):
    for level in (True, False):
        spans = [each for each in segments if (each.place == "quote") is level]
        assert all(0 <= each.start < each.end <= len(document.text) for each in spans)
        assert all(first.end <= then.start for first, then in pairwise(spans))
    for each in segments:
        assert not each.shown or (not each.shown[0].isspace() and not each.shown[-1].isspace())
        if each.start + len(each.shown) == each.end:
            assert re.sub(r"\s", " ", document.text[each.start : each.end]) == re.sub(r"\s", " ", each.shown)
        assert 0 <= each.speaker.start <= each.speaker.end <= len(document.text)


def check_cover(document, segments):
    """Every visible character but white space is in one sentence."""
    seen = "".join(visible(block).text for block in document.blocks)
    told = "".join(each.shown for each in segments if each.place != "quote")
    assert re.sub(r"\s", "", told) == re.sub(r"\s", "", seen)


PIECES = [
    *(
        "The unit fired",
        "Они ушли",
        "قال الشاهد",
        "走了",
        "e\u0301te\u0301",
        "👩\u200d👧",
        "said",
        "сказал",
        " ",
        " ",
        "\n",
        "\n\n",
    ),
    *(
        ". ",
        "? ",
        "。",
        "؟",
        "… ",
        "“",
        "”",
        "«",
        "»",
        "„",
        "‘",
        "’",
        '"',
        "'",
        "— ",
        ", ",
        "Mr.",
        "5.",
        "**",
        "<b>",
        "</b>",
    ),
    *("&amp;", "- ", "# ", "> ", "\u202e", "\ud800", "\0"),
]


@pytest.mark.parametrize("media", ["markdown", "html", "plain"])
@given(pieces=st.lists(st.sampled_from(PIECES), max_size=40))
@settings(max_examples=200)
def test_segments_lie_in_order_and_cover_all_visible_text(media, pieces):
    document = read_document("".join(pieces), media=media)
    segments = segment(document)
    check_segments(document, segments)
    check_cover(document, segments)


@given(st.text(max_size=300))
def test_any_text_is_segmented(text):
    document = read_document(text)
    segments = segment(document)
    check_segments(document, segments)
    check_cover(document, segments)


def work(text, media):
    """How many Python function calls and lines the segmentation takes; time would depend on the machine."""
    steps = 0

    def count(frame, event, _argument):
        nonlocal steps
        if "answerable" not in frame.f_code.co_filename:
            return None
        steps += 1
        return count

    before = sys.gettrace()
    sys.settrace(count)
    try:
        segment(read_document(text, media=media))
    finally:
        sys.settrace(before)
    return steps


@pytest.mark.parametrize("media", ["markdown", "html", "plain"])
@given(
    pieces=st.lists(
        st.sampled_from([*PIECES, "[", "](", "`", "``", "<", "<!--", '<a "', "Mr. ", "“a ", "a. B "]),
        min_size=1,
        max_size=5,
    )
)
@settings(max_examples=40, deadline=None)
def test_work_grows_no_faster_than_the_text(media, pieces):
    unit = "".join(pieces)
    once, eight = work(unit * 40, media), work(unit * 320, media)
    assert eight <= 9 * once + 5_000


@pytest.mark.skipif(not NTREX.exists(), reason="needs the shared data")
@pytest.mark.parametrize("name", ["src.eng", "ref.ukr", "ref.rus", "ref.fra", "ref.deu", "ref.spa", "ref.arb"])
def test_the_ends_of_news_sentences_are_found(name):
    """A line of ntrex is one sentence, or two where a translator split it; ends without a mark cannot be seen."""
    lines = [" ".join(line.split()) for line in (NTREX / f"newstest2019-{name}.txt").read_text("utf-8").splitlines()]
    text = " ".join(lines)
    ends, at = set(), 0
    for line in lines:
        at += len(line)
        if re.search(r"[.!?…؟][\"”»“’')]*\Z", line):
            ends.add(at)
        at += 1
    found = {end for _, end in sentences(text)}
    assert len(ends & found) / len(ends) >= 0.98
