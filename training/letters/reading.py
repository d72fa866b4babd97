"""Read the training pairs of letter and reply, in XML, into rows; run with file names, it prints faults and counts.

Rules:
  - Offsets are half-open, in characters of the letter or of the reply, after white space at its two ends is dropped.
  - An item that no `answer` names is silent. Items neither nest nor touch each other's words; answers may nest.
  - What is wrong is named with its file and line, and nothing is guessed.

The form is in README.md beside this file.
"""

import argparse
import collections
import dataclasses
import json
import pathlib
import sys
from collections.abc import Iterable, Iterator
from typing import Any

from lxml import etree

LANGUAGES = ("en", "fr", "es", "de", "uk", "ru", "ar")
KINDS = ("demand", "allegation", "grievance", "question", "thanks")
STATES = ("met", "partly", "acknowledged", "refused")
ACTS = ("regret", "apology", "explanation", "correction", "commitment", "denial", "attack")
PLACES = {"letter": ("letter", "letter"), "reply": ("reply", "reply"), "between": ("letter", "reply")}
NOBODY = "none"

# Every tag, with the attributes it must have and those it may have.
ATTRIBUTES: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    "pair": (frozenset({"id", "lang", "reply_lang"}), frozenset()),
    "body": (frozenset({"name", "decides"}), frozenset()),
    "letter": (frozenset(), frozenset()),
    "reply": (frozenset(), frozenset()),
    "demand": (frozenset({"n", "able"}), frozenset({"to"})),
    "allegation": (frozenset({"n"}), frozenset({"to"})),
    "grievance": (frozenset({"n"}), frozenset({"to"})),
    "question": (frozenset({"n"}), frozenset({"to"})),
    "thanks": (frozenset({"n"}), frozenset({"to"})),
    "act": (frozenset({"is"}), frozenset()),
    "answer": (frozenset({"n", "state"}), frozenset()),
    "promise": (frozenset(), frozenset({"owner", "due"})),
    "drift": (frozenset({"a", "b", "where"}), frozenset({"note"})),
    "disputed": (frozenset({"n"}), frozenset()),
}
INSIDE = {
    "pair": {"body", "letter", "reply", "drift", "disputed"},
    "letter": set(KINDS),
    "reply": {"act", "answer", "promise"},
    "act": {"answer", "promise"},
    "answer": {"act", "answer", "promise"},
    "promise": {"act", "answer"},
}

Row = dict[str, Any]
"""One pair in the long form: the fields are described in README.md."""


class Malformed(ValueError):
    """A pair is not what the form asks for; the message says where, what was found and what was expected."""


@dataclasses.dataclass(frozen=True)
class Span:
    """A marked stretch of a letter or a reply, with the element that marks it."""

    element: Any
    start: int
    end: int
    text: str

    @property
    def place(self) -> dict[str, Any]:
        """The start, end and words, as a row has them."""
        return {"start": self.start, "end": self.end, "text": self.text}


def read(path: pathlib.Path) -> Row:
    """The row of one file.

    Raises:
        Malformed: The file is no XML, or a tag, number, state, name or span in it is wrong.
    """
    try:
        pair = etree.parse(str(path), etree.XMLParser(resolve_entities=False, no_network=True)).getroot()
    except etree.XMLSyntaxError as error:
        raise Malformed(f"{path}:{error.lineno}: no XML: {error.msg}") from error
    try:
        return _row(pair, name=path.stem)
    except Malformed as error:
        raise Malformed(f"{path}:{error}") from error


def _row(pair: Any, *, name: str) -> Row:
    _check_tags(pair)
    if pair.get("id") != name:
        raise _fault(pair, f"id is {pair.get('id')!r}, expected the file's name, {name!r}")
    letter, letter_spans = _flat(_only(pair, "letter"))
    reply, reply_spans = _flat(_only(pair, "reply"))
    bodies = [{"name": body.get("name"), "decides": body.get("decides")} for body in pair.findall("body")]
    items = list(_items(letter_spans, {body["name"] for body in bodies}))
    numbers = {item["n"] for item in items}
    return {
        "id": pair.get("id"),
        "lang": _one_of(pair, "lang", LANGUAGES),
        "reply_lang": _one_of(pair, "reply_lang", LANGUAGES),
        "letter": letter,
        "reply": reply,
        "addressees": bodies,
        "items": items,
        "answers": _answers(reply_spans, numbers),
        "commitments": list(_promises(reply_spans)),
        "speech_acts": list(_acts(reply_spans)),
        "drift": [_drift(element, {"letter": letter, "reply": reply}) for element in pair.findall("drift")],
        "facts_disputed": sorted({n for element in pair.findall("disputed") for n in _known(element, numbers)}),
    }


def _fault(element: Any, message: str) -> Malformed:
    return Malformed(f"{element.sourceline}: <{element.tag}>: {message}")


def _check_tags(pair: Any) -> None:
    """Every tag is known, stands where it may, and has its attributes and no others."""
    if pair.tag != "pair":
        raise _fault(pair, "the outermost tag is not <pair>")
    for element in pair.iter(etree.Element):
        if element.tag not in ATTRIBUTES:
            raise _fault(element, f"unknown tag, expected one of {', '.join(ATTRIBUTES)}")
        above = element.getparent()
        if above is not None and element.tag not in INSIDE.get(above.tag, set()):
            raise _fault(element, f"does not belong inside <{above.tag}>")
        needed, allowed = ATTRIBUTES[element.tag]
        if missing := needed - set(element.keys()):
            raise _fault(element, f"lacks {', '.join(sorted(missing))}")
        if extra := set(element.keys()) - needed - allowed:
            raise _fault(element, f"has {', '.join(sorted(extra))}, expected at most {', '.join(needed | allowed)}")


