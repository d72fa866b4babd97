"""The texts that the made news stream is built from, read and cleaned: news, reports and the Universal Declaration.

`ANSWERABLE_SHARED` names the folder that has them. They are share-alike or carry no licence of a repository, so nothing
of them is kept in the project. Reports were read in the wrong character set by those who gave them out: `MARKS` says
what stood there.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import unescape
from pathlib import Path

import msgspec

from answerable.text.sentences import sentences

SHARED = Path(os.environ.get("ANSWERABLE_SHARED", Path(__file__).parents[2] / "shared")) / "data" / "benchmarks"

NEWS = {
    "en": "src.eng",
    "fr": "ref.fra",
    "de": "ref.deu",
    "es": "ref.spa",
    "ru": "ref.rus",
    "uk": "ref.ukr",
    "ar": "ref.arb",
}
"""Language and file of the news, line by line the same."""

REWORDED = {"en": "ref.eng-IN", "es": "ref-2.spa"}
"""The same news once more in the same language, by other people."""

DECLARATION = {"en": "eng", "fr": "fra", "de": "deu_1996", "es": "spa", "ru": "rus", "uk": "ukr", "ar": "arb"}
MARKS = str.maketrans({"Õ": "’", "Ô": "‘", "Ò": "“", "Ó": "”", "Ð": "–", "Ñ": "—", "\t": " "})
SHORTEST, LONGEST = 8, 60
"""Words of a sentence of a report: the rest are headings, lists and tables."""

_NUMBER = re.compile(r"^\s*(?:\(?[a-z0-9]{1,3}\)|\d+\.(?:\d+\.?)*|[IVX]+\.|[A-Z]\.)\s*")
_DEMAND = re.compile(r"^\s*\d+\.\d+")


@dataclass(frozen=True)
class Sources:
    """The texts to build from.

    Attributes:
        news: By language and document, lines that stand beside each other in all languages.
        reworded: The same for those languages that have the news twice.
        reports: By name, the sentences of a report, in English.
        declaration: By language, the articles, each a list of paragraphs that stand beside each other.
    """

    news: dict[str, dict[str, list[str]]]
    reworded: dict[str, dict[str, list[str]]]
    reports: dict[str, list[str]]
    declaration: dict[str, list[list[str]]]


def read_sources(folder: Path = SHARED) -> Sources:
    """Read everything.

    Raises:
        FileNotFoundError: The folder has not the data.
    """
    return Sources(
        news={language: _news(folder, name) for language, name in NEWS.items()},
        reworded={language: _news(folder, name) for language, name in REWORDED.items()},
        reports=_reports(folder / "upr" / "dev24.jsonl"),
        declaration={language: _articles(folder / "udhr" / f"{name}.html") for language, name in DECLARATION.items()},
    )


def _news(folder: Path, name: str) -> dict[str, list[str]]:
    lines = (folder / "ntrex" / f"newstest2019-{name}.txt").read_text(encoding="utf-8").splitlines()
    documents = (folder / "ntrex" / "DOCUMENT_IDS.tsv").read_text(encoding="utf-8").splitlines()
    found: dict[str, list[str]] = {}
    for document, line in zip(documents, lines, strict=True):
        found.setdefault(document.split("\t")[0], []).append(" ".join(line.split()))
    return found


def _reports(path: Path) -> dict[str, list[str]]:
    rows = [msgspec.json.decode(line) for line in path.read_bytes().splitlines()]
    return {row["doc"]: sentences_of_report(row["text"]) for row in rows}


def sentences_of_report(text: str) -> list[str]:
    """The sentences of a report without numbers, headings and its list of demands; each once."""
    found: dict[str, None] = {}
    for paragraph in text.translate(MARKS).split("\r"):
        if _DEMAND.match(paragraph):
            continue
        words = " ".join(_NUMBER.sub("", paragraph).split())
        each = (words[begin:end].strip() for begin, end in sentences(words))
        found |= dict.fromkeys(one for one in each if SHORTEST <= len(one.split()) <= LONGEST and one[-1] == ".")
    return list(found)


def _articles(path: Path) -> list[list[str]]:
    pieces = re.split(r"<article\b", path.read_text(encoding="utf-8"))[1:]
    return [
        [" ".join(unescape(re.sub(r"<[^>]+>", "", each)).split()) for each in re.findall(r"(?s)<p>(.*?)</p>", piece)]
        for piece in pieces
    ]


def one_sentence(text: str) -> bool:
    """Whether a line is one sentence and no more."""
    return sum(1 for _ in sentences(text)) == 1


def shingles(text: str) -> set[tuple[str, ...]]:
    """Runs of four words, without marks and case."""
    words = re.findall(r"\w+", text.lower())
    return {tuple(words[at : at + 4]) for at in range(len(words) - 3)}


def shared(text: str, among: set[tuple[str, ...]]) -> float:
    """Share of a text's runs of four words that are among these."""
    own = shingles(text)
    return len(own & among) / len(own) if own else 0.0


def of_all(texts: Sequence[str]) -> set[tuple[str, ...]]:
    """The runs of four words of several texts."""
    return set().union(*(shingles(each) for each in texts))
