"""`answerable release`, `verify` and `public`: giving words out, and checking what was given out."""

from __future__ import annotations

import hashlib
import os
import sys
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from answerable.cli.failure import fail, failing, plain
from answerable.cli.setup import prepare
from answerable.record.note import Verifier, parse_vkey

if TYPE_CHECKING:
    from answerable.releases.root import HeldRoot

UNTIL = " until "
"""What stands in a line between a key that ended and the number of entries of its log for which it counts."""

ORDER = "the certificate comes first: answerable verify certificate.json release.html"


def release(
    case: Annotated[str, typer.Argument(help="Name of the case.")],
    out: Annotated[Path, typer.Option(help="Folder for release.html, release.md and certificate.json.")],
    by: Annotated[str, typer.Option(help="Handle of the approver; the only one of the case if not said.")] = "",
    output: Annotated[str, typer.Option(help="Output to release; the case's first release if not said.")] = "",
) -> None:
    """Release the current version of a cleared output. Exit status 1, and nothing written, while anything blocks."""
    prepare()
    from answerable.evidence.clock import moment_of
    from answerable.evidence.models import read_evidence
    from answerable.people.keyring import keyring
    from answerable.people.models import approver_of
    from answerable.releases.boards import check_output
    from answerable.releases.releasing import release as give_out

    with failing():
        at = moment_of(case)
        check_output(case, output, at=at)
        _check_writable(out)
        people = read_evidence(case, at=at).people
        files = give_out(case, actor=by or approver_of(people, case, at=at), at=at, keyring=keyring(), subject=output)
        out.mkdir(parents=True, exist_ok=True)
        for name, data in files.items():
            write_whole(out / name, data)
    sys.stdout.write(f"released; {', '.join(sorted(files))} written to {out}\n")


def verify(
    certificate: Annotated[Path, typer.Argument(help="The certificate file, or the folder of a bundle.")],
    files: Annotated[list[Path] | None, typer.Argument(help="Released files to check against it.")] = None,
    key: Annotated[list[str] | None, typer.Option(help="A section's public key that you trust (a vkey).")] = None,
    keys: Annotated[
        list[Path] | None, typer.Option(help="A file of such keys, one on each line; of one that ended, with its end.")
    ] = None,
    root: Annotated[Path | None, typer.Option(help="The root of the organisation, which lists such keys.")] = None,
) -> None:
    """Check a certificate and the files it is for, or a bundle, offline.

    Each way of failing has its own message and exit status.
    """
    from answerable.bundles.certificates import check_ends
    from answerable.bundles.errors import BundleError
    from answerable.record.errors import RecordError
    from answerable.releases.errors import CertificateError, Unreadable
    from answerable.releases.report import describe
    from answerable.releases.root import rooted_in
    from answerable.releases.verification import verify as check

    try:
        trusted, ends = _known([*(key or []), *(line for file in keys or [] for line in _lines(file))])
        held = rooted_in(root.read_bytes(), at=datetime.now(UTC)) if root else None
        if certificate.is_dir():
            sys.stdout.write(_bundle(certificate, files or [], trusted, ends, held))
            return
        trusted += held.keys if held else ()
        raw, limits = _read(certificate), held.limits if held else None
        found = check(raw, digests=_digests(files or []), trusted=trusted, limits=limits)
        told = check_ends(raw, found.statement.predicate.keys, ends)
        if held:
            held.check_moment(found.statement.predicate.released_at)
    except BundleError as error:
        raise fail(f"NOT VERIFIED: {error}", status=error.status) from error
    except CertificateError as error:
        swapped = isinstance(error, Unreadable) and any(file.suffix == ".json" for file in files or [])
        raise fail(f"NOT VERIFIED: {error}", *([ORDER] if swapped else []), status=error.status) from error
    except OSError as error:
        raise fail(plain(error)) from error
    except RecordError as error:
        raise fail(str(error)) from error
    sys.stdout.write(describe(found) + "".join(f"{line}\n" for line in (*told, *([held.told] if held else []))))


