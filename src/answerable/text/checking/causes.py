"""Gate 10: what one act led to, with who did the harm and in how many incidents, in the same paragraph.

Rules: words of result only (`lists`, "causes"); a doer is one that the paragraph names with a passive, or the subject
of a verb of harm in the active, which is shown by no hidden doer beside it; a count is any number above one. Where the
author marked the statement as one of cause the words show what is missing; elsewhere it is a remark.
"""

from __future__ import annotations

from collections.abc import Iterator

from answerable.text.checking.graver import is_denied, passed_on, spotted_in
from answerable.text.checking.notes import Note
from answerable.text.checking.said import Said
from answerable.text.checking.sheet import Placed

GATE = 10

HARMS = (
    "death.",
    "movement.displaced",
    "movement.expelled",
    "event.attack",
    "event.blockade",
    "protection.",
    "law.torture",
)
"""Labels of harm, by their beginnings."""


NAMED = ("agency", "doer-named")


def causes_without_doer(statement: Placed) -> Iterator[Note]:
    """Give a note for each word of result by which harm follows, where no doer is named and nothing counted."""
    if statement.paragraph.counts or NAMED in statement.paragraph.values:
        return
    for sentence, word in spotted_in(statement, "causes"):
        start, end = word.start + sentence.start, word.end + sentence.start
        if not _harms(sentence) or is_denied(sentence, word) or statement.is_quoted(start, end):
            continue
        said = statement.text[start:end]
        yield statement.note(
            start,
            end,
            gate=GATE,
            code="cause-without-doer",
            reason=f"'{said}' says what an act led to: say who did the harm, and in how many incidents",
            sure=statement.marked.says == "cause" and not passed_on(sentence),
        )


def _harms(sentence: Said) -> bool:
    """Tell whether a sentence speaks of harm whose doer it leaves out."""
    hidden = ("agency", "doer-hidden") in sentence.values
    return hidden and any(kind == "legal_label" and value.startswith(HARMS) for kind, value in sentence.values)
