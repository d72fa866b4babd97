"""How a command fails: a line on standard error for each thing that is wrong, an exit status, never a traceback."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import typer

FAILED = 2
"""Exit status where the command could not do what was asked, for a reason the user can mend."""


def fail(*lines: str, status: int = FAILED) -> typer.Exit:
    """Print what is wrong and return the exit to raise."""
    for line in lines:
        sys.stderr.write(f"answerable: {line}\n")
    return typer.Exit(status)


@contextmanager
def failing() -> Iterator[None]:
    """Turn the refusals of the rooms into lines and an exit status."""
    from django.db.utils import OperationalError

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
    except (RecordError, EvidenceError, PeopleError, ReleaseError, VaultError, OSError) as error:
        raise fail(str(error)) from error
    except OperationalError as error:
        raise fail(f"the database cannot be used: {error}") from error
