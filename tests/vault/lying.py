"""Where files of the vault lie on this machine: tests look at them, and damage them."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from answerable.vault.models import Content
from answerable.vault.shelves import Disk
from answerable.vault.store import name_in_store


def path_of(commitment: str) -> Path:
    """Return the file behind a commitment."""
    return Disk(Path(settings.ANSWERABLE_VAULT)).path(name_in_store(Content.objects.get(commitment=commitment)))
