"""Who is said to be speaking, and what is put into our mouth."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from answerable.echoes.scanning.attributing import said_by_us
from answerable.echoes.scanning.funnel import Scanner
from answerable.echoes.scanning.library import write_library
from answerable.echoes.scanning.names import gather_names, namings
from answerable.text.sentences import sentences
from answerable.text.spans import Span
from tests.echoes.scanning.released import NOW, case, followed_of, page

TOLD = case("said")
LINES = TOLD["line"]
NAMES = gather_names(TOLD["names"])
HARBOUR = {**TOLD, "case": "harbour", "output": "report-1.md", "released": datetime(2026, 3, 2, tzinfo=UTC)}


@pytest.fixture(scope="module")
def scanner(tmp_path_factory):
    folder = tmp_path_factory.mktemp("harbour")
    write_library(followed_of(HARBOUR), folder)
    return Scanner(folder)


def said(text, **options):
    return said_by_us(text, [Span(*each) for each in sentences(text)], namings(text, NAMES), **options)


def named(line):
    return f"{line['language']}-{line['words'][:40]}"


@pytest.mark.parametrize("line", LINES, ids=named)
def test_we_speak_where_we_are_said_to(line):
    assert any(each.own for each in said(line["words"])) == line["ours"]


@pytest.mark.parametrize("line", LINES, ids=named)
def test_what_is_nowhere_in_our_documents_is_an_attribution(scanner, line):
    text = f"Nothing else happened that day.\n{line['words']}\nThe weather stayed mild."
    echoes = scanner.scan([page(text, title="News of the day", language=line["language"])], now=NOW).echoes
    assert [each.relation == "attribution" for each in echoes] == ([True] if line["nowhere"] else [False] * len(echoes))


@pytest.mark.parametrize("line", [line for line in LINES if line["ours"] and not line["nowhere"]], ids=named)
def test_what_we_did_say_is_found_and_given_as_ours(scanner, line):
    [echo] = scanner.scan([page(line["words"], language=line["language"])], now=NOW).echoes
    assert (echo.relation, echo.attributed) == ("paraphrase" if line["language"] == "en" else "translation", True)


def test_an_attribution_names_us_and_what_was_said(scanner):
    text = "A whale was seen.\nHarbour Watch said on Monday that the minister had ordered the shooting of fishermen."
    scanned = scanner.scan([page(text, title="Whale seen", lead="Crowds gather.")], now=NOW)
    [echo], body = scanned.echoes, scanned.documents[0].body
    assert echo.naming.words(body) == "Harbour Watch"
    assert [span.words(body) for span in echo.restatement] == [
        "on Monday that the minister had ordered the shooting of fishermen."
    ]


def test_what_is_put_into_our_mouth_is_never_faithful(scanner):
    text = "Harbour Watch said on Monday that the minister had ordered the shooting of fishermen."
    assert [each.verdict for each in scanner.scan([page(text)], now=NOW).echoes] == ["shifted"]


@pytest.mark.parametrize(
    "text",
    [
        "Harbour Watch, a group of three sections on the coast of Orvania, said that records were missing.",
        "“Records were missing from the cabinet,” said Ilse Marant, who leads the research of Harbour Watch.",
        "In its report Harbour Watch accuses the authority of hiding twelve records.",
        "Twelve records were missing, according to the movement Harbour Watch.",
        "Die Hafenwacht teilte mit, zwölf Akten hätten gefehlt.",
        "Der Hafenwacht zufolge fehlten im Herbst zwölf Akten.",
    ],
)
def test_apposition_office_and_order_of_words_do_not_hide_us(text):
    assert said(text)


@pytest.mark.parametrize(
    "text",
    [
        "The authority said in a letter to Harbour Watch that a court had sealed the records.",
        "Harbour Watch was told that a court had sealed the records.",
        "The authority said, and Harbour Watch has a copy, that a court had sealed the records.",
        "In a reply to Harbour Watch the court said that it had sealed nothing at all.",
        "The minister claimed last week that Harbour Watch should be closed.",
        "Records were missing, according to the release, but Harbour Watch was not at the talks.",
        "«Голос за Портовый дозор — это голос против порядка», — заявил мэр на площади.",
        "Harbour Watch moved into new rooms last week; the mayor said he was glad of it.",
    ],
)
def test_whoever_listens_does_not_speak(text):
    assert not said(text)


def test_what_follows_that_is_what_was_said():
    text = "نشرت السلطات تسجيلا مصورا طويلا عما حدث في الميناء، وقال مرصد الميناء إن السجلات كانت ناقصة."
    [only] = said(text)
    assert only.content.words(text) == "السجلات كانت ناقصة."


def test_a_title_may_name_the_speaker_at_its_end():
    assert said("Port hid twelve records – Harbour Watch", title=True)


def test_the_group_is_us_once_we_were_named():
    text = "Harbour Watch has a new report. Twelve records were missing, the group said."
    assert [(each.own, each.content.words(text)) for each in said(text)] == [(False, "Twelve records were missing")]


def test_another_group_is_not_us():
    assert not said("A union has a new report. Twelve records were missing, the group said.")


def test_a_sentence_without_an_end_takes_no_time_to_speak_of():
    text = "Harbour Watch said " + "and then, he said, to the mayor (again) “and again, " * 4000
    assert said(text)
