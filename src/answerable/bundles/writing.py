"""Writing a case as a bundle: the same record and moment give the same bytes."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

import msgspec
from django.db import transaction
from django.utils import timezone, translation

from answerable import __version__
from answerable.bundles.bag import CHUNK, Bag, check_free, new_bag
from answerable.bundles.contents import (
    BUNDLE,
    CONTENTS,
    CRATE,
    KNOWLEDGE,
    PAGE,
    REDACTIONS,
    Audience,
    Bundle,
    Given,
    Opened,
    Reason,
    Redaction,
    content_path,
    leaves,
    write_form,
)
from answerable.bundles.crate import describe_crate
from answerable.bundles.keys import Told
from answerable.bundles.logs import Signed, sign_all, told_of, write_log
from answerable.bundles.page import page_of
from answerable.bundles.reading import Gathered, gather, place_in
from answerable.bundles.released import is_release
from answerable.record.entry import canonical
from answerable.record.keys import KeyRing
from answerable.releases.releasing import CERTIFICATE_NAME, released_files
from answerable.releases.verification import public_view, read_envelope, without_opening
from answerable.reviews.knowing.printing import as_text
from answerable.reviews.knowing.reading import timeline_of
from answerable.vault.errors import Erased, Missing
from answerable.vault.models import Content, ContentErased
from answerable.vault.store import is_open, open_file, salt_of, text_of

MODES: Mapping[Audience, int] = {"public": 0o755, "review": 0o700}
"""Who may enter the folder: a bundle for a review is for whoever wrote it, until they hand it on."""

Files = dict[str, dict[str, bytes]]
"""The files of each release by name, by the ref of the entry that says it."""


Giving = Callable[[Collection[str]], None]
"""Called with the commitments of the files that are about to be given out."""


def write_bundle(
    case: str, place: Path, *, audience: Audience, at: datetime, keyring: KeyRing, giving: Giving | None = None
) -> Bundle:
    """Write a case as a bundle to `place`, whole or not at all, and return what it is.

    `giving` is told, before anything is at `place`, which files go out with it.

    Raises:
        NoSuchCase: nobody opened a case by that name.
        NothingPublic: the readers are everybody, and nothing of the case is public.
        Occupied: something is at `place` already.
        Unproved: the key of a log is elsewhere or was revoked, and no checkpoint here covers its entries of the case.
        KeyLocked: the key of a log is here, and cannot be opened.
        Altered: a content in the vault is not what was committed to.
    """
    check_free(place)
    with transaction.atomic():  # nobody waits for the writing: what is signed stays as it is
        gathered = gather(case, audience=audience, at=at)
        logs = sign_all(gathered, keyring)
    with translation.override("en"), timezone.override(UTC), new_bag(place, mode=MODES[audience]) as bag:
        bundle = _written(bag, gathered, logs, giving)
        bag.close(_information(bundle))
    return bundle


def _written(bag: Bag, gathered: Gathered, logs: dict[str, Signed], giving: Giving | None) -> Bundle:
    names = {origin: log.name for origin, log in logs.items()}
    files = _released(gathered)
    certificates = [each[CERTIFICATE_NAME] for each in files.values() if CERTIFICATE_NAME in each]
    told = told_of(gathered)
    here = tuple(write_log(bag, gathered, log, certificates, told) for log in logs.values())
    roots = _write_roots(bag, told)
    opened, closed = _write_contents(bag, gathered)
    if giving and (going := [commitment for commitment, each in opened.items() if each.file]):
        giving(going)
    redactions = tuple(_redactions(gathered, closed, names))
    bag.put(REDACTIONS, write_form(redactions))
    given = tuple(_write_releases(bag, gathered, files, names))
    if gathered.audience == "review":
        _write_timeline(bag, gathered)
    said = gathered.opened.body
    bundle = Bundle(
        case=gathered.case,
        title=said.title,
        audience=gathered.audience,
        at=gathered.at,
        worked_example=said.clock is not None,
        logs=here,
        contents=len(opened),
        redactions=len(redactions),
        releases=given,
    )
    bag.put(BUNDLE, write_form(bundle))
    bag.put(PAGE, page_of(bundle, gathered, redactions, names, opened, roots).encode())
    bag.put(CRATE, describe_crate(bundle, {path: file.size for path, file in bag.files.items()}))
    return bundle


def _write_roots(bag: Bag, told: Told) -> Collection[str]:
    """Write the roots that entries here put on record, and return their paths."""
    files = told.root_files()
    for path, root in files.items():
        bag.put(path, root)
    return files


def _information(bundle: Bundle) -> dict[str, str]:
    return {
        "Bagging-Date": f"{bundle.at:%Y-%m-%d}",
        "Bag-Software-Agent": f"Answerable {__version__}",
        "External-Identifier": bundle.case,
        "External-Description": f"{bundle.title}: the record of the case, for {bundle.audience}",
    }


def _write_contents(bag: Bag, gathered: Gathered) -> tuple[dict[str, Opened], dict[str, Reason]]:
    """Write every content that is open and here; return those, and why each of the others is closed."""
    opened: dict[str, Opened] = {}
    closed: dict[str, Reason] = {}
    for commitment in sorted(set(_commitments(gathered))):
        found = _open_or_reason(bag, commitment, gathered)
        if isinstance(found, Opened):
            opened[commitment] = found
        else:
            closed[commitment] = found
    bag.put(CONTENTS, write_form(list(opened.values())))
    return opened, closed


def _commitments(gathered: Gathered) -> Iterator[str]:
    """Yield every commitment in an entry that is open."""
    for commitment, places in gathered.said.items():
        if any(gathered.is_open(each.listed) for each in places):
            yield commitment


def _open_or_reason(bag: Bag, commitment: str, gathered: Gathered) -> Opened | Reason:
    row = Content.objects.filter(commitment=commitment).only("size").first()
    if row is None:
        return "erased" if commitment in gathered.erased else "not-held"
    if closed := gathered.contents[commitment]:
        return closed
    try:
        return _write_content(bag, commitment, row.size)
    except (Erased, Missing):
        return "not-held"  # its file is not in the vault here


def _write_content(bag: Bag, commitment: str, size: int) -> Opened:
    is_file = Content.objects.filter(commitment=commitment, text__isnull=True).exists()
    opened = Opened(commitment=commitment, salt=salt_of(commitment).hex(), size=size, file=is_file)
    if is_file:
        with open_file(commitment) as file:
            bag.put(content_path(opened), iter(lambda: file.read(CHUNK), b""))
    else:
        bag.put(content_path(opened), text_of(commitment).encode())
    return opened


def _redactions(gathered: Gathered, closed: Mapping[str, Reason], names: dict[str, str]) -> Iterator[Redaction]:
    """Yield everything that is closed, in the order of the entries: an entry, or a field of one that is open."""
    for listed in gathered.listed:
        log, index, leaf = names[listed.origin], listed.index, listed.ref
        if reason := gathered.closed[listed.ref]:
            yield Redaction(log=log, index=index, leaf=leaf, reason=reason)
            continue
        for each in leaves(listed.body):
            if each.is_commitment and (found := closed.get(each.value)):
                yield Redaction(
                    log=log,
                    index=index,
                    leaf=leaf,
                    field=each.pointer,
                    commitment=each.value,
                    reason=found,
                    erased_by=place_in(names, gathered.erased[each.value]) if found == "erased" else None,
                )


def _released(gathered: Gathered) -> Files:
    """Return the files of every release whose entry is open, certificates as these readers may see them."""
    found: Files = {}
    for listed in gathered.open_entries():
        if is_release(listed.kind, listed.body):
            files = released_files(listed.ref)
            if CERTIFICATE_NAME in files:
                files[CERTIFICATE_NAME] = _certificate(files[CERTIFICATE_NAME], gathered.audience)
            found[listed.ref] = files
    return found


def _certificate(raw: bytes, audience: Audience) -> bytes:
    """Return a certificate as these readers may see it, without the opening of anything that was erased since."""
    for commitment in read_envelope(raw).disclosures:
        if not is_open(commitment) and ContentErased.objects.filter(content=commitment).exists():
            raw = without_opening(raw, commitment)
    return public_view(raw) if audience == "public" else raw


def _write_releases(bag: Bag, gathered: Gathered, files: Files, names: dict[str, str]) -> Iterator[Given]:
    taken: set[str] = set()
    for listed in gathered.open_entries():
        if listed.ref not in files:
            continue
        output, version = listed.body["output"], listed.body["version"]
        folder = f"releases/{output}-{version}"
        if not files[listed.ref] or folder in taken:
            folder = f"{folder}-{listed.ref[:12]}" if files[listed.ref] else ""
        taken.add(folder)
        for name, data in sorted(files[listed.ref].items()):
            bag.put(f"{folder}/{name}", data)
        here = place_in(names, (listed.origin, listed.index))
        yield Given(
            output=output,
            version=version,
            log=here.log,
            index=here.index,
            folder=folder,
            files=tuple(sorted(files[listed.ref])),
        )


def _write_timeline(bag: Bag, gathered: Gathered) -> None:
    """Write who was sent, opened and commented on which version, as text and as JSON; no content is repeated in it."""
    timeline = timeline_of([gathered.case], until=gathered.at, seen=gathered.seen)
    words, form = KNOWLEDGE
    bag.put(words, as_text(timeline, timeline.lines).encode())
    bag.put(form, canonical(msgspec.to_builtins(timeline)) + b"\n")
