import hashlib
import logging
import socket
from datetime import UTC, datetime, timedelta

import pytest

from answerable.echoes.errors import Unreadable
from answerable.echoes.pages.articles import article
from answerable.echoes.pages.plain import plain
from answerable.echoes.pages.sketches import alike
from answerable.echoes.streams.documents import Document, Given, Raw, Skipped

NOW = datetime(2026, 1, 1, tzinfo=UTC)
TITLE = "Seven villages had no clinic, mission finds"
LEAD = "Seven of the twelve villages visited in May had no clinic, the mission says in its report."
FIRST = (
    "The mission said “it’s not enough” on Friday, after a visit that lasted three weeks and was hindered by nobody."
)
SECOND = (
    "Officials answered that clinics would be built before the winter, and that money had been found for all of them."
)
THIRD = "“We waited for a doctor for two years,” a woman of one of the villages told the visitors at her kitchen table."
MENU = "".join(f'<li><a href="/{at}">Section {at} of the paper</a></li>' for at in range(60))


def paragraphs(*texts: str) -> str:
    return "".join(f"<p>{text}</p>\n" for text in texts)


def page(body: str = paragraphs(FIRST, SECOND, THIRD), *, head: str = "", title: str = TITLE, lang: str = "en") -> str:
    return (
        f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><title>{title} | The Paper</title>'
        f'<meta property="og:site_name" content="The Paper">{head}</head><body><nav><ul>{MENU}</ul></nav>'
        f"<main><article><h1>{title}</h1>{body}</article></main>"
        f"<footer><p>© The Paper</p><ul>{MENU}</ul></footer></body></html>"
    )


def raw(
    content: str | bytes = "", media: str = "text/html", address: str = "https://www.paper.example/a", **more
) -> Raw:
    content = content if isinstance(content, bytes) else content.encode()
    return Raw(stream="s", path="p", at=7, next=9, id="i", address=address, content=content, media=media, **more)


def read(content: str | bytes = "", **more) -> Document:
    return article(raw(content, **more), now=NOW)[0]


def skipped(content: str | bytes = "", **more) -> list[Skipped]:
    return article(raw(content, **more), now=NOW)[1]


def refused(record: Raw) -> str:
    with pytest.raises(Unreadable) as caught:
        article(record, now=NOW)
    return caught.value.reason


def test_title_lead_and_body_are_apart():
    found = read(page())
    assert (found.title, found.lead, found.body) == (TITLE, FIRST, f"{SECOND}\n\n{THIRD}")


def test_a_summary_that_stands_on_the_page_is_the_lead():
    head = f'<meta name="description" content="{LEAD}">'
    body = f"<div class=standfirst>{LEAD}</div>" + paragraphs(FIRST, SECOND, THIRD)
    found = read(page(body, head=head))
    assert (found.lead, LEAD in found.body, FIRST in found.body) == (LEAD, False, True)


def test_a_summary_that_nobody_sees_is_no_lead():
    assert read(page(head=f'<meta name="description" content="{LEAD}">')).lead == FIRST


def test_one_paragraph_is_the_body():
    found = read(page(paragraphs(f"{FIRST} {SECOND} {THIRD}")))
    assert (found.lead, found.body) == ("", f"{FIRST} {SECOND} {THIRD}")


def test_the_words_of_the_menu_are_no_part_of_it():
    found = read(page())
    assert "Section" not in found.title + found.lead + found.body


def test_a_list_and_its_short_items_are_part_of_it():
    body = paragraphs(FIRST, SECOND) + "<ul><li>Water</li><li>Two roads</li><li>A school</li></ul>" + paragraphs(THIRD)
    assert "\n\nWater\n\nTwo roads\n\nA school\n\n" in read(page(body)).body


def test_the_title_goes_without_the_name_of_the_outlet():
    content = page().replace(f"<h1>{TITLE}</h1>", "")
    assert read(content).title == TITLE


def test_the_heading_that_is_the_outlets_name_is_no_title():
    content = page().replace("<nav>", "<h1>The Paper</h1><nav>")
    assert read(content).title == TITLE


