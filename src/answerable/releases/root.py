"""A root that a reader holds: one file instead of a list of keys. No Django, no network; the clock is passed in.

Rules:
  - The reader got the file by a way of their own and takes it on trust; what is checked is that its own keys signed it.
  - It counts for what was released before the day on which it ends; that day is held against the moment of release,
    which is the claim of the section that released. Where the root has ended since, the report says so.
"""

from __future__ import annotations

from datetime import datetime

import msgspec

from answerable.people.entries import RootAdopted
from answerable.people.root_files import read_root
from answerable.people.roots import follows, has_ended
from answerable.people.vkeys import verifier_of
from answerable.record.errors import Malformed
from answerable.record.note import Verifier
from answerable.releases.errors import UntrustedKey


class HeldRoot(msgspec.Struct, frozen=True, kw_only=True):
    """What a root says to whoever checks a certificate; `told` says in a line which it is and until when it holds."""

    root: RootAdopted
    told: str

    @property
    def keys(self) -> tuple[Verifier, ...]:
        """Return every key that the root lists for a log."""
        return tuple(verifier_of(vkey) for member in self.root.members for vkey in member.vkeys)

    @property
    def limits(self) -> dict[str, int]:
        """Return how many entries count of the log of each section that left."""
        return {member.origin: member.until for member in self.root.members if member.until is not None}

    def check_moment(self, released_at: datetime) -> None:
        """Return only if the root held at the moment at which something says that it was released."""
        if has_ended(self.root, released_at):
            raise UntrustedKey(
                f"the root given ended on {self.root.expires}, and the release says that it is of "
                f"{released_at:%Y-%m-%d}: ask the organisation for its newer root"
            )


def rooted_in(raw: bytes, *, at: datetime) -> HeldRoot:
    """Return the root in a file.

    Raises:
        Malformed, Truncated: it is none.
        UntrustedKey: fewer of its own keys have signed it than it asks for.
    """
    try:
        root, _ = read_root(raw.decode())
    except UnicodeDecodeError as error:
        raise Malformed(f"expected a root, which is text in UTF-8, found another byte at {error.start}") from error
    if not follows(root, ()):
        raise UntrustedKey(f"the root given is not signed by {root.threshold} of its own keys, or names a key wrongly")
    return HeldRoot(root=root, told=told_of(root, at))


def told_of(root: RootAdopted, at: datetime) -> str:
    """Return in a line which root it is, and until when it holds."""
    named = f"root: number {root.number} of {root.organisation}"
    if has_ended(root, at):
        return f"{named}, which ENDED on {root.expires}: ask the organisation for its newer root"
    return f"{named}, which holds until {root.expires}"
