"""What else can go wrong when pages are fetched for a scan."""

from __future__ import annotations

from answerable.echoes.errors import EchoError


class BrokenMemory(EchoError):
    """What was remembered of earlier visits cannot be read: the store is damaged, or is none."""
