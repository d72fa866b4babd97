"""Precision and recall of a scan of the made news stream: `python benchmarks/echo_quality.py [--seed 1] [--final]`.

Prints, by kind and by language, with 95 % intervals: how many planted uses were found, and of those found how many have
the right passage, the right kind, both ends within three characters, and the right speaker. Then what was found and is
no use of ours, how kinds were confused, and some of what failed. Once for pages that name us or use our words
(`everywhere=False`), once for meaning sought on every page. The published figure is that of `--final`; what failed on
it is not shown, so that nobody tunes on it.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from echo_news import FINAL, KINDS, NOW, News, news, write
from echo_planting import LANGUAGES
from echo_scoring import COLUMNS, Found, Scores, Share, score
from echo_sources import read_sources

from answerable.echoes.scanning.found import RELATIONS, Echo, Place
from answerable.echoes.scanning.funnel import Scanner, Settings
from answerable.echoes.scanning.library import write_library
from answerable.echoes.streams import open_stream
from answerable.echoes.streams.documents import Document, Skipped

BATCH = 256
"""Records given to the scanner at a time."""

SHOWN = 12
"""Of what failed."""


def placed(echo: Echo, document: Document, made: Mapping[str, tuple[str, Mapping[str, str]]]) -> Found:
    """An echo with its ends in the stream's own part, whatever the reader made of white space.

    Where the stream gives no lead, the reader takes the first paragraph for it; here it is body.
    """
    name, parts = made[document.address]
    place: Place = "body" if echo.place == "lead" and not parts["lead"] else echo.place
    begin, end = echo.restatement[0].start, echo.restatement[-1].end
    read = {"title": document.title, "lead": document.lead, "body": document.body}[echo.place]
    if read != parts[place]:
        at = parts[place].find(read[begin:end])
        begin, end = (at, at + end - begin) if at >= 0 else (begin, end)
    return Found(name, place, echo.relation, echo.release, echo.passage, begin, end, echo.attributed)


def scan(made: News, *, everywhere: bool) -> tuple[list[Found], list[Skipped], float]:
    """What is found in the stream, what was skipped, and the seconds it took."""
    parts = {each.url: (each.id, {"title": each.title, "lead": each.lead, "body": each.text}) for each in made.articles}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write(made, folder)
        write_library(made.followed, folder / "library")
        scanner = Scanner(folder / "library", Settings(everywhere=everywhere))
        stream = open_stream(str(folder / "stream.jsonl"), form="jsonl", now=lambda: NOW)
        items = [item for part in stream.parts() for item in stream.read(part)]
        found, skipped, start = list[Found](), list[Skipped](), time.process_time()
        for at in range(0, len(items), BATCH):
            some = scanner.scan(items[at : at + BATCH], now=NOW)
            documents = {each.id: each for each in some.documents}
            found += [placed(each, documents[each.document], parts) for each in some.echoes]
            skipped += some.skipped
        return found, skipped, time.process_time() - start


def table(scores: Scores, groups: Sequence[str]) -> None:
    """Print one line for each group."""
    print(f"  {'':<22}{'n':>5}" + "".join(f"{column:>21}" for column in (*COLUMNS, "precision")))
    for group in groups:
        if group not in scores.by and group not in scores.precision:
            continue
        row = scores.by.get(group, dict.fromkeys(COLUMNS, Share(0, 0)))
        precision = scores.precision.get(group, Share(0, 0))
        shares = "".join(f"{share!s:>21}" for share in (*row.values(), precision))
        print(f"  {group:<22}{row['recall'].of:>5}{shares}")


def confusion(scores: Scores) -> None:
    """Print what each kind was told as."""
    told = [*RELATIONS, ""]
    print(f"  {'planted, told as':<22}" + "".join(f"{each or 'missed':>13}" for each in told))
    for kind in KINDS:
        print(f"  {kind:<22}" + "".join(f"{scores.confused[kind, each] or '':>13}" for each in told))


def failures(scores: Scores, made: News) -> None:
    """Print some of what was missed, and of what was found wrongly with what stood there."""
    for one in scores.missed[:: max(len(scores.missed) // SHOWN, 1)][:SHOWN]:
        print(f"  missed   {one.document} {one.place} {one.kind} {one.language}: {one.words[:110]}")
    articles = {each.id: each for each in made.articles}
    for each in scores.wrong[:: max(len(scores.wrong) // SHOWN, 1)][:SHOWN]:
        article = articles[each.document]
        text = {"title": article.title, "lead": article.lead, "body": article.text}[each.place]
        beside = made.decoys.get(each.document, "no decoy")
        of = f"{each.relation} {each.release} {each.passage} ({beside})"
        print(f"  wrong    {each.document} {each.place} {of}: {text[each.begin : each.end][:110]}")


def measure(*, seed: int, articles: int, everywhere: bool) -> Scores:
    """Scan one stream, print everything about it, and return the scores."""
    made = news(read_sources(), seed=seed, articles=articles)
    found, skipped, seconds = scan(made, everywhere=everywhere)
    scores = score(made.planted, found, {each.id: each.language for each in made.articles})
    where = "meaning sought on every page" if everywhere else "meaning sought on pages that name us or use our words"
    print(
        f"\n{where}: seed {seed}, {len(made.articles):,} articles, {len(made.planted):,} uses, {len(made.decoys):,} "
        f"decoys; {len(found):,} found, {len(skipped):,} skipped, {seconds:.1f} s"
    )
    table(scores, ["all", *KINDS])
    table(scores, [*LANGUAGES, "title", "lead", "body", "said to be ours", "not said to be ours"])
    print("  precision by what was told")
    for relation in RELATIONS:
        share = scores.precision.get(relation, Share(0, 0))
        print(f"  {relation:<22}{share.of:>5}{share!s:>21}")
    lures = Counter(made.decoys.get(each.document, "no decoy") for each in scores.wrong)
    print(f"  wrong, by what stood on the page: {dict(lures)}; told in another part of a page: {scores.elsewhere}")
    confusion(scores)
    if seed != FINAL:
        failures(scores, made)
    return scores


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--final", action="store_true", help=f"the published figure: seed {FINAL}")
    parser.add_argument("--articles", type=int, default=1_400)
    given = parser.parse_args()
    for everywhere in (False, True):
        measure(seed=FINAL if given.final else given.seed, articles=given.articles, everywhere=everywhere)


if __name__ == "__main__":
    main()
