"""One line for each shift that a press officer understands: what was said, what is said now, and why it matters."""

from __future__ import annotations

from answerable.text.spans import Span

LONGEST = 60
"""Characters of a quotation in a reason; chosen by hand, to keep it on one line."""

WHY = {
    ("certainty", "stronger"): "it is now surer than it was established",
    ("certainty", "weaker"): "it is now less sure than it was established",
    ("certainty", "changed"): "how sure it is has changed",
    ("condition", "stronger"): "the condition is gone",
    ("condition", "weaker"): "a condition was added",
    ("condition", "changed"): "the condition is another",
    ("quantity", "stronger"): "the number or quantifier says more",
    ("quantity", "weaker"): "the number or quantifier says less",
    ("quantity", "changed"): "the number, its base or its unit is another",
    ("alternatives", "stronger"): "one of several possibilities is left",
    ("alternatives", "weaker"): "a possibility was added",
    ("alternatives", "changed"): "the possibilities are others",
    ("scope", "stronger"): "the place, time or group is wider",
    ("scope", "weaker"): "the place, time or group is narrower",
    ("scope", "changed"): "the place, time or group is another",
    ("polarity", "stronger"): "a denial is gone",
    ("polarity", "weaker"): "a denial was added",
    ("polarity", "changed"): "yes and no are exchanged",
    ("cause", "stronger"): "one thing is now said to have caused the other",
    ("cause", "weaker"): "the cause is no longer said",
    ("cause", "changed"): "the cause is another",
    ("intent", "stronger"): "purpose, knowledge or will was added",
    ("intent", "weaker"): "purpose, knowledge or will is gone",
    ("intent", "changed"): "the purpose is another",
    ("agency", "stronger"): "who did it is now said, or said more broadly",
    ("agency", "weaker"): "who did it is no longer said",
    ("agency", "changed"): "who did what to whom is another",
    ("legal_label", "stronger"): "the word for it is graver",
    ("legal_label", "weaker"): "the word for it is milder",
    ("legal_label", "changed"): "the word for it judges otherwise",
    ("caveat", "stronger"): "a limit that belongs to it is left out",
    ("caveat", "weaker"): "a limit or a reproach that belongs to it is left out or added",
    ("caveat", "changed"): "the limit says something else",
    ("attribution", "stronger"): "somebody is said to have said more than they did",
    ("attribution", "weaker"): "somebody is said to have said less than they did",
    ("attribution", "changed"): "somebody is said to have said something else",
}
"""Why it matters, by kind and direction, in words that follow a colon."""


def reason(kind: str, direction: str, source: str, restatement: str) -> str:
    """Return the line; `source` and `restatement` are the words that carry the shift, either may be empty."""
    why = WHY[kind, direction]
    if (kind, direction) == ("caveat", "stronger") and source:
        return f"“{_short(source)}” is not there any more: {why}."
    if source and restatement:
        return f"“{_short(source)}” became “{_short(restatement)}”: {why}."
    if source:
        return f"“{_short(source)}” is not there any more: {why}."
    if restatement:
        return f"“{_short(restatement)}” was not there before: {why}."
    return f"{why[0].upper()}{why[1:]}."


def reason_at(kind: str, direction: str, texts: tuple[str, str], spans: tuple[Span, Span]) -> str:
    """Return the line for spans of two texts."""
    source, restatement = (span.words(text) for text, span in zip(texts, spans, strict=True))
    return reason(kind, direction, source, restatement)


def _short(words: str) -> str:
    plain = " ".join(words.split())
    return plain if len(plain) <= LONGEST else f"{plain[: LONGEST - 1].rstrip()}…"