@pytest.mark.parametrize(
    ("words", "language"),
    [
        (
            "Миссия сообщила в пятницу, что в семи деревнях не было больницы: «люди уехали», — говорится в докладе.",
            "ru",
        ),
        ("Місія повідомила у п’ятницю, що в семи селах не було лікарні, а мешканці поїхали звідти ще взимку.", "uk"),
        ("أَعْلَنَ المجلس يوم الجمعة أنّ القرية لم يكن بها مستشفى وأن السكان غادروا منازلهم قبل الشتاء.", "ar"),
        ("理事会星期五说，该村没有医院，居民已经离开，等待了两年，没有人来看望他们，冬天之前也没有人来。", "zh"),
        (
            "La mission a écrit que « rien n’a été fait » : l’hôpital e\u0301tait fermé depuis deux ans, dit le maire.",
            "fr",
        ),
        ("می‌گویند که در هفت روستا درمانگاهی نبود و مردم پیش از زمستان خانه‌های خود را ترک کرده بودند و رفتند.", "fa"),
    ],
)
def test_words_are_kept_exactly_in_every_script(words, language):
    found = read(page(paragraphs(words + " 1", words + " 2", words + " 3"), lang=language))
    assert (found.lead, found.body, found.language) == (f"{words} 1", f"{words} 2\n\n{words} 3", language)


def test_every_word_of_the_document_was_scanned():
    record = raw(page())
    found, scanned = article(record, now=NOW)[0], plain(record).decode()
    assert all(line in scanned.split("\n") for line in [found.title, found.lead, *found.body.split("\n\n")])


def test_a_page_that_the_extractor_cannot_read_keeps_its_words():
    content = f"<html><body><table><tr><td><select></select>{LEAD}</td></tr></table></body></html>"
    found = read(content)
    assert LEAD in found.lead + found.body


def test_a_page_that_is_too_deep_for_a_tree_keeps_its_words():
    deep = "<div>" * 100_000 + paragraphs(FIRST, SECOND)
    found = read(f"<title>{TITLE}</title>{deep}")
    assert (found.title, found.lead, found.body) == (TITLE, FIRST, SECOND)


@pytest.mark.parametrize(
    "head",
    [
        '<meta property="article:published_time" content="2025-05-04T10:00:00Z">',
        (
            '<script type="application/ld+json">{"@graph": [{"@type": "Person"}, {"@type": ["NewsArticle"], '
            '"datePublished": "2025-05-04T12:00:00+02:00"}]}</script>'
        ),
        '<meta name="date" content="Sun, 04 May 2025 10:00:00 GMT">',
    ],
)
def test_the_page_says_when_it_was_published(head):
    assert read(page(head=head)).published == datetime(2025, 5, 4, 10, tzinfo=UTC)


def test_an_address_can_hold_the_date():
    assert read(page(), address="https://paper.example/2025/05/04/a").published == datetime(2025, 5, 4, tzinfo=UTC)


def test_no_date_is_guessed_from_the_words():
    assert (
        read(page(paragraphs(FIRST, "On 4 May 2019 and on 2020-02-02 they said: " + SECOND, THIRD))).published is None
    )


def test_a_date_in_the_future_is_not_believed():
    head = '<meta property="article:published_time" content="2031-05-04T10:00:00Z">'
    found, [row] = article(raw(page(head=head)), now=NOW)
    assert (found.published, row.reason, row.at, row.next, row.id) == (None, "future", 7, 9, "i")


def test_a_date_within_a_day_is_believed():
    given = Given(published=NOW + timedelta(hours=23))
    assert (read(page(), given=given).published, skipped(page(), given=given)) == (given.published, [])


@pytest.mark.parametrize("zone", [None, UTC])
def test_a_date_without_its_zone_is_no_error(zone):
    assert read(page(), given=Given(published=datetime(2025, 1, 1, tzinfo=zone))).published == datetime(
        2025, 1, 1, tzinfo=UTC
    )


