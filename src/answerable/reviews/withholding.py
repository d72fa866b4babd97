"""A report as it is published: whole, or with a mark and a reason in place of every stretch that was left out.

Rules:
  - The words that are left out are taken away before anything is rendered: they are in no page and no file.
  - A stretch that does not stand in the text any more shows nothing of the text: then nothing is given out.
"""

from __future__ import annotations

import re

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from answerable.outputs.rendering import as_html
from answerable.record.entry import Fact
from answerable.reviews.entries import ReportCommitted, ReviewPublished
from answerable.vault.reading import ABSENT, ERASED, shown

FIRST = 0x100000
"""First of the private-use characters that stand for what was left out (Unicode, plane 16)."""

_PRIVATE = re.compile("[\U00100000-\U0010fffd]")


def published_html(draft: Fact[ReportCommitted], published: Fact[ReviewPublished]) -> SafeString:
    """Return a published report as HTML, every stretch left out replaced by a mark; empty where its text is gone."""
    text = shown(draft.body.text)
    left_out = published.body.left_out
    if text in {ERASED, ABSENT} or any(each.end > len(text) for each in left_out):
        return SafeString("")
    html = as_html(without(text, [(each.start, each.end) for each in left_out]))
    reasons = [shown(each.reason) for each in left_out]
    return mark_safe(_PRIVATE.sub(lambda found: _mark(found[0], reasons), html))  # noqa: S308 - cleaned; marks escape


def without(text: str, stretches: list[tuple[int, int]]) -> str:
    """Return a text with one private-use character in place of each stretch, and none of its own."""
    parts, last = [], 0
    for number, (start, end) in enumerate(stretches):
        parts += [_PRIVATE.sub("\N{REPLACEMENT CHARACTER}", text[last:start]), chr(FIRST + number)]
        last = end
    return "".join([*parts, _PRIVATE.sub("\N{REPLACEMENT CHARACTER}", text[last:])])


def _mark(found: str, reasons: list[str]) -> str:
    number = ord(found) - FIRST
    reason = reasons[number] if number < len(reasons) else ""
    return format_html('<mark class="left-out">[{} {}]</mark>', _("Left out here:"), reason)
