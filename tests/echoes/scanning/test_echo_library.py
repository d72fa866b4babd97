"""What is looked for, in a folder: written once, mapped by all, known by its digest."""

from __future__ import annotations

import msgspec
import pytest

from answerable.echoes.errors import NothingReleased
from answerable.echoes.scanning import nearness
from answerable.echoes.scanning.funnel import Scanner
from answerable.echoes.scanning.library import open_library, write_library
from answerable.echoes.scanning.released import Followed, OwnPassage, Released
from answerable.text.index import WrongLibrary
from tests.echoes.scanning.released import NOW, page

WORDS = "Seven of the twelve villages visited in May had no clinic."


def followed(*texts, names=("Harbour Watch",), **release):
    told = {"name": "c/report/1", "title": "T", "language": "en", **release}
    passages = tuple(OwnPassage(id=f"s{at}", text=text) for at, text in enumerate(texts or (WORDS,), start=1))
    return Followed(releases=(Released(passages=passages, **told),), names=names)


def test_the_same_gives_the_same_digest(tmp_path):
    digests = [write_library(followed(), tmp_path / name, meaning=False) for name in "ab"]
    assert digests[0] == digests[1] == Scanner(tmp_path / "a").digest


def test_writing_again_into_the_same_folder_gives_the_same_digest(tmp_path):
    assert write_library(followed(), tmp_path) == write_library(followed(), tmp_path)


@pytest.mark.parametrize(
    "other",
    [
        followed("Seven of the twelve villages visited in May had a clinic."),
        followed(names=("Coast Watch",)),
        followed(name="c/report/2"),
        msgspec.structs.replace(followed(), common=("All are equal before the law.",)),
    ],
)
def test_anything_else_gives_another_digest(tmp_path, other):
    assert write_library(followed(), tmp_path / "a", meaning=False) != write_library(
        other, tmp_path / "b", meaning=False
    )


def test_a_folder_without_meaning_does_not_keep_vectors_of_before(tmp_path):
    write_library(followed(), tmp_path)
    first = write_library(followed(), tmp_path, meaning=False)
    assert first == write_library(followed(), tmp_path / "new", meaning=False)


def test_nothing_that_was_released_is_refused(tmp_path):
    with pytest.raises(NothingReleased, match="found none"):
        write_library(Followed(releases=()), tmp_path)


def test_two_passages_with_one_id_are_refused(tmp_path):
    release = followed().releases[0]
    with pytest.raises(NothingReleased, match="c/report/1#s1 twice"):
        write_library(Followed(releases=(release, release)), tmp_path)


def test_a_folder_that_was_not_finished_is_refused(tmp_path):
    write_library(followed(), tmp_path, meaning=False)
    (tmp_path / "input.json").unlink()
    with pytest.raises(NothingReleased, match=r"input\.json"):
        open_library(tmp_path)


def test_a_library_of_other_rules_is_refused(tmp_path):
    write_library(followed(), tmp_path, meaning=False)
    (tmp_path / "words" / "library.json").write_text('{"rules": "other"}')
    with pytest.raises(WrongLibrary):
        Scanner(tmp_path)


def test_passages_with_the_same_words_are_looked_for_once(tmp_path):
    write_library(followed(WORDS, WORDS), tmp_path, meaning=False)
    own = open_library(tmp_path)
    assert (len(own.words), [each.id for each in own.owners[0]]) == (1, ["c/report/1#s1", "c/report/1#s2"])


def test_opening_encodes_nothing(tmp_path, monkeypatch):
    write_library(followed(), tmp_path)
    monkeypatch.setattr(nearness, "_encoded", None)
    assert open_library(tmp_path).nearness.accurate.shape == (1, 384)


def test_of_very_many_passages_a_graph_finds_the_nearest(tmp_path, monkeypatch):
    texts = [f"In village number {number} the well was dry all summer long." for number in range(40)]
    monkeypatch.setattr(nearness, "MANY", 10)
    write_library(followed(WORDS, *texts), tmp_path)
    text = "In May, of the dozen villages they went to, seven lacked any clinic, Harbour Watch found."
    [echo] = Scanner(tmp_path).scan([page(text, language="en")], now=NOW).echoes
    assert (tmp_path / "accurate.graph").is_file()
    assert (echo.relation, echo.passage, echo.attributed) == ("paraphrase", "s1", True)


def test_versions_and_translations_of_a_passage_do_not_hide_each_other(tmp_path):
    versions = [WORDS, WORDS.replace("visited", "we visited"), WORDS.replace("villages", "hamlets")]
    texts = [f"{each} {end}".strip() for each in versions for end in ("", "We went there.")]
    write_library(followed(*texts), tmp_path)
    text = "Harbour Watch has news.\nOf the dozen villages seen in May, seven were without any clinic."
    found = Scanner(tmp_path).scan([page(text, language="en")], now=NOW).echoes
    assert [each.relation for each in found] == ["paraphrase"]
