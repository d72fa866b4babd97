"""Finds every text that people see, and keeps the catalogues of the interface's languages in step with it.

Run it with `make messages`: it writes the list of sentences that gates can say, adds new texts to each catalogue as
untranslated, drops those that are gone, and compiles. `--check` writes nothing and fails where something would change,
is not translated, or lost a name between braces. Where texts come from:

- Python: `gettext` and its kin, under their usual names.
- Templates: Django turns each into something like Python (`templatize`), which is then read in the same way.
- Entries: every value that can be chosen, as the words that pages show for it; the names of gates and standards.
- Gates: plain sentences and f-strings. They stay English in the record; pages translate them by their pattern, see
  `answerable.forms.sentences`.
"""

from __future__ import annotations

import ast
import io
import json
import os
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import django
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from msgspec import inspect

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "answerable"
LOCALE = SOURCE / "locale"
SENTENCES = SOURCE / "forms" / "sentences.json"
LANGUAGES = ("fr", "uk", "es", "ar")
KEYWORDS = {
    **dict.fromkeys(("_", "__", "gettext", "gettext_lazy", "gettext_noop", "translate"), None),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    "npgettext": ((1, "c"), 2, 3),
}
SAID_BY_GATES = (
    *("*/gates/*.py", "*/gates.py", "*/waiting.py"),
    *("people/signing.py", "outputs/reading.py", "record/copies.py"),
)
"""Files whose plain sentences and f-strings reach pages."""

COLUMNS = 116
NAMES = re.compile(r"%\(\w+\)[sd]|\{\w+\}")
CALL = re.compile(
    r"""\b(?:gettext|ngettext|pgettext|npgettext|_)\((?:[^()"']|u?"(?:\\.|[^"\\])*"|u?'(?:\\.|[^'\\])*')*\)"""
)
"""A call in what Django makes of a template."""
DATED = (
    rb'"(POT-Creation-Date|PO-Revision-Date|Generated-By|Last-Translator|Language-Team|MIME-Version'
    rb'|Report-Msgid-Bugs-To): [^"]*"\n'
)
"""Lines of a catalogue's head that would make every run differ."""
UNDATED = datetime(2000, 1, 1, tzinfo=UTC)
"""The day that stands in what is compiled, so that it is the same whenever that is done."""
FRAGMENTS = ("and", "or", "Nobody", "nobody", "country", "people", "subject", "things")
"""Single words that gates put into their sentences."""


def found() -> Catalog:
    """Return every text in the code, in the order of files."""
    catalog = Catalog(project="Answerable", charset="utf-8")
    for path in sorted(SOURCE.rglob("*.py")):
        with path.open("rb") as file:
            _add(catalog, path, file)
    for path in sorted(SOURCE.rglob("templates/**/*.[hxt]*")):
        _add(catalog, path, io.BytesIO(_as_code(path).encode()))
    for sentence, path in sorted(sentences().items()):
        catalog.add(sentence, locations=[(_place(path), 0)])
    for word, place in words().items():
        catalog.add(word, locations=[(place, 0)])
    return catalog


