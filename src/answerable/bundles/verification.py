"""Checking a bundle offline, with nothing but its folder and, better, keys known beforehand.

What is checked, in order; each failure has its own error and exit status, and names the file:
  1. the bag: every file is named in both manifests and holds the bytes they say, none is missing, none was added;
  2. each log: the checkpoint is signed by its key, every entry of the index is proved to be in it at its place, the
     words of each open entry are those that were hashed, and none is missing or stands twice; its key counts for a
     checkpoint of this size (`keys`), and the lists of keys and roots are what these entries say;
  3. each content that is open is what an open entry committed to;
  4. each commitment of an open entry is opened, or listed as closed with its place; each closed entry is listed; what
     is said to be erased was erased by an entry that is here;
  5. every open entry is of this case, or of none; title and clock are those of the entry that opened it; the knowledge
     timeline is what these entries say, worked out again;
  6. each release on record is listed; its certificate verifies with its files, and the log it rests on is the one here,
     continued.
What nobody can see from here: whether another entry of a log belongs to the case, whether a reason other than an
erasure is a good one, and whether the reading copy and the timeline as text repeat what is proved.
No Django, no network, no clock.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import Path

import msgspec

from answerable.bundles.bag import CHUNK, Written, check_bag
from answerable.bundles.case import check_case, check_timeline
from answerable.bundles.contents import (
    BUNDLE,
    CONTENTS,
    CRATE,
    KNOWLEDGE,
    PAGE,
    REDACTIONS,
    ROOTS,
    At,
    Audience,
    Bundle,
    FormType,
    Leaf,
    Opened,
    Redaction,
    content_path,
    leaves,
    read_form,
)
from answerable.bundles.errors import Damaged, Incomplete, NotABundle, UntrustedLog, WrongContent
from answerable.bundles.keys import Trust, told_by, trust_of
from answerable.bundles.proved import ProvedLog, check_log
from answerable.bundles.released import check_releases
from answerable.people.entries import RootAdopted
from answerable.people.roots import has_ended
from answerable.record.note import Verifier

MOST_JSON_BYTES = 256 << 20
"""Largest JSON file read; chosen by hand: half a million things that are closed. It bounds memory."""

_ERASED = "content.erased/1"


class Verified(msgspec.Struct, frozen=True, kw_only=True):
    """What was found to be so."""

    bundle: Bundle
    files: int
    logs: tuple[ProvedLog, ...]
    redactions: tuple[Redaction, ...]
    trusted: bool
    """Whether every key was known beforehand; if not, compare them with what the sections publish."""
    root: RootAdopted | None = None
    """The root by which keys counted: the one given, or the last in the bundle that follows it."""
    contested: bool = False
    """Whether two texts in the bundle are signed under the number after it, so that neither counts."""

    @property
    def audience(self) -> Audience:
        """Return for whom the bundle is."""
        return self.bundle.audience


def verify_bundle(
    folder: Path,
    *,
    trusted: Sequence[Verifier] = (),
    ends: Mapping[str, int] | None = None,
    root: RootAdopted | None = None,
) -> Verified:
    """Return what a bundle proves.

    Args:
        folder: The folder of the bundle, in which `bagit.txt` lies.
        trusted: Keys known beforehand.
        ends: For how many entries of its log each of them (vkey) counts that is known to have ended.
        root: A root that the reader holds, and that its own keys signed. With neither keys nor a root, the keys in the
            bundle are taken and `trusted` is False.

    Raises:
        BundleError: one leaf of it for each way in which a bundle can fail.
    """
    files = check_bag(folder)
    data = folder / "data"
    bundle = _read(data, BUNDLE, Bundle, files)
    redactions = _read(data, REDACTIONS, tuple[Redaction, ...], files)
    logs = {each.name: check_log(data, each) for each in bundle.logs}
    if len(logs) != len(bundle.logs) or len({each.origin for each in bundle.logs}) != len(logs):
        raise NotABundle(f"{BUNDLE}: expected each log once, found one twice")
    trust = trust_of(told_by(logs.values()), trusted=trusted, ends=ends or {}, root=root)
    _check_keys(bundle, logs, trust)
    roots = _check_roots(data, trust, files)
    opened = _check_contents(data, _read(data, CONTENTS, tuple[Opened, ...], files), files)
    _check_commitments(logs, opened, redactions)
    _check_closed_entries(logs, redactions)
    check_case(bundle, logs)
    if bundle.audience == "review":
        _check_size(KNOWLEDGE[1], files)
        check_timeline(data, bundle, logs)
    check_releases(data, bundle, logs, trust=trust)
    _check_counts(bundle, opened, redactions)
    _check_known(files, logs, opened, bundle, roots)
    return Verified(
        bundle=bundle,
        files=len(files),
        logs=tuple(logs.values()),
        redactions=redactions,
        trusted=trust.is_beforehand,
        root=trust.rooted.root if trust.rooted else None,
        contested=bool(trust.rooted and trust.rooted.contested),
    )


def _check_keys(bundle: Bundle, logs: Mapping[str, ProvedLog], trust: Trust) -> None:
    """Check that the key of each log counts for its checkpoint, and that the root held on the day of the bundle."""
    for said in bundle.logs:
        trust.check_log(said, logs[said.name])
    if trust.rooted and has_ended(last := trust.rooted.root, bundle.at):
        raise UntrustedLog(
            f"root {last.number} of {last.organisation} ended on {last.expires}, and the bundle says that it is of "
            f"{bundle.at:%Y-%m-%d}: ask the organisation for its newer root"
        )


def _check_roots(data: Path, trust: Trust, files: Mapping[str, Written]) -> set[str]:
    """Return the paths of the roots, after holding each against the entry that put it on record."""
    said = trust.told.root_files()
    for path in (path for path in files if path.startswith(f"{ROOTS}/")):
        expected = said.get(path, b"")
        if files[path].size != len(expected) or (data / path).read_bytes() != expected:
            raise Incomplete(f"data/{path}: expected a root that an entry here put on record, found another text")
    return set(said)


def _read(data: Path, path: str, form: type[FormType], files: Mapping[str, Written]) -> FormType:
    _check_size(path, files)
    try:
        return read_form((data / path).read_bytes(), form)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise NotABundle(f"data/{path}: {error}") from error


def _check_size(path: str, files: Mapping[str, Written]) -> None:
    if path not in files:
        raise NotABundle(f"data/{path}: expected this file, found none")
    if files[path].size > MOST_JSON_BYTES:
        raise NotABundle(f"data/{path}: expected at most {MOST_JSON_BYTES} bytes, found {files[path].size}")


def _check_contents(data: Path, listed: tuple[Opened, ...], files: Mapping[str, Written]) -> dict[str, Opened]:
    """Return the contents that are open, by commitment, after holding each against it."""
    for each in listed:
        path = content_path(each)
        if path not in files:
            raise WrongContent(f"data/{path}: expected the content of {each.commitment}, found no file")
        digest = sha256(bytes.fromhex(each.salt))
        with (data / path).open("rb") as file:
            while piece := file.read(CHUNK):
                digest.update(piece)
        found = f"sha256:{digest.hexdigest()}"
        if (found, files[path].size) != (each.commitment, each.size):
            raise WrongContent(
                f"data/{path}: expected {each.size} bytes that with their salt give {each.commitment}, "
                f"found {files[path].size} that give {found}"
            )
    opened = {each.commitment: each for each in listed}
    if len(opened) != len(listed):
        raise NotABundle(f"data/{CONTENTS}: expected each commitment once, found one twice")
    return opened


def _check_commitments(
    logs: Mapping[str, ProvedLog], opened: Mapping[str, Opened], redactions: Sequence[Redaction]
) -> None:
    """Check that what the open entries commit to is open or listed as closed, never both, and nothing else is."""
    closed = {(each.log, each.index, each.field): each for each in redactions if each.field}
    if len(closed) != sum(bool(each.field) for each in redactions):
        raise NotABundle(f"data/{REDACTIONS}: expected each place once, found one twice")
    said = set()
    for log, index, leaf in _commitments(logs):
        said.add(leaf.value)
        redaction = closed.pop((log, index, leaf.pointer), None)
        where = f"entry {index} of {log}, {leaf.pointer}"
        if (redaction is None) == (leaf.value not in opened):
            found = "neither" if redaction is None else "both"
            raise Incomplete(f"{where}: expected {leaf.value} opened, or listed as closed, found {found}")
        if redaction is not None:
            _check_redaction(redaction, leaf, logs, where)
    if closed:
        log, index, field = min(closed)
        raise Incomplete(f"data/{REDACTIONS}: expected a commitment at entry {index} of {log}, {field}, found none")
    if strange := set(opened) - said:
        raise WrongContent(f"data/{CONTENTS}: expected an open entry that commits to {min(strange)}, found none")


def _commitments(logs: Mapping[str, ProvedLog]) -> Iterator[tuple[str, int, Leaf]]:
    for name, log in logs.items():
        for index, proved in log.entries.items():
            if proved.body is not None:
                yield from ((name, index, leaf) for leaf in leaves(proved.body) if leaf.is_commitment)


def _check_redaction(redaction: Redaction, leaf: Leaf, logs: Mapping[str, ProvedLog], where: str) -> None:
    if redaction.commitment != leaf.value:
        raise Incomplete(f"{where}: expected {leaf.value} listed as closed, found {redaction.commitment or 'nothing'}")
    _check_leaf(redaction, logs)
    if (redaction.reason == "erased") != (redaction.erased_by is not None):
        raise Incomplete(f"{where}: expected the entry that erased it where it was erased, and only there")
    if redaction.erased_by is not None:
        _check_erasure(redaction.erased_by, leaf.value, logs, where)


def _check_erasure(by: At, commitment: str, logs: Mapping[str, ProvedLog], where: str) -> None:
    proved = logs[by.log].entries.get(by.index) if by.log in logs else None
    said = (proved.kind, proved.body.get("content")) if proved and proved.body is not None else None
    if said != (_ERASED, commitment):
        found = "another" if proved else "none"
        raise Incomplete(f"{where}: expected entry {by.index} of {by.log} to say that it was erased, found {found}")


def _check_leaf(redaction: Redaction, logs: Mapping[str, ProvedLog]) -> None:
    proved = logs[redaction.log].entries.get(redaction.index) if redaction.log in logs else None
    if proved is None or proved.leaf != redaction.leaf:
        found = proved.leaf if proved else "no such entry"
        where = f"data/{REDACTIONS}: entry {redaction.index} of {redaction.log}"
        raise Incomplete(f"{where}: expected leaf hash {redaction.leaf}, found {found}")


def _check_closed_entries(logs: Mapping[str, ProvedLog], redactions: Sequence[Redaction]) -> None:
    """Check that the entries without words are exactly those listed as closed."""
    listed = {(each.log, each.index): each for each in redactions if not each.field}
    closed = {(name, index) for name, log in logs.items() for index, each in log.entries.items() if each.body is None}
    for log, index in sorted(closed - set(listed)):
        raise Incomplete(f"entry {index} of {log}: expected its words, or a reason why it is closed, found neither")
    for log, index in sorted(set(listed) - closed):
        raise Incomplete(f"data/{REDACTIONS}: expected entry {index} of {log} without its words, found it open or not")
    for each in listed.values():
        if each.commitment or each.erased_by:
            raise NotABundle(f"data/{REDACTIONS}: entry {each.index} of {each.log}: expected a leaf hash, found more")
        _check_leaf(each, logs)


def _check_counts(bundle: Bundle, opened: Mapping[str, Opened], redactions: Sequence[Redaction]) -> None:
    expected, found = (bundle.contents, bundle.redactions), (len(opened), len(redactions))
    if expected != found:
        raise Incomplete(
            f"data/{BUNDLE}: expected {expected[0]} contents and {expected[1]} closed, found {found[0]} and {found[1]}"
        )


def _check_known(
    files: Mapping[str, Written],
    logs: Mapping[str, ProvedLog],
    opened: Mapping[str, Opened],
    bundle: Bundle,
    roots: set[str],
) -> None:
    """Check that no file lies where only proved things may lie."""
    allowed = {content_path(each) for each in opened.values()} | {CONTENTS}
    allowed |= {path for log in logs.values() for path in log.files} | roots
    allowed |= {f"{each.folder}/{name}" for each in bundle.releases for name in each.files}
    allowed |= {BUNDLE, REDACTIONS, PAGE, CRATE, *(KNOWLEDGE if bundle.audience == "review" else ())}
    for path in sorted(files):
        if path not in allowed:
            raise Damaged(f"data/{path}: expected no file here that nothing speaks of, found one")
    if PAGE not in files:
        raise NotABundle(f"data/{PAGE}: expected the reading copy, found none")
