"""What people keep of words that are being erased: acts that wait for a signature, and what processes note together."""

from __future__ import annotations

import base64
import binascii

from answerable.people.accounts.tables import Counted
from answerable.people.prepared import Prepared
from answerable.vault.erasing import Gone


def forget_prepared(gone: Gone) -> None:
    """Let go of prepared acts that hold the words: their persons fill them in again."""
    for row in Prepared.objects.exclude(body="").iterator():
        if gone.is_in_private([row.contents, row.body, row.back]):
            row.delete()


def forget_counted(gone: Gone) -> None:
    """Let go of what the cache holds of the words; its values are packed objects in base64."""
    for row in Counted.objects.iterator():
        if gone.is_in_bytes(row.cache_key.encode()) or gone.is_in_bytes(_unpacked(row.value)):
            row.delete()


def _unpacked(value: str) -> bytes:
    try:
        return base64.b64decode(value)
    except binascii.Error:
        return value.encode()
