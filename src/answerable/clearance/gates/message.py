"""The bytes that a section signs when it countersigns a draft."""

from __future__ import annotations

from answerable.record.entry import canonical

DOMAIN = b"answerable countersignature v1\n"
"""First line of the message, so that no signature over anything else can be taken for a countersignature."""


def countersignature_message(*, origin_of_section: str, output: str, version: int, draft_ref: str) -> bytes:
    """Return the bytes to sign: the domain line, then canonical JSON (RFC 8785) naming log, output, version and draft.

    `draft_ref` is the leaf hash of the entry that drafted the version, and so stands for its exact text.
    """
    return DOMAIN + canonical(
        {"origin": origin_of_section, "output": output, "version": version, "draft_ref": draft_ref}
    )
