"""Two texts side by side, for the terminal, for programs and for a browser."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from html import escape
from typing import Any

from rich.text import Text

from answerable.text.checking.renderings.lines import on_one_line, safe
from answerable.text.checking.renderings.page import style
from answerable.text.checking.versions import Compared, Pair
from answerable.text.spans import Span

PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{title}</title>
<style>
{style}</style>
</head>
<body>
<main>
<h1>{title}</h1>
<table>
<thead><tr><th scope="col">{first}</th><th scope="col">{second}</th></tr></thead>
<tbody>
{rows}</tbody>
</table>
</main>
</body>
</html>
"""


def as_lines(compared: Compared, *, names: tuple[str, str]) -> Iterator[Text]:
    """Give the lines of a comparison: each pair that changed, and what stands on one side only."""
    for pair in compared.pairs:
        if pair.shifts or not (pair.first_words and pair.second_words):
            yield _side("- ", pair.first_words, [each.source for each in pair.shifts], names[0])
            yield _side("+ ", pair.second_words, [each.restatement for each in pair.shifts], names[1])
            for each in pair.shifts:
                kind = each.kind.replace("_", " ")
                yield Text.assemble("    ", (f"{kind}, {each.direction}", "yellow"), f"  {on_one_line(each.reason)}")
            yield Text("")
    changed = sum(bool(pair.shifts) for pair in compared.pairs)
    yield Text(f"{changed} of {len(compared.pairs)} passages changed", style="bold")


def _side(sign: str, words: str, spans: Sequence[Span], name: str) -> Text:
    line = Text(sign, style="dim")
    if not words:
        return line.append(f"(nothing in {on_one_line(name)})")
    at = 0
    for span in sorted(each for each in spans if each):
        if span.start >= at:
            line.append(on_one_line(f"|{words[at : span.start]}|")[1:-1], style="not dim")
            line.append(on_one_line(words[span.start : span.end]), style="not dim bold underline")
            at = span.end
    return line.append(on_one_line(f"|{words[at:]}|")[1:-1], style="not dim")


def as_json(compared: Compared, *, names: tuple[str, str]) -> str:
    """Return a comparison as JSON: pairs with their words and offsets, shifts with offsets within those words."""
    told: dict[str, Any] = {
        "first": {"name": names[0], "language": compared.languages[0]},
        "second": {"name": names[1], "language": compared.languages[1]},
        "changed": compared.changed,
        "pairs": [
            {
                "first": {"start": pair.first.start, "end": pair.first.end, "words": pair.first_words},
                "second": {"start": pair.second.start, "end": pair.second.end, "words": pair.second_words},
                "shifts": [
                    {
                        "kind": each.kind,
                        "direction": each.direction,
                        "basis": each.basis,
                        "reason": each.reason,
                        "first": [each.source.start, each.source.end],
                        "second": [each.restatement.start, each.restatement.end],
                    }
                    for each in pair.shifts
                ],
            }
            for pair in compared.pairs
        ],
    }
    return json.dumps(told, indent=2) + "\n"


def as_page(compared: Compared, *, names: tuple[str, str]) -> str:
    """Return a comparison as a page of HTML, without scripts, that prints as it stands."""
    first, second = (escape(on_one_line(name)) for name in names)
    rows = "".join(_row(pair, compared.languages) for pair in compared.pairs)
    return PAGE.format(title=f"{first} and {second}", style=style(), first=first, second=second, rows=rows)


def _row(pair: Pair, languages: tuple[str, str]) -> str:
    reasons = "".join(
        f'<p class="advice"><b>{escape(each.kind.replace("_", " "))}, {escape(each.direction)}</b>: '
        f"{escape(on_one_line(each.reason))}</p>"
        for each in pair.shifts
    )
    first = _cell(pair.first_words, [each.source for each in pair.shifts], languages[0])
    second = _cell(pair.second_words, [each.restatement for each in pair.shifts], languages[1])
    aside = f"<aside>{reasons}</aside>" if reasons else ""
    return f"<tr>{first}</td>{second}{aside}</td></tr>\n"


def _cell(words: str, spans: Sequence[Span], language: str) -> str:
    known = "" if language == "und" else escape(language)
    parts, at = [f'<td lang="{known}" dir="auto">'], 0
    for span in sorted(each for each in spans if each):
        if span.start >= at:
            parts.append(escape(safe(words[at : span.start])))
            parts.append(f'<mark class="advice">{escape(safe(words[span.start : span.end]))}</mark>')
            at = span.end
    return "".join([*parts, escape(safe(words[at:]))])
