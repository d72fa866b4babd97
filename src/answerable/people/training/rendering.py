"""The text of a module as HTML: CommonMark only, cleaned; no raw HTML, no script, no image."""

from __future__ import annotations

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

_markdown = MarkdownIt("commonmark", {"html": False})
_TAGS = nh3.ALLOWED_TAGS - {"img", "h1", "h2"}


def text_html(text: str) -> SafeString:
    """Return a text of several paragraphs as HTML."""
    return mark_safe(nh3.clean(_markdown.render(text), tags=_TAGS))  # noqa: S308 - cleaned in this line


def line_html(text: str) -> SafeString:
    """Return a text of one line as HTML, for a label."""
    return mark_safe(nh3.clean(_markdown.renderInline(text), tags={"em", "strong", "code"}))  # noqa: S308 - the same
