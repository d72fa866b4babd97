"""A letter as read, as one page: each item beside what the reply does with it.

Rules: no script, nothing from elsewhere; every character of the letter and the reply is escaped; it prints in black on
white, and reads in order without its style.
"""

from __future__ import annotations

from html import escape
from typing import Final

from answerable.critiques.letters.found import Item, Read
from answerable.critiques.letters.renderings.words import KINDS, PLACES, state, summary, who
from answerable.text.checking.renderings.lines import on_one_line, safe
from answerable.text.checking.renderings.page import style

HEAD: Final = """<!doctype html>
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
<p>{summary}. A person confirms or corrects this.</p>
"""

UNDETERMINED: Final = "und"


def as_page(read: Read, *, letter: str, reply: str = "") -> str:
    """Return what was read as a page of HTML; `letter` and `reply` are their names."""
    named = f"{letter} and {reply}" if reply else letter
    title = escape(on_one_line(f"What is asked in {named}"))
    head = HEAD.format(title=title, style=style(), summary=escape(on_one_line(summary(read))))
    items = "".join(_item(each, read) for each in read.items)
    return head + items + _promises(read) + _drift(read) + "</main>\n</body>\n</html>\n"


def _item(item: Item, read: Read) -> str:
    told = f'<p id="i{item.n}"><b>{item.n}. {KINDS[item.kind]}</b></p>'
    beside = "".join(f"<p>{escape(on_one_line(line))}</p>" for line in (who(item), item.reason) if line)
    answer = _answer(item, read.reply_language) if item.answer else ""
    return f"<section><div>{told}{_words(item.text, read.language)}{beside}</div><aside>{answer}</aside></section>\n"


def _answer(item: Item, language: str) -> str:
    """Return the state, the words of the reply, and why they are taken for the answer."""
    if item.answer is None or item.answer.start < 0:
        return f'<p class="blocks"><b>{escape(state(item))}</b></p>'
    reason = f"<p>{escape(on_one_line(item.answer.reason))}</p>" if item.answer.reason else ""
    return f"<p><b>{escape(state(item))}</b></p>{_words(item.answer.text, language)}{reason}"


def _words(text: str, language: str) -> str:
    """Return quoted words with their language, and the direction they are written in."""
    named = escape(language if language != UNDETERMINED else "")
    return f'<blockquote lang="{named}" dir="auto">{escape(safe(text))}</blockquote>'


def _promises(read: Read) -> str:
    if not read.promises:
        return ""
    rows = "".join(
        f"<li><q>{escape(on_one_line(each.text))}</q>: {escape(on_one_line(each.owner or 'no owner'))}, "
        f"{escape(on_one_line(each.due or 'no date'))}</li>"
        for each in read.promises
    )
    return f"<h2>Promises</h2>\n<ul>{rows}</ul>\n"


def _drift(read: Read) -> str:
    if not read.drift:
        return ""
    rows = "".join(
        f"<li><q>{escape(on_one_line(each.a))}</q> and <q>{escape(on_one_line(each.b))}</q>, {PLACES[each.where]}"
        f"{escape(on_one_line(f': {each.note}' if each.note else ''))}</li>"
        for each in read.drift
    )
    return f"<h2>One thing under two names, or one promise in two forms</h2>\n<ul>{rows}</ul>\n"
