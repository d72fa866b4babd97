"""The reading copy of a bundle: one page without scripts or links elsewhere, for whoever has no Answerable."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from importlib.resources import files
from itertools import groupby
from typing import Any

import msgspec
from django.template import engines

from answerable.bundles.conditions import Listed
from answerable.bundles.contents import (
    REASONS,
    Bundle,
    Leaf,
    Opened,
    Redaction,
    content_path,
    leaves,
    proof_path,
)
from answerable.bundles.reading import Gathered
from answerable.record.acts import acts
from answerable.vault.store import text_of

MOST_SHOWN = 20_000
"""Characters of a text shown on the page; the whole is linked. Chosen by hand: a long letter."""

_UNSHOWN = frozenset({"signature", "vkey", "public", "personal", "seen"})
"""Fields that say nothing to a reader."""


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """A field of an act: plain words, or a content: open, cut, a file, or closed for a reason."""

    label: str
    value: str = ""
    path: str = ""
    is_cut: bool = False
    reason: str = ""


class Act(msgspec.Struct, frozen=True, kw_only=True):
    """An act as the page tells it."""

    id: str
    at: Any
    actor: str
    log: str
    index: int
    title: str
    what: str
    proof: str
    lines: tuple[Line, ...]


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """A line of the table of what is closed."""

    log: str
    index: int
    anchor: str
    what: str
    digest: str
    reason: str
    erased_by: str
    proof: str


def page_of(
    bundle: Bundle,
    gathered: Gathered,
    redactions: Sequence[Redaction],
    names: Mapping[str, str],
    opened: Mapping[str, Opened],
    roots: Collection[str],
) -> str:
    """Return the page; `roots` are the paths of the roots in the bundle."""
    reasons = {(each.log, each.index, each.field): REASONS[each.reason] for each in redactions}
    template = files("answerable.bundles").joinpath("page.html").read_text(encoding="utf-8")
    listed = sorted(gathered.open_entries(), key=lambda each: (each.entry.at, each.origin, each.index))
    context = {
        "bundle": bundle,
        "roots": roots,
        "acts": [_act(each, names, reasons, opened) for each in listed],
        "redactions": [_row(each) for each in redactions],
    }
    return engines["django"].from_string(template).render(context)


def _act(
    listed: Listed,
    names: Mapping[str, str],
    reasons: Mapping[tuple[str, int, str], str],
    opened: Mapping[str, Opened],
) -> Act:
    log = names[listed.origin]
    lines = (_line(leaf, reasons.get((log, listed.index, leaf.pointer), ""), opened) for leaf in _told(listed))
    return Act(
        id=f"{log}-{listed.index}",
        at=listed.entry.at,
        actor=listed.entry.actor,
        log=log,
        index=listed.index,
        title=_title(listed.entry.kind),
        what=_what(listed.kind),
        proof=proof_path(log, listed.index),
        lines=tuple(lines),
    )


def _told(listed: Listed) -> Iterator[Leaf]:
    """Yield the values of an act that say something to a reader; a list of plain values counts as one."""
    shown = (leaf for leaf in leaves(listed.body) if not _UNSHOWN & set(leaf.field.split(".")))
    for (pointer, is_list), some in groupby(shown, key=_list_of):
        held = list(some)
        if is_list:
            yield Leaf(field=held[0].field, pointer=pointer, value=", ".join(_plain(leaf.value) for leaf in held))
        else:
            yield from held


def _list_of(leaf: Leaf) -> tuple[str, bool]:
    """Return the pointer of the list of plain values that a value stands in, or its own."""
    parent, _, last = leaf.pointer.rpartition("/")
    is_list = last.isdecimal() and not leaf.is_commitment
    return (parent, True) if is_list else (leaf.pointer, False)


def _title(kind: str) -> str:
    """Return a kind as words, such as ``draft countersigned``."""
    return kind.partition("/")[0].replace(".", " ").replace("_", " ")


def _what(kind: str) -> str:
    """Return what an act of this kind says, in a sentence; "" for a kind that is not known here."""
    act = acts().get(kind)
    return (act.said.__doc__ or "").strip().partition("\n")[0].replace("`", "") if act else ""


def _line(leaf: Leaf, reason: str, opened: Mapping[str, Opened]) -> Line:
    label = leaf.pointer.removeprefix("/").replace("/", " ").replace("_", " ")
    if reason or not leaf.is_commitment:
        return Line(label=label, value="" if reason else _plain(leaf.value), reason=reason)
    path = content_path(opened[leaf.value])
    if opened[leaf.value].file:
        return Line(label=label, path=path)
    text = text_of(leaf.value)
    return Line(label=label, value=text[:MOST_SHOWN], path=path, is_cut=len(text) > MOST_SHOWN)


def _plain(value: Any) -> str:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def _row(each: Redaction) -> Row:
    by = f"{each.erased_by.log}, entry {each.erased_by.index}" if each.erased_by else ""
    return Row(
        log=each.log,
        index=each.index,
        anchor=f"{each.log}-{each.index}" if each.field else "",
        what=each.field.removeprefix("/").replace("/", " ").replace("_", " ") or "the whole entry",
        digest=each.commitment or each.leaf,
        reason=REASONS[each.reason],
        erased_by=by,
        proof=proof_path(each.log, each.index),
    )