def words() -> dict[str, str]:
    """Return every word that pages show for a value of the record, with where it comes from."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "answerable.web.settings")
    django.setup()
    from answerable.kinds import ACTS
    from answerable.releases.gates.board import GATE_NAMES
    from answerable.web.templatetags.reading import STANDARD_NAMES

    told = dict.fromkeys(STANDARD_NAMES.values(), "standards") | dict.fromkeys(GATE_NAMES.values(), "gates")
    told |= dict.fromkeys(FRAGMENTS, "gates")
    for kind, act in ACTS.items():
        for value in _values(inspect.type_info(act.said)):
            told.setdefault(value.replace("-", " "), kind)
    return {word: place for word, place in told.items() if word}


def _values(kind: inspect.Type) -> Iterator[str]:
    """Yield every value that can be chosen in what an act says."""
    if isinstance(kind, inspect.LiteralType):
        yield from (value for value in kind.values if isinstance(value, str))
    elif isinstance(kind, inspect.StructType):
        for field in kind.fields:
            if not (field.name == "among" or field.type is kind or field.name in {"all", "any"}):
                yield from _values(field.type)
    elif isinstance(kind, inspect.VarTupleType):
        yield from _values(kind.item_type)
    elif isinstance(kind, inspect.UnionType):
        for each in kind.types:
            yield from _values(each)
    elif isinstance(kind, inspect.Metadata):
        yield from _values(kind.type)


def sentences() -> dict[str, Path]:
    """Return every sentence that gates can say, as a pattern with names between braces, with the file it stands in."""
    said: dict[str, Path] = {}
    for pattern in SAID_BY_GATES:
        for path in sorted(SOURCE.glob(pattern)):
            for sentence in _sentences_in(ast.parse(path.read_text(encoding="utf-8"))):
                said.setdefault(sentence, path)
    return said


def _add(catalog: Catalog, path: Path, file: io.BufferedIOBase) -> None:
    for line, message, comments, context in extract("python", file, KEYWORDS, ()):
        catalog.add(message, locations=[(_place(path), 0 * line)], auto_comments=comments, context=context)


def _place(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _as_code(path: Path) -> str:
    """Return the translatable texts of a template as calls in Python."""
    from django.utils.translation.template import templatize

    made = templatize(path.read_text(encoding="utf-8"), origin=str(path))
    return "\n".join(CALL.findall(made))


def _sentences_in(tree: ast.Module) -> Iterator[str]:
    """Yield what people read: texts of two words and more, and f-strings with a word of their own; no docstrings."""
    docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    inner = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    for node in ast.walk(tree):
        if id(node) in docstrings or id(node) in inner:
            continue
        if isinstance(node, ast.JoinedStr) and _own_words(made := _pattern(node)):
            yield made
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and _own_words(node.value) > 1:
            yield node.value


def _own_words(text: str) -> int:
    """Return how many words of its own a text has; none where it is no text for people, but a name or a pattern."""
    bare = NAMES.sub("", text)
    return len(re.findall(r"[A-Za-z]{2,}", bare)) if " " in text.strip() and "\n" not in text else 0


def _pattern(node: ast.JoinedStr) -> str:
    """Return an f-string with a name for each value: what its expression ends in, numbered where two are alike."""
    parts: list[str] = []
    taken: dict[str, int] = {}
    for value in node.values:
        if isinstance(value, ast.Constant):
            parts.append(str(value.value).replace("{", "{{").replace("}", "}}"))
            continue
        words = re.findall(r"[A-Za-z_]+", ast.unparse(value.value)) if isinstance(value, ast.FormattedValue) else []
        name = next((word for word in reversed(words) if len(word) > 1), "value").strip("_")
        taken[name] = taken.get(name, 0) + 1
        parts.append("{" + name + (str(taken[name]) if taken[name] > 1 else "") + "}")
    return "".join(parts)


def updated(language: str, catalog: Catalog) -> Catalog:
    """Return the catalogue of a language with the texts of the code; nothing is guessed for a new text."""
    place = LOCALE / language / "LC_MESSAGES" / "django.po"
    held = Catalog(locale=language)
    if place.is_file():
        with place.open("rb") as file:
            held = read_po(file, locale=language)
    made = Catalog(locale=language, project="Answerable", charset="utf-8", fuzzy=False)
    made.header_comment = "# Texts of Answerable's pages. Translate in this file, then run `make messages`."
    for message in catalog:
        if message.id:
            old = held.get(_single(message), context=message.context)
            made.add(message.id, string=_kept(made, message, old), locations=message.locations, context=message.context)
    return made


def _single(message: Message) -> str:
    return message.id[0] if isinstance(message.id, tuple | list) else message.id


def _kept(made: Catalog, message: Message, old: Message | None) -> str | tuple[str, ...]:
    if isinstance(message.id, tuple | list):
        held = old.string if old and isinstance(old.string, tuple | list) else ()
        return tuple((*held, *[""] * made.num_plurals)[: made.num_plurals])
    return old.string if old and isinstance(old.string, str) else ""


def lacking(language: str, catalog: Catalog) -> list[str]:
    """Return what is wrong with a language: texts not translated, and translations that lost or made up a name."""
    wrong = []
    for message in catalog:
        if not message.id:
            continue
        told = message.string if isinstance(message.string, tuple | list) else (message.string,)
        given = [text or "" for text in told]
        asked = set(NAMES.findall(message.id[-1] if isinstance(message.id, tuple | list) else message.id))
        if not all(given):
            wrong.append(f"{language}: not translated: {_single(message)!r}")
        elif any(set(NAMES.findall(text)) - asked for text in given) or asked - set(NAMES.findall(given[-1])):
            wrong.append(f"{language}: expected the names {sorted(asked)} in {given!r}, for {_single(message)!r}")
    return wrong


def _written(catalog: Catalog) -> bytes:
    text = io.BytesIO()
    write_po(text, catalog, width=COLUMNS, sort_output=False, include_lineno=False, omit_header=False)
    return re.sub(DATED, b"", text.getvalue())


def files() -> tuple[dict[Path, bytes], list[str]]:
    """Return every file as it should be, and what is wrong with the translations in them."""
    catalog, wrong = found(), []
    made = {SENTENCES: (json.dumps(sorted(sentences()), indent=0, ensure_ascii=False) + "\n").encode()}
    for language in LANGUAGES:
        own = updated(language, catalog)
        wrong += lacking(language, own)
        text = _written(own)
        folder = LOCALE / language / "LC_MESSAGES"
        # The compiled file is made from what is written, so that the two cannot disagree.
        made[folder / "django.po"] = text
        made[folder / "django.mo"] = _compiled(text, language)
    return made, wrong


def _compiled(text: bytes, language: str) -> bytes:
    compiled, catalog = io.BytesIO(), read_po(io.BytesIO(text), locale=language)
    catalog.creation_date = UNDATED
    write_mo(compiled, catalog)
    return compiled.getvalue()


def main(*, check: bool) -> int:
    """Write the catalogues, or say what would change; return the exit status."""
    made, wrong = files()
    stale = [path for path, data in made.items() if not path.is_file() or path.read_bytes() != data]
    if not check:
        for path in stale:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(made[path])
    for line in wrong:
        print(line)
    for path in stale if check else []:
        print(f"{path.relative_to(ROOT)} is not what the code asks for: run make messages")
    print(f"{len(wrong)} texts to translate or mend in {', '.join(LANGUAGES)}")
    return int(check and bool(wrong or stale))


if __name__ == "__main__":
    sys.exit(main(check="--check" in sys.argv))
