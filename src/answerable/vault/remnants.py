"""Copies that Django itself keeps: sessions, messages in a folder, files of broken-off requests."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from email import message_from_bytes, policy
from pathlib import Path

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session

from answerable.vault.erasing import Gone
from answerable.vault.models import Upload
from answerable.vault.uploads import remove_part

BETWEEN_MAILS = b"-" * 79
"""The line after each message in a file of Django's (`filebased.EmailBackend`)."""


def forget_in_sessions(gone: Gone) -> None:
    """Take out of every session what holds the words; whoever is signed in stays so."""
    for row in Session.objects.iterator():
        held = row.get_decoded()
        left = {name: value for name, value in held.items() if not gone.is_in_private(value)}
        if left != held:
            row.session_data = SessionStore().encode(left)
            row.save(update_fields=["session_data"])


def forget_uploads(gone: Gone) -> None:
    """Let go of uploads of the same bytes that nothing was said of yet."""
    for row in Upload.objects.exclude(place="").filter(place=gone.place):
        row.delete()
        remove_part(row)


def forget_in_mails(gone: Gone) -> None:
    """Remove files with messages that hold the words: they are written where no mail server is named."""
    for place in mail_files():
        if any(gone.is_in_private(text) for text in texts_of_mails(place.read_bytes())):
            place.unlink(missing_ok=True)


def mail_files() -> Iterable[Path]:
    """Return the files that hold messages."""
    folder = Path(settings.EMAIL_FILE_PATH)
    return sorted(place for place in folder.rglob("*") if place.is_file()) if folder.is_dir() else ()


def texts_of_mails(content: bytes) -> Iterator[str]:
    """Yield subject and texts of every message in a file, as a reader sees them."""
    for one in content.split(BETWEEN_MAILS):
        mail = message_from_bytes(one.lstrip(), policy=policy.default)
        yield from (str(value) for value in mail.values())
        for part in mail.walk():
            if part.get_content_maintype() == "text":
                yield str(part.get_content())


def remove_broken_off(*, older_than: float) -> int:
    """Remove files that requests left in the home folder when they were killed; return how many."""
    removed = 0
    for place in Path(settings.FILE_UPLOAD_TEMP_DIR).glob("*.upload*"):
        if place.is_file() and time.time() - place.stat().st_mtime >= older_than:
            place.unlink(missing_ok=True)
            removed += 1
    return removed