def public(
    certificate: Annotated[Path, typer.Argument(help="The certificate file.")],
    out: Annotated[Path, typer.Argument(help="Where to write the public view.")],
) -> None:
    """Write a certificate without the names of persons; it verifies as before and says how many are withheld."""
    from answerable.releases.errors import CertificateError
    from answerable.releases.verification import public_view

    try:
        if out.exists() and out.samefile(certificate):
            raise fail(f"expected another file to write to, found the certificate itself: {out} would lose its names")
        write_whole(out, public_view(_read(certificate)))
    except CertificateError as error:
        raise fail(f"{certificate}: {error}", status=error.status) from error
    except OSError as error:
        raise fail(plain(error)) from error


def _bundle(
    folder: Path, files: list[Path], trusted: list[Verifier], ends: dict[str, int], held: HeldRoot | None
) -> str:
    """Return what a bundle proves, in lines."""
    from answerable.bundles.report import describe_bundle
    from answerable.bundles.verification import verify_bundle
    from answerable.releases.root import told_of

    if files:
        raise fail(f"{folder}: a bundle holds the files of its releases; expected no others beside it")
    found = verify_bundle(folder, trusted=trusted, ends=ends, root=held.root if held else None)
    if held is None or found.root is None:
        return describe_bundle(found)
    after = "" if found.root.number == held.root.number else f", in the bundle, follows number {held.root.number} given"
    more = "two texts are signed under the next number, and neither counts\n" if found.contested else ""
    return f"{describe_bundle(found)}{told_of(found.root, datetime.now(UTC))}{after}\n{more}"


def _check_writable(out: Path) -> None:
    """Fail before anything is released where its files could not be written; nothing is made yet."""
    place = next(each for each in (out, *out.absolute().parents) if each.exists())
    if not place.is_dir() or not os.access(place, os.W_OK | os.X_OK):
        raise fail(f"--out: expected a folder that can be made or written to, found {place}, which cannot")


def write_whole(place: Path, data: bytes) -> None:
    """Write a file whole or not at all; what is there and is no plain file, such as a pipe, is written to as it is."""
    if place.exists() and not place.is_file():
        place.write_bytes(data)
        return
    part = place.with_name(f".{place.name}.part")
    try:
        part.write_bytes(data)
        part.replace(place)
    except OSError as error:
        with suppress(OSError):
            part.unlink()
        raise OSError(error.errno, error.strerror, str(place)) from error


def _lines(keys: Path) -> list[str]:
    """Return the keys in a file; a file without one would check against no key at all, so it is an error."""
    try:
        lines = [line.strip() for line in keys.read_text(encoding="utf-8").splitlines() if line.strip()]
    except UnicodeDecodeError as error:
        raise fail(f"{keys}: expected public keys, one on each line, found bytes that are no text") from error
    if not lines:
        raise fail(f"{keys}: expected public keys, one on each line, found none")
    return lines


def _known(lines: list[str]) -> tuple[list[Verifier], dict[str, int]]:
    """Return the keys in lines, and of each (vkey) that has ended for how many entries it counts."""
    ends: dict[str, int] = {}
    parted = [line.partition(UNTIL) for line in lines]
    for vkey, until, size in parted:
        if until and not (size.isascii() and size.isdigit()):
            raise fail(f"expected a number of entries behind the word until, found {size!r}")
        if until:
            ends[vkey] = min(int(size), ends.get(vkey, int(size)))
    return [parse_vkey(vkey) for vkey, _, _ in parted], ends


def _read(certificate: Path) -> bytes:
    """Return the bytes of a certificate; of a file too large for one, no more than shows that it is."""
    from answerable.releases.verification import MAX_CERTIFICATE_BYTES

    with certificate.open("rb") as file:
        return file.read(MAX_CERTIFICATE_BYTES + 1)


def _digests(files: list[Path]) -> dict[str, str]:
    digests: dict[str, str] = {}
    for path in files:
        if path.name in digests:
            raise fail(f"expected files with a name each, found two called {path.name}: check them one at a time")
        with path.open("rb") as file:
            digests[path.name] = hashlib.file_digest(file, "sha256").hexdigest()
    return digests
