from datetime import UTC, datetime

import pytest

from answerable.echoes.pages.articles import article
from answerable.echoes.streams.documents import Document, Given, Raw

NOW = datetime(2026, 1, 1, tzinfo=UTC)
TITLE = "Seven villages had no clinic, mission finds"
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


def test_where_the_words_stood_first_is_a_hint_and_the_address_stays():
    head = '<link rel="canonical" href="https://origin.example/a"><meta name="original-source" content="https://old.example/b">'
    found = read(page(head=head), given=Given(hints=("given",)))
    assert (found.address, found.hints) == (
        "https://www.paper.example/a",
        ("given", "canonical:https://origin.example/a", "source:https://old.example/b"),
    )


def test_a_page_that_names_itself_gives_no_hint():
    assert read(page(head='<link rel="canonical" href="https://www.paper.example/a/">')).hints == ()


@pytest.mark.parametrize(
    ("line", "agency"),
    [
        (f"KYIV (AFP) - {FIRST}", "AFP"),
        (f"GENEVA, May 5 (Reuters) – {FIRST}", "Reuters"),
        ("МОСКВА, 5 мая. /ТАСС/. Миссия сообщила в пятницу, что в семи деревнях не было больницы зимой.", "TASS"),
        (f"Berlin (dpa) - {FIRST}", "dpa"),
        (f"Madrid, 5 may (EFE).- {FIRST}", "EFE"),
        ("جنيف (أ ف ب) - أعلن المجلس يوم الجمعة أن القرية لم يكن بها مستشفى وأن السكان غادروا.", "AFP"),
        ("新华社日内瓦5月5日电", None),
        (f"The mission told Reuters: {FIRST}", None),
        (f"A map (ap) of the region: {FIRST}", None),
    ],
)
def test_an_agency_is_credited_where_a_report_opens(line, agency):
    hints = read(page(paragraphs(line, SECOND, THIRD))).hints
    assert hints == ((f"agency:{agency}",) if agency else ())


@pytest.mark.parametrize(
    ("line", "agency"),
    [
        ("Source: AFP", "AFP"),
        ("Источник: Интерфакс", "Interfax"),
        ("За матеріалами Укрінформ", "Ukrinform"),
        ("Quelle: dpa", "dpa"),
        ("© Associated Press", "AP"),
        ("المصدر: رويترز", "Reuters"),
        ("The agency Reuters did not answer.", None),
    ],
)
def test_an_agency_is_credited_in_a_line_of_its_own(line, agency):
    given = Given(title=TITLE, text=f"{FIRST}\n\n{SECOND}\n\n{THIRD}\n\n{line}")
    assert read(given=given, media="").hints == ((f"agency:{agency}",) if agency else ())


def test_an_agency_can_be_the_author():
    assert read(page(head='<meta name="author" content="Agence France-Presse">')).hints == ("agency:AFP",)