def _only(pair: Any, tag: str) -> Any:
    found = pair.findall(tag)
    if len(found) != 1:
        raise _fault(pair, f"has {len(found)} <{tag}>, expected 1")
    return found[0]


def _one_of(element: Any, name: str, allowed: Iterable[str]) -> str:
    value = str(element.get(name))
    if value not in allowed:
        raise _fault(element, f"{name} is {value!r}, expected one of {', '.join(allowed)}")
    return value


def _flat(whole: Any) -> tuple[str, list[Span]]:
    """The text of a letter or reply without its tags, and the spans they mark, in order, the outer before the inner."""
    pieces: list[str] = []
    marked: list[tuple[int, int, Any]] = []

    def walk(element: Any, at: int) -> int:
        start, place = at, len(marked)
        pieces.append(element.text or "")
        at += len(pieces[-1])
        for child in element:
            at = walk(child, at)
            pieces.append(child.tail or "")
            at += len(pieces[-1])
        marked.insert(place, (start, at, element))
        return at

    walk(whole, 0)
    raw = "".join(pieces)
    shift = len(raw) - len(raw.lstrip())
    text = raw.strip()
    spans = [Span(element, a - shift, b - shift, raw[a:b]) for a, b, element in marked if element is not whole]
    for span in spans:
        if not span.text or span.text != span.text.strip() or span.text != text[span.start : span.end]:
            raise _fault(span.element, f"begins or ends with white space, or is empty: {span.text[:60]!r}")
    return text, spans


def _numbers(element: Any) -> list[int]:
    words = str(element.get("n")).split()
    if not words or not all(word.isdecimal() for word in words):
        raise _fault(element, f"n is {element.get('n')!r}, expected whole numbers")
    return [int(word) for word in words]


def _known(element: Any, numbers: set[int]) -> list[int]:
    for n in _numbers(element):
        if n not in numbers:
            raise _fault(element, f"n is {n}, the letter has items 1 to {len(numbers)}")
    return _numbers(element)


def _items(spans: list[Span], bodies: set[str]) -> Iterator[Row]:
    for expected, span in enumerate(spans, start=1):
        element = span.element
        if _numbers(element) != [expected]:
            raise _fault(element, f"n is {element.get('n')}, expected {expected}: numbers follow the letter's order")
        able = element.get("able", "")
        if element.tag == "demand" and able not in bodies | {NOBODY}:
            raise _fault(element, f"able is {able!r}, expected {NOBODY} or one of {', '.join(sorted(bodies))}")
        yield {"n": expected, "kind": element.tag, **span.place, "addressee": element.get("to", ""), "able": able}


def _answers(spans: list[Span], numbers: set[int]) -> list[Row]:
    given: dict[int, Row] = {}
    for span in (span for span in spans if span.element.tag == "answer"):
        state = _one_of(span.element, "state", STATES)
        for n in _known(span.element, numbers):
            if n in given:
                raise _fault(span.element, f"item {n} is answered twice")
            given[n] = {"n": n, "state": state, **span.place}
    silent = {"state": "silent", "start": -1, "end": -1, "text": ""}
    return [given.get(n, {"n": n, **silent}) for n in sorted(numbers)]


def _promises(spans: list[Span]) -> Iterator[Row]:
    for span in (span for span in spans if span.element.tag == "promise"):
        yield {**span.place, "owner": span.element.get("owner", ""), "due": span.element.get("due", "")}


def _acts(spans: list[Span]) -> Iterator[Row]:
    for span in (span for span in spans if span.element.tag == "act"):
        acts = str(span.element.get("is")).split()
        if not acts or set(acts) - set(ACTS) or len(set(acts)) < len(acts):
            raise _fault(span.element, f"is={span.element.get('is')!r}, expected some of {', '.join(ACTS)}, each once")
        yield from ({"act": act, **span.place} for act in acts)


def _drift(element: Any, texts: dict[str, str]) -> Row:
    where = _one_of(element, "where", PLACES)
    for name, place in zip(("a", "b"), PLACES[where], strict=True):
        if element.get(name) not in texts[place]:
            raise _fault(element, f"{name} is not in the {place}, word for word: {element.get(name)!r}")
    return {"a": element.get("a"), "b": element.get("b"), "where": where, "note": element.get("note", "")}


def _tally(rows: list[Row]) -> Iterator[str]:
    """Lines that say how many there are of each thing."""
    counted = (
        ("pairs", (f"{row['lang']}>{row['reply_lang']}" for row in rows)),
        ("items", (item["kind"] for row in rows for item in row["items"])),
        ("answers", (answer["state"] for row in rows for answer in row["answers"])),
        ("acts", (act["act"] for row in rows for act in row["speech_acts"])),
        ("drift", (drift["where"] for row in rows for drift in row["drift"])),
    )
    for name, values in counted:
        counts = collections.Counter(values)
        yield f"{name}: {counts.total()} ({', '.join(f'{value} {n}' for value, n in counts.most_common())})"
    yield f"promises: {sum(len(row['commitments']) for row in rows)}"
    yield f"disputed: {sum(len(row['facts_disputed']) for row in rows)}"


def main() -> int:
    """Print the faults and the counts; 1 if there is a fault."""
    parser = argparse.ArgumentParser(description="Check training pairs of letter and reply, and count what they hold.")
    parser.add_argument("files", nargs="+", type=pathlib.Path)
    parser.add_argument("--out", type=pathlib.Path, help="write the rows there, one JSON object a line")
    asked = parser.parse_args()
    rows: list[Row] = []
    faults = 0
    for path in asked.files:
        try:
            rows.append(read(path))
        except Malformed as error:
            faults += 1
            print(error, file=sys.stderr)
    if asked.out:
        asked.out.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    print(*_tally(rows), sep="\n")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
