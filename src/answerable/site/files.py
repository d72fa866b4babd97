"""The files of a release that the site gives out, and where they lie.

A file is given out byte for byte, and left out once a text that it shows was erased: the next publishing of the site no
longer holds it. The certificate is the one that outsiders are given, and still says which bytes were released.
"""

from __future__ import annotations

from collections.abc import Iterator

from answerable.outputs.entries import VersionDrafted
from answerable.record.entry import Fact
from answerable.releases.entries import OutputReleased
from answerable.releases.gates import ReleaseCase
from answerable.releases.gates.dissociation import names_of, published
from answerable.releases.releasing import CERTIFICATE_NAME, PAGE_NAME, TEXT_NAME, released_files
from answerable.releases.rendering import title_of
from answerable.releases.verification import public_view, read_envelope, without_opening
from answerable.site.frame import place
from answerable.site.record import as_it_was
from answerable.site.words import readable
from answerable.vault.reading import ERASED, shown


def folder_of(released: Fact[OutputReleased]) -> str:
    """Return the folder of a release on the site."""
    return folder_at(released.case, released.body.output, released.body.version)


def folder_at(case: str, output: str, version: int) -> str:
    """Return the folder of a version of an output."""
    return f"releases/{place(case)}/{place(output)}/{version}/"


def anchors_on(state: ReleaseCase, released: Fact[OutputReleased]) -> dict[str, str]:
    """Return the name of each notice and dissociation on the page of its release, by the reference of its entry."""
    said = (fact for fact in published(state) if fact.body.released_ref == released.ref)
    named = {fact.ref: f"notice-{name}" for name, fact in names_of(state, released.ref).items()}
    return {**{fact.ref: f"notice-{fact.ref[:12]}" for fact in said}, **named}  # whatever key somebody took before


def title_in(state: ReleaseCase, released: Fact[OutputReleased]) -> str:
    """Return the title of a release, or the key of its output where its words are not here."""
    draft = draft_of(state, released)
    return title_of(readable(draft.body.text) if draft else "") or released.body.output


def draft_of(state: ReleaseCase, released: Fact[OutputReleased]) -> Fact[VersionDrafted] | None:
    """Return the draft that was released, or None where it is not here."""
    return next((fact for fact in state.clearance.outputs.versions if fact.ref == released.body.draft_ref), None)


def public_files(state: ReleaseCase, released: Fact[OutputReleased]) -> dict[str, bytes]:
    """Return the files of a release that everybody may have, by name; none that shows what was erased."""
    files = released_files(released.ref)
    draft = draft_of(state, released)
    if draft is None or shown(draft.body.text) == ERASED:
        files.pop(TEXT_NAME, None)
        files.pop(PAGE_NAME, None)
    elif any(shown(commitment) == ERASED for commitment in _shown_on_page(as_it_was(released))):
        files.pop(PAGE_NAME, None)
    if CERTIFICATE_NAME in files:
        files[CERTIFICATE_NAME] = _certificate(files[CERTIFICATE_NAME])
    return files


def _certificate(raw: bytes) -> bytes:
    """Return a certificate without names of persons, and without what was erased."""
    public = public_view(raw)
    for commitment in read_envelope(public).disclosures:
        if shown(commitment) == ERASED:
            public = without_opening(public, commitment)
    return public


def _shown_on_page(then: ReleaseCase) -> Iterator[str]:
    """Yield what the page that was released shows besides its words."""
    case = then.clearance
    yield from (fact.body.text for fact in case.dissents)
    yield from (fact.body.text for fact in case.declines)
    yield from (fact.body.text for fact in case.replies)
    yield from (fact.body.reason for fact in case.overrides)
    yield from (fact.body.reason for fact in case.waivers)
