"""The page of each release: its words, what was said of it since, who was asked, who stands by it, its certificate.

Rules:
  - Persons are not named; sections are.
  - Who was asked, and how long they had, is told as it was when the release went out.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from datetime import date, datetime

from answerable.clearance.gates import affected_sections
from answerable.clearance.gates.clock import clock_of
from answerable.echoes.reading import Release as Used
from answerable.echoes.views.exports import exported as uses_of
from answerable.outputs.entries import Statement, VersionDrafted
from answerable.outputs.gates import statements_of
from answerable.outputs.rendering import passages
from answerable.record.entry import Fact
from answerable.releases.entries import OutputReleased
from answerable.releases.errors import CertificateError
from answerable.releases.gates import ReleaseCase, standing
from answerable.releases.notices import Beside, beside, marked
from answerable.releases.releasing import CERTIFICATE_NAME
from answerable.releases.verification import Verified, verify
from answerable.site.files import anchors_on, draft_of, folder_of, public_files, title_in
from answerable.site.frame import Allowed, Page, place
from answerable.site.record import Matter, as_it_was
from answerable.site.words import readable, without_links


class Voice(Allowed, frozen=True, kw_only=True):
    """What a section says against something, in its own words; "" where they are not here."""

    section: str
    text: str


class Notice(Allowed, frozen=True, kw_only=True):
    """What was published on a release, or on one that it rests on.

    Attributes:
        key: Its key in the case.
        anchor: Its name on the page, which no other has; "" for one that is on another release.
        type: One of the types of notices, or "dissociation".
        at: When it was issued.
        by: The section that issued it, by name.
        text: Its words; "" where they were erased.
        statements: The statements that it concerns; none: the whole release.
        on: The way to the other release that it is on; "" for this one.
        on_title: The title of that release.
        replaced_by: The way to the release that takes its place; "" where none does.
        declined: What affected sections say against its wording.
        silent: Affected sections that were asked about its wording and said nothing, by name.
    """

    key: str
    anchor: str
    type: str
    at: datetime
    by: str
    text: str
    statements: tuple[str, ...]
    on: str
    on_title: str
    replaced_by: str
    declined: tuple[Voice, ...]
    silent: tuple[str, ...]


class Marked(Allowed, frozen=True, kw_only=True):
    """A statement on which something was published: its words, and each notice by anchor, type and key."""

    statement: str
    words: str
    notices: tuple[tuple[str, str, str], ...]


class Asked(Allowed, frozen=True, kw_only=True):
    """A section whose part was due: the days that it had, those that were due to it, and whether it countersigned."""

    section: str
    had: int
    due: int
    given: bool
    countersigned: datetime | None


class Overridden(Allowed, frozen=True, kw_only=True):
    """A gate that was overridden for this release, until when, and why."""

    gate: int
    name: str
    expires: date
    reason: str


class File(Allowed, frozen=True, kw_only=True):
    """A file that was released: its name, its SHA-256, and whether it is on this site."""

    name: str
    sha256: str
    here: bool


class Use(Allowed, frozen=True, kw_only=True):
    """A use of the release elsewhere, as a person confirmed it. The address is shown, and not linked to."""

    page: str
    outlet: str
    published: datetime | None
    relation: str
    words: str


class Certified(Allowed, frozen=True, kw_only=True):
    """What the certificate of a release says, as it verified when the page was made, or why it did not."""

    countersigned: tuple[tuple[str, datetime], ...]
    overridden: tuple[Overridden, ...]
    dissents: tuple[Voice, ...]
    declines: tuple[Voice, ...]
    gates: tuple[tuple[int, str, str], ...]
    here: bool
    failure: str
    withheld: int
    signed: int
    unsigned: int


class ReleasePage(Allowed, frozen=True, kw_only=True):
    """A release as everybody may see it."""

    case: str
    case_title: str
    output: str
    version: int
    language: str
    title: str
    organisation: str
    section: str
    released: datetime
    clock: datetime | None
    expedited: bool
    status: str
    reason: str
    newer: str
    passages: tuple[str, ...]
    marked: tuple[Marked, ...]
    notices: tuple[Notice, ...]
    asked: tuple[Asked, ...]
    files: tuple[File, ...]
    certified: Certified
    uses: tuple[Use, ...]
    exports: tuple[str, ...]


def release_page(matter: Matter, released: Fact[OutputReleased], *, exports: tuple[str, ...] = ()) -> Page:
    """Return the page of a release."""
    content = release_content(matter, released, exports=exports)
    return Page(
        path=f"{folder_of(released)}index.html",
        template="release.html",
        title=content.title,
        content=content,
        part="releases",
        feed=f"cases/{place(matter.case)}/feed.xml",
    )


def release_content(matter: Matter, released: Fact[OutputReleased], *, exports: tuple[str, ...] = ()) -> ReleasePage:
    """Return what may leave of a release."""
    state, draft = matter.release, draft_of(matter.release, released)
    files = public_files(state, released)
    certified = _certified(matter, files)
    marks, anchors = marked(state, released), anchors_on(state, released)
    return ReleasePage(
        case=matter.case,
        case_title=matter.opened.body.title,
        output=released.body.output,
        version=released.body.version,
        language=draft.body.language if draft else "und",
        title=title_in(state, released),
        organisation=matter.organisation,
        section=matter.section_of_log(released.origin),
        released=released.at,
        clock=matter.opened.body.clock,
        expedited=matter.opened.body.expedited,
        status=standing(state, released).status,
        reason=_reason(state, released),
        newer=_newer(state, released),
        passages=_passages(state, draft, frozenset(marks)),
        marked=tuple(_marked(state, draft, marks, anchors)),
        notices=tuple(_notice(matter, each, anchors.get(each.fact.ref, "")) for each in beside(state, released)),
        asked=tuple(_asked(matter, released, certified)),
        files=tuple(
            File(name=each.name, sha256=each.sha256, here=each.name in files) for each in released.body.renderings
        ),
        certified=certified,
        uses=tuple(_uses(matter, released)),
        exports=exports,
    )


def _certified(matter: Matter, files: Mapping[str, bytes]) -> Certified:
    verified, failure = _checked(files)
    return Certified(
        countersigned=_countersigned(matter, verified),
        overridden=_overridden(verified),
        dissents=_dissents(matter, verified),
        declines=_declines(matter, verified),
        gates=_gates(verified),
        here=CERTIFICATE_NAME in files,
        failure=failure,
        withheld=verified.withheld if verified else 0,
        signed=len(verified.signed) if verified else 0,
        unsigned=len(verified.unsigned) if verified else 0,
    )


def _checked(files: Mapping[str, bytes]) -> tuple[Verified | None, str]:
    """Return what a certificate proves, or why it proves nothing."""
    if CERTIFICATE_NAME not in files:
        return None, ""
    digests = {name: hashlib.sha256(data).hexdigest() for name, data in files.items() if name != CERTIFICATE_NAME}
    try:
        return verify(files[CERTIFICATE_NAME], digests=digests), ""
    except CertificateError as error:
        return None, (type(error).__doc__ or "").strip()  # the message may name persons


def _reason(state: ReleaseCase, released: Fact[OutputReleased]) -> str:
    return readable(standing(state, released).reason)


def _newer(state: ReleaseCase, released: Fact[OutputReleased]) -> str:
    """Return the way from the page of a release to that of the last version of its output; "" where it is the last."""
    last = [fact for fact in state.released if fact.body.output == released.body.output][-1]
    return f"../../../../{folder_of(last)}" if last.body.version > released.body.version else ""


def _passages(state: ReleaseCase, draft: Fact[VersionDrafted] | None, held: frozenset[str]) -> tuple[str, ...]:
    text = readable(draft.body.text) if draft else ""
    if draft is None or not text:
        return ()
    named = [each for each in statements_of(state.clearance.outputs, draft) if each.id in held]
    return tuple(without_links(each.html) for each in passages(text, named, held=held))


def _marked(
    state: ReleaseCase,
    draft: Fact[VersionDrafted] | None,
    marks: Mapping[str, tuple[Beside, ...]],
    anchors: Mapping[str, str],
) -> Iterator[Marked]:
    statements = statements_of(state.clearance.outputs, draft) if draft else ()
    for each in _by_place(statements):
        if each.id in marks:
            notices = tuple((anchors[n.fact.ref], n.type, n.fact.body.notice) for n in marks[each.id])
            yield Marked(statement=each.id, words=readable(each.words), notices=notices)


def _by_place(statements: tuple[Statement, ...]) -> list[Statement]:
    return sorted(statements, key=lambda each: (each.start, each.end))


def _notice(matter: Matter, each: Beside, anchor: str) -> Notice:
    body, state = each.fact.body, matter.release
    replaced = next((fact for fact in state.released if fact.ref == getattr(body, "replaced_by", "")), None)
    return Notice(
        key=body.notice,
        anchor=anchor,
        type=each.type,
        at=each.fact.at,
        by=matter.section_of_log(each.fact.origin),
        text=readable(body.text),
        statements=body.statements,
        on="" if each.own else f"../../../../{folder_of(each.released)}",
        on_title="" if each.own else title_in(state, each.released),
        replaced_by=f"../../../../{folder_of(replaced)}" if replaced else "",
        declined=tuple(
            Voice(section=matter.section(word.section), text=readable(getattr(word.fact.body, "reason", "")))
            for word in each.declined
            if word.fact is not None
        ),
        silent=tuple(matter.section(word.section) for word in each.silent),
    )


def _asked(matter: Matter, released: Fact[OutputReleased], certified: Certified) -> Iterator[Asked]:
    then, signed = as_it_was(released), dict(certified.countersigned)
    for affected in affected_sections(then.clearance):
        clock = clock_of(then.clearance, affected.section)
        yield Asked(
            section=matter.section(affected.section),
            had=clock.had,
            due=clock.least,
            given=clock.started is not None,
            countersigned=signed.get(matter.section(affected.section)),
        )


def _countersigned(matter: Matter, verified: Verified | None) -> tuple[tuple[str, datetime], ...]:
    given = verified.statement.predicate.countersignatures if verified else ()
    return tuple((matter.section(each.section), each.at) for each in given)


def _gates(verified: Verified | None) -> tuple[tuple[int, str, str], ...]:
    found = verified.statement.predicate.gates if verified else ()
    return tuple((gate.number, gate.name, gate.state) for gate in found)


def _overridden(verified: Verified | None) -> tuple[Overridden, ...]:
    if verified is None:
        return ()
    said = verified.statement.predicate
    names = {gate.number: gate.name for gate in said.gates}
    return tuple(
        Overridden(
            gate=each.gate,
            name=names[each.gate],
            expires=each.expires,
            reason=verified.opened.get(each.reason, ""),
        )
        for each in said.overrides
    )


def _dissents(matter: Matter, verified: Verified | None) -> tuple[Voice, ...]:
    if verified is None:
        return ()
    return tuple(
        Voice(section=matter.section(each.section), text=verified.opened.get(each.text, ""))
        for each in verified.statement.predicate.dissents
    )


def _declines(matter: Matter, verified: Verified | None) -> tuple[Voice, ...]:
    if verified is None:
        return ()
    return tuple(
        Voice(section=matter.section(each.section), text=verified.opened.get(each.text, ""))
        for each in verified.statement.predicate.declines
    )


def _uses(matter: Matter, released: Fact[OutputReleased]) -> Iterator[Use]:
    used = Used(matter.critiques.echoes, released.body.output)
    for each in uses_of(used, released.body.version):
        yield Use(
            page=each.page, outlet=each.outlet, published=each.published, relation=each.relation, words=each.words
        )
