"""A case as pages show it: everything on record about it, and the address of every place a blocker speaks of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from answerable.clearance import gates as clearance
from answerable.evidence.clock import moment_of
from answerable.evidence.errors import NoSuchCase
from answerable.outputs import gates as outputs
from answerable.outputs.entries import VersionDrafted
from answerable.record.blocker import Blocker, Where
from answerable.record.entry import Fact
from answerable.releases.entries import OutputReleased
from answerable.releases.gates import Gate, ReleaseCase
from answerable.releases.models import ReleasedFile, read_release
from answerable.vault.reading import ABSENT, ERASED, shown

NAMED: Mapping[str, object] = {
    "version": _("version"),
    "statement": _("statement"),
    "finding": _("finding"),
    "rule": _("rule"),
    "element": _("element"),
    "item": _("item"),
    "section": _("section"),
    "party": _("party"),
    "person": _("person"),
    "objection": _("objection"),
}
"""The words for the parts of a place, in the order of a label."""


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """Where something is: its words, and its address where there is a page for it."""

    label: str
    address: str = ""


class Held(msgspec.Struct, frozen=True, kw_only=True):
    """One blocker with the gate that it holds closed, and where that is."""

    gate: Gate
    blocker: Blocker
    place: Place


def state_of(case: str, output: str = "") -> ReleaseCase:
    """Return everything on record about a case, judged for `output` or else for its headline.

    Raises:
        Http404: there is no such case, or nothing was drafted under that name.
    """
    try:
        state = read_release(case, at=moment_of(case), subject=output)
    except NoSuchCase as error:
        raise Http404 from error
    if output and outputs.current_version(state.clearance.outputs, output) is None:
        raise Http404
    return state


def subject_of(state: ReleaseCase) -> Fact[VersionDrafted] | None:
    """Return the current version of the output that is judged, or None when nothing was drafted."""
    return clearance.subject(state.clearance)


def outputs_of(state: ReleaseCase) -> tuple[Fact[VersionDrafted], ...]:
    """Return the current version of every output of a case, in the order in which they were first drafted."""
    drafts = state.clearance.outputs
    names = dict.fromkeys(fact.body.output for fact in drafts.versions)
    return tuple(version for name in names if (version := outputs.current_version(drafts, name)) is not None)


def last_release(state: ReleaseCase, output: str) -> Fact[OutputReleased] | None:
    """Return the latest release of any version of `output`, or None."""
    return next((fact for fact in reversed(state.released) if fact.body.output == output), None)


def released_as(state: ReleaseCase, output: str, version: int) -> Fact[OutputReleased]:
    """Return the release of a version: of several that claim it, one whose files were given out here.

    Raises:
        Http404: it was never released.
    """
    found = [fact for fact in state.released if (fact.body.output, fact.body.version) == (output, version)]
    if not found:
        raise Http404
    given = (fact for fact in found if ReleasedFile.objects.filter(released_ref=fact.ref).exists())
    return found[0] if len(found) == 1 else next(given, found[0])


def held_up(state: ReleaseCase, gates: Iterable[Gate]) -> tuple[Held, ...]:
    """Return what every gate that is not open asks for, each with its place."""
    return tuple(
        Held(gate=gate, blocker=blocker, place=place_of(state, blocker.where))
        for gate in gates
        for blocker in gate.blockers
    )


def remarked(state: ReleaseCase, gates: Iterable[Gate]) -> tuple[Held, ...]:
    """Return what was noticed at every gate and blocks nothing, each with its place."""
    return tuple(
        Held(gate=gate, blocker=remark, place=place_of(state, remark.where))
        for gate in gates
        for remark in gate.remarks
    )


def place_of(state: ReleaseCase, where: Where) -> Place:
    """Return the place a blocker speaks of, linked to the words, or to the page, that shows it."""
    case = state.clearance.outputs.findings.evidence.case
    label = _label(where)
    if where.objection and any(fact.body.objection == where.objection for fact in state.clearance.objections):
        return Place(label=label, address=reverse("objection", args=[case, where.objection]))
    if where.document and where.version:
        address = reverse("draft-version", args=[case, where.document, where.version])
        return Place(label=label, address=address + _anchor(state, where))
    if where.finding and any(fact.body.finding == where.finding for fact in state.clearance.outputs.findings.findings):
        return Place(label=label, address=reverse("finding", args=[case, where.finding]))
    if where.item and any(fact.body.item == where.item for fact in state.clearance.outputs.findings.evidence.items):
        return Place(label=label, address=reverse("item", args=[case, where.item]))
    return Place(label=label)


def _label(where: Where) -> str:
    """Return a place in few words of the reader's language; a document goes without the word for what it is."""
    held = {name: value for name, value in msgspec.structs.asdict(where).items() if value and name in NAMED}
    if where.document:
        held.pop("section", None)
    return ", ".join([where.document, *(f"{NAMED[name]} {value}" for name, value in held.items())]).removeprefix(", ")


def _anchor(state: ReleaseCase, where: Where) -> str:
    if where.statement:
        return f"#statement-{where.statement}"
    version = outputs.current_version(state.clearance.outputs, where.document)
    if version is None or where.start is None or where.end is None:
        return ""
    statements = outputs.statements_of(state.clearance.outputs, version)
    met = (each.id for each in statements if overlap(each.start, each.end, where.start, where.end))
    return next((f"#statement-{name}" for name in met), "")


def overlap(start: int, end: int, other_start: int, other_end: int) -> bool:
    """Tell whether two half-open ranges share a character."""
    return start < other_end and other_start < end


def released_words(state: ReleaseCase, release: Fact[OutputReleased]) -> str:
    """Return the text that was released, or "" where it cannot be read here."""
    drafts = state.clearance.outputs.versions
    text = next((shown(fact.body.text) for fact in drafts if fact.ref == release.body.draft_ref), "")
    return "" if text in {ERASED, ABSENT} else text


def statement_words(state: ReleaseCase, release: Fact[OutputReleased]) -> dict[str, str]:
    """Return the words of the statements of a release on one line each, by statement."""
    text, drafts = released_words(state, release), state.clearance.outputs
    drafted = next((fact for fact in drafts.versions if fact.ref == release.body.draft_ref), None)
    found = outputs.statements_of(drafts, drafted) if drafted is not None and text else ()
    return {each.id: " ".join(text[each.start : each.end].split()).lstrip("#> ") for each in found}
