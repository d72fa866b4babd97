"""A text with passages taken out: plain text in UTF-8, whatever it was made from.

Out of DOCX, HTML and Markdown comes the text that is read, without comments, properties, links, styles or revisions.
"""

from __future__ import annotations

from answerable.evidence.errors import NotRedacted
from answerable.evidence.redacting.folding import found_in, joined
from answerable.text.documents import read_document, visible
from answerable.text.errors import TextError

MARK = "[redacted]"
"""What stands where a passage stood; always the same, so that its length tells nothing."""


def redact_text(content: bytes, media: str, passages: tuple[str, ...]) -> bytes:
    """Return the text of a document, in UTF-8, with these passages taken out wherever they stand.

    Raises:
        NotRedacted: there is no text to read, or one of the passages is nowhere in it.
    """
    try:
        text = _read(content, media)
    except TextError as error:
        raise NotRedacted(f"expected a text that can be read, found: {error}") from error
    for number, passage in enumerate(passages, start=1):
        if not any(found_in(text, [passage])):
            raise NotRedacted(f"expected every passage in the text, found the one in place {number} nowhere")
    parts, last = [], 0
    for start, end in joined(found_in(text, passages)):
        parts += [text[last:start], MARK]
        last = end
    return "".join([*parts, text[last:]]).encode()


def _read(content: bytes, media: str) -> str:
    """Return a plain text as it is, and what a reader sees of any other."""
    document = read_document(content, media=media)
    return document.text if media == "plain" else "\n\n".join(visible(block).text for block in document.blocks)
