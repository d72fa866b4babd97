"""`answerable release`, `verify` and `public`: giving words out, and checking what was given out."""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path
from typing import Annotated

import typer

from answerable.cli.failure import fail, failing
from answerable.cli.setup import prepare


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
    from answerable.releases.releasing import release as give_out

    with failing():
        at = moment_of(case)
        people = read_evidence(case, at=at).people
        files = give_out(case, actor=by or approver_of(people, case, at=at), at=at, keyring=keyring(), subject=output)
        out.mkdir(parents=True, exist_ok=True)
        for name, data in files.items():
            whole = out / f".{name}.part"
            whole.write_bytes(data)
            whole.rename(out / name)
    sys.stdout.write(f"released; {', '.join(sorted(files))} written to {out}\n")


def verify(
    certificate: Annotated[Path, typer.Argument(help="The certificate file.")],
    files: Annotated[list[Path] | None, typer.Argument(help="Released files to check against it.")] = None,
    key: Annotated[list[str] | None, typer.Option(help="A section's public key that you trust (a vkey).")] = None,
    keys: Annotated[Path | None, typer.Option(help="A file of such keys, one on each line.")] = None,
) -> None:
    """Check a certificate and the files it is for, offline. Each way of failing has its own message and exit status."""
    from answerable.record.errors import RecordError
    from answerable.record.note import parse_vkey
    from answerable.releases.errors import CertificateError
    from answerable.releases.report import describe
    from answerable.releases.verification import verify as check

    try:
        lines = [*(key or []), *(keys.read_text().splitlines() if keys else [])]
        trusted = [parse_vkey(line.strip()) for line in lines if line.strip()]
        found = check(certificate.read_bytes(), digests=_digests(files or []), trusted=trusted)
    except CertificateError as error:
        raise fail(f"NOT VERIFIED: {error}", status=error.status) from error
    except (OSError, UnicodeDecodeError, RecordError) as error:
        raise fail(str(error)) from error
    sys.stdout.write(describe(found))


def public(
    certificate: Annotated[Path, typer.Argument(help="The certificate file.")],
    out: Annotated[Path, typer.Argument(help="Where to write the public view.")],
) -> None:
    """Write a certificate without the names of persons; it verifies as before and says how many are withheld."""
    from answerable.releases.errors import CertificateError
    from answerable.releases.verification import public_view

    try:
        out.write_bytes(public_view(certificate.read_bytes()))
    except CertificateError as error:
        raise fail(str(error), status=error.status) from error
    except OSError as error:
        raise fail(str(error)) from error


def _digests(files: list[Path]) -> dict[str, str]:
    digests = {}
    for path in files:
        with path.open("rb") as file:
            digests[path.name] = hashlib.file_digest(file, "sha256").hexdigest()
    return digests