def test_the_outlet_is_what_the_page_says_or_else_the_host():
    bare = page().replace("og:site_name", "x").replace(" | The Paper", "")
    said = '<script type="application/ld+json">{"@type": "Article", "publisher": {"name": "Gazette"}}</script>'
    assert [read(page()).outlet, read(bare.replace("</head>", said + "</head>")).outlet, read(bare).outlet] == [
        "The Paper",
        "Gazette",
        "paper.example",
    ]


def test_a_list_of_links_is_nobodys_article():
    assert (
        refused(raw(f"<html><head><title>News</title></head><body><h1>News</h1><ul>{MENU}</ul></body></html>"))
        == "links-only"
    )


@pytest.mark.parametrize("content", ["<html><body></body></html>", "<p> </p>", "<script>a</script>"])
def test_a_page_without_words_is_empty(content):
    assert refused(raw(content)) == "empty"


def test_a_title_that_is_too_long_is_cut_and_told():
    found, rows = article(raw(page(title="word " * 300_000)), now=NOW)
    assert ([row.reason for row in rows], len(found.title) <= 500, FIRST in found.lead + found.body) == (
        ["long-title"],
        True,
        True,
    )


def test_records_of_words_alone_are_read():
    given = Given(title=TITLE, text=f"{FIRST}\n\n{SECOND}\n\n{THIRD}", language="en", outlet="Gazette", published=NOW)
    found = read(given=given, media="")
    assert (found.title, found.lead, found.body, found.outlet, found.published) == (
        TITLE,
        FIRST,
        f"{SECOND}\n\n{THIRD}",
        "Gazette",
        NOW,
    )


def test_a_lead_that_is_given_stays_the_lead():
    found = read(given=Given(title=TITLE, lead=LEAD, text=f"{LEAD}\n\n{FIRST}"), media="")
    assert (found.lead, found.body) == (LEAD, FIRST)


def test_plain_text_is_read():
    found = read(f"{TITLE}\n\n{FIRST}\n\n{SECOND}\n", media="text/plain")
    assert (found.title, found.lead, found.body) == (TITLE, FIRST, SECOND)


def test_the_same_page_has_one_id_and_other_words_or_addresses_another():
    ids = [
        read(page()).id,
        read(page()).id,
        read(page(paragraphs(FIRST, SECOND))).id,
        read(page(), address="https://b.example").id,
    ]
    assert (ids[0] == ids[1], len(set(ids))) == (True, 3)


def test_the_bytes_are_sealed_by_their_hash():
    content = page().encode()
    assert read(content).sha256 == hashlib.sha256(content).hexdigest()


def test_a_copy_elsewhere_has_nearly_the_same_sketch():
    other = page(paragraphs("KYIV (AFP) - " + FIRST, SECOND, THIRD), title="Another headline")
    assert alike(read(page()).sketch, read(other).sketch) > 0.9


def test_nothing_is_logged_and_nothing_is_fetched(monkeypatch, capfd, caplog):
    def refuse(*_args, **_more):
        raise AssertionError("expected no connection")

    monkeypatch.setattr(socket, "socket", refuse)
    with caplog.at_level(logging.DEBUG):
        read(page())
        read("<html><body>one word")
    assert (capfd.readouterr(), caplog.records) == (("", ""), [])


def test_the_headline_is_what_a_reader_sees():
    head = '<meta property="og:title" content="You will not believe what they found">'
    assert read(page(head=head)).title == TITLE


def test_a_page_without_titles_has_its_only_long_heading():
    content = page().replace(f"<title>{TITLE} | The Paper</title>", "<title>News</title>")
    assert read(content).title == TITLE


def test_a_title_ends_where_the_page_says_that_its_headline_does():
    head = f'<meta property="og:title" content="{TITLE}">'
    content = page(head=head).replace(f"<h1>{TITLE}</h1>", "").replace(" | The Paper<", " -- Somewhere else<")
    assert read(content).title == TITLE


def test_words_that_only_a_program_sees_are_read_where_there_are_no_others():
    told = f'<script type="application/ld+json">{{"@type": "NewsArticle", "articleBody": "{FIRST} {SECOND}"}}</script>'
    assert FIRST in read(f"<html><head>{told}</head><body><div>News</div></body></html>").body
