"""What a scan looks for, read from the record: every version that was released, and what became of its words.

Rules:
  - Named or not, every version of an output is looked for, and every translation of it: an old version lives on in
    other people's pages.
  - Words are replaced when a later version is released that has them no more. They are corrected when a notice that
    changes words (`CHANGES`) on that release names their statement, or names none, or when the release is retracted.
  - The texts of notices and of dissociations are looked for too, as passages of the release that they are on.
  - A text that was erased, or is not held here, is not looked for; which, `unreadable` says.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime

import msgspec

from answerable.echoes.entries import DocumentFollowed
from answerable.echoes.errors import NothingReleased
from answerable.echoes.gates import NOTICE, following
from answerable.echoes.models import read_echoes
from answerable.echoes.scanning.passages import Mark, passages_of, title_of
from answerable.echoes.scanning.released import Followed, OwnPassage, Released
from answerable.evidence.clock import moment_of
from answerable.evidence.models import CaseOpened
from answerable.outputs.entries import VersionDrafted
from answerable.outputs.gates import statements_of
from answerable.people.models import OrganisationNamed, SectionJoined
from answerable.record.entry import Fact
from answerable.record.facts import read
from answerable.releases import entries
from answerable.releases.gates import ReleaseCase
from answerable.releases.gates.dissociation import names_of
from answerable.releases.gates.wording import issued
from answerable.releases.models import OutputReleased, read_release
from answerable.text.documents import Document, read_document, visible
from answerable.vault.errors import Erased, Missing
from answerable.vault.reading import ABSENT, ERASED, shown
from answerable.vault.store import text_of

CHANGES = frozenset({"correction", "partial-retraction", "retraction", "withdrawal", "new-version"})
"""Notices after which the words that they concern stand no more as they were; any other adds to them."""


class Watched(msgspec.Struct, frozen=True, kw_only=True):
    """What a scan looks for, and the releases whose words cannot be read here."""

    followed: Followed
    unreadable: tuple[str, ...] = ()


class _Version(msgspec.Struct, frozen=True, kw_only=True):
    """One version that was released: the release, the draft, and its words."""

    released: Fact[entries.OutputReleased]
    draft: Fact[VersionDrafted]
    document: Document
    plain: str


def name_of(case: str, output: str, version: int) -> str:
    """Return the name of a release: "CASE/OUTPUT/VERSION"."""
    return f"{case}/{output}/{version}"


def named(name: str) -> tuple[str, str, int]:
    """Return case, output and version of a name; the version is 0 where the name is of something else.

    A release that was scanned from a lone file has its file's name, which leads to no case.
    """
    case, _, rest = name.partition("/")
    output, _, version = rest.partition("/")
    return (case, output, int(version)) if version.isdecimal() else ("", "", 0)


def watched(names: Sequence[str] = ()) -> Watched:
    """Return what to look for: the releases named "CASE/OUTPUT" or "CASE/OUTPUT/VERSION", or else every release here.

    Raises:
        NothingReleased: a name leads to no release.
    """
    found: list[Released] = []
    unreadable: list[str] = []
    called: set[str] = set()
    for case, outputs in _outputs(names).items():
        state = read_release(case, at=moment_of(case))
        found += _released(state, list(_versions(state, outputs, unreadable)))
        called |= set(_names(case, outputs))
    return Watched(followed=Followed(releases=tuple(found), names=tuple(sorted(called))), unreadable=tuple(unreadable))


def _outputs(names: Sequence[str]) -> dict[str, frozenset[str]]:
    """Return the outputs that are named, or every output that was released, by case."""
    cases = sorted({fact.case for fact in read(CaseOpened)})
    known = {case: {fact.body.output for fact in read(OutputReleased, case=case)} for case in cases}
    if not names:
        return {case: frozenset(outputs) for case, outputs in known.items() if outputs}
    wanted: dict[str, set[str]] = {}
    for name in names:
        case, _, rest = name.partition("/")
        output = rest.partition("/")[0]
        if output not in known.get(case, ()):
            there = ", ".join(f"{case}/{output}" for case in cases for output in sorted(known[case])) or "nothing"
            raise NothingReleased(f"expected a release on record ({there}), found {name}")
        wanted.setdefault(case, set()).add(output)
    return {case: frozenset(outputs) for case, outputs in wanted.items()}


def _versions(state: ReleaseCase, outputs: Collection[str], unreadable: list[str]) -> Iterator[_Version]:
    """Yield the versions of outputs and of their translations that were released and can be read, oldest first."""
    drafts = {fact.ref: fact for fact in state.clearance.outputs.versions}
    for released in state.released:
        draft = drafts.get(released.body.draft_ref)
        if draft is None or not {draft.body.output, draft.body.variant_of} & set(outputs):
            continue
        try:
            text = text_of(draft.body.text)
        except (Erased, Missing):
            unreadable.append(name_of(released.case, released.body.output, released.body.version))
        else:
            document = read_document(text, media="markdown")
            yield _Version(released=released, draft=draft, document=document, plain=_plain(document))


def _plain(document: Document) -> str:
    """Return what a reader sees of a text, with single blanks."""
    return " ".join(" ".join(visible(block).text.split()) for block in document.blocks)


def _released(state: ReleaseCase, versions: Sequence[_Version]) -> Iterator[Released]:
    for each in versions:
        body = each.released.body
        passages = passages_of(each.document, _marks(state, each), language=each.draft.body.language)
        yield Released(
            name=name_of(each.released.case, body.output, body.version),
            title=title_of(each.document),
            language=each.draft.body.language.partition("-")[0],
            at=each.released.at,
            passages=(*(_dated(passage, each, versions, state) for passage in passages), *_notices(state, each)),
            source=_source(each, versions),
        )


def _notices(state: ReleaseCase, version: _Version) -> Iterator[OwnPassage]:
    """Yield the texts of notices and dissociations on a release: they are quoted and bent like what they are on."""
    for name, fact in names_of(state, version.released.ref).items():
        with suppress(Erased, Missing):
            yield OwnPassage(id=f"{NOTICE}{name}", text=text_of(fact.body.text))


def _marks(state: ReleaseCase, version: _Version) -> list[Mark]:
    statements = statements_of(state.clearance.outputs, version.draft)
    return [Mark(id=each.id, start=each.start, end=each.end, place=each.place) for each in statements]


def _source(version: _Version, versions: Sequence[_Version]) -> str:
    """Return the release that a translation translates: the last one of its original before it."""
    original = version.draft.body.variant_of
    before = [each.released for each in versions if each.released.body.output == original]
    before = [each for each in before if each.at <= version.released.at]
    return name_of(before[-1].case, original, before[-1].body.version) if original and before else ""


def _dated(passage: OwnPassage, version: _Version, versions: Sequence[_Version], state: ReleaseCase) -> OwnPassage:
    """Return a passage with what became of its words."""
    return msgspec.structs.replace(
        passage, replaced=_replaced(passage, version, versions), corrected=_corrected(passage, version, state)
    )


def _replaced(passage: OwnPassage, version: _Version, versions: Sequence[_Version]) -> datetime | None:
    words, own = " ".join(passage.text.split()), version.released.body
    later = (each for each in versions if each.released.body.output == own.output)
    gone = (each.released.at for each in later if each.released.body.version > own.version and words not in each.plain)
    return next(gone, None)


def _corrected(passage: OwnPassage, version: _Version, state: ReleaseCase) -> datetime | None:
    ref = version.released.ref
    notices: Iterable[datetime] = (
        fact.at
        for fact in issued(state)
        if fact.body.type in CHANGES
        and fact.body.released_ref == ref
        and (not fact.body.statements or passage.id in fact.body.statements)
    )
    retracted = (
        fact.at
        for fact in state.statuses
        if fact.body.released_ref == ref and fact.body.status in {"retracted", "withdrawn"}
    )
    return min((*notices, *retracted), default=None)


def names_in(said: DocumentFollowed) -> tuple[str, ...]:
    """Return the names that a section gave us, without those that were erased or are not held here."""
    return tuple(name for name in map(shown, said.names) if name not in {ERASED, ABSENT})


def _names(case: str, outputs: Iterable[str]) -> Iterator[str]:
    """Yield what we are called: as each section says that follows, and as organisation and sections say themselves."""
    state = read_echoes(case, at=moment_of(case))
    for output in outputs:
        yield from (name for fact in following(state, output) for name in names_in(fact.body))
    yield from (fact.body.name for table in (SectionJoined, OrganisationNamed) for fact in read(table))
