"""Words of ours as the site shows them: readable where they are here, without a link to anywhere else."""

from __future__ import annotations

import re

from django.utils.safestring import SafeString, mark_safe

from answerable.vault.reading import ABSENT, ERASED, shown

GONE = frozenset({ABSENT, ERASED})
"""What stands for a text that is not here."""

_LINK = re.compile(r'<a href="(?!#)([^"]*)"[^>]*>(.*?)</a>', re.DOTALL)


def readable(commitment: str) -> str:
    """Return the text behind a commitment, or "" where it was erased, is not here, or was never committed to."""
    text = shown(commitment)
    return "" if text in GONE else text


def without_links(html: str) -> SafeString:
    """Return clean HTML in which a link to elsewhere is its words and, in text, its address: nobody is led away."""
    return mark_safe(_LINK.sub(r'\2 <span class="address">(\1)</span>', html))  # noqa: S308 - cleaned before
