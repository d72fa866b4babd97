"""How a command fails: a line on standard error for each thing that is wrong, an exit status, never a traceback."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import typer

FAILED = 2
"""Exit status where the command could not do what was asked, for a reason the user can mend."""

DAMAGED = ("disk image is malformed", "file is not a database")
"""What SQLite says of a damaged file."""


def fail(*lines: str, status: int = FAILED) -> typer.Exit:
    """Print what is wrong and return the exit to raise."""
    from answerable.releases.report import printable

    for line in lines:
        # A message may repeat words of a stranger's file: none of them may move the cursor.
        sys.stderr.write(f"answerable: {printable(line)}\n")
    return typer.Exit(status)


@contextmanager
def failing() -> Iterator[None]:
    """Turn the refusals of the rooms into lines and an exit status."""
    from django.db.utils import DatabaseError

    from answerable.evidence.errors import EvidenceError
    from answerable.people.errors import PeopleError
    from answerable.record.blocker import Refused
    from answerable.record.errors import RecordError
    from answerable.releases.errors import ReleaseError
    from answerable.vault.errors import VaultError

    try:
        yield
    except Refused as refused:
        raise fail(*(f"{b.text} {b.opens}" for b in refused.blockers), status=1) from refused
    except BrokenPipeError:  # whoever read our lines has stopped; nothing is wrong, and Typer ends quietly
        raise
    except OSError as error:
        raise fail(plain(error)) from error
    except (RecordError, EvidenceError, PeopleError, ReleaseError, VaultError) as error:
        raise fail(str(error)) from error
    except DatabaseError as error:
        raise fail(unusable(error)) from error


def unusable(error: Exception) -> str:
    """Return why the database cannot be used, and what helps where its file is damaged."""
    told = f"the database cannot be used: {plain(error)}"
    if any(words in told for words in DAMAGED):
        return f"{told}. Stop the server, keep the file, and restore a backup: answerable restore"
    return told


def plain(error: Exception) -> str:
    """Return what went wrong with a file or a server on one line, without Python's own words for it."""
    if isinstance(error, OSError) and error.filename is not None and error.strerror:
        return f"{error.filename}: {error.strerror}"
    return " ".join(str(error).split())
