"""What lies where in a bundle, and the form of its JSON files.

    bundle.json                      which case, for whom, as of when, which logs with how many entries
    index.html                       the reading copy, for people without Answerable
    ro-crate-metadata.json           the description (RO-Crate 1.1)
    logs/NAME/key                    the public key that signed its checkpoint (C2SP vkey)
    logs/NAME/checkpoint             its signed checkpoint (C2SP tlog-checkpoint)
    logs/NAME/entries.jsonl          the entries that are open, word for word as they are hashed, one on a line
    logs/NAME/index.json             every entry of the case in this log, open or closed: place and leaf hash
    logs/NAME/proofs/N.tlog-proof    the proof that entry N is in the log (C2SP tlog-proof)
    logs/NAME/consistency/N          the proof that the log signed at size N became this one (as in C2SP tlog-witness)
    content/content.json             every content that is open, with its salt
    content/HASH.txt, HASH.bin       the content, byte for byte: words, or a file
    redactions.json                  everything that is closed: where, which commitment or leaf hash, why
    roots/ORGANISATION-N.txt         the roots that entries here put on record, as `answerable root show` prints them
    releases/OUTPUT-VERSION/         the files that were given out, with the certificate
    reviews/                         the knowledge timeline, for a review

All paths are below `data/`, where BagIt keeps what a bag carries (RFC 8493, section 2.1.2).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import PurePosixPath
from typing import Annotated, Any, Literal, TypeVar

import msgspec
from msgspec import Meta

from answerable.record.entry import Count, Entry, Ref, canonical

Audience = Literal["public", "review"]
"""For whom a bundle is: everybody, or an independent review."""

Reason = Literal["erased", "sealed", "withheld", "not-for-this-reader", "not-held"]
"""Why something is closed: erased by an entry; the identity of somebody; withheld by an entry; not among what these
readers are shown; not in the vault from which the bundle was written. A decision that is sealed is not told apart from
other entries that everybody is not shown: that there is one would be known."""

REASONS: dict[Reason, str] = {
    "erased": "Erased. An entry says so.",
    "sealed": "Sealed: it would show who somebody is.",
    "withheld": "Withheld. An entry says so, and why.",
    "not-for-this-reader": "Not among what is shown to these readers.",
    "not-held": "Not held where this bundle was written; another section has it.",
}
"""The reasons in words."""

Name = Annotated[str, Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$(?!\n)")]
"""A name of a file or folder that every system takes, and that needs no encoding in a manifest."""

Commit = Annotated[str, Meta(pattern=r"^sha256:[0-9a-f]{64}$(?!\n)")]

COMMITMENT = re.compile(r"sha256:[0-9a-f]{64}")
"""How a commitment is written; nothing else in an entry is."""

BUNDLE, REDACTIONS, PAGE, CRATE = "bundle.json", "redactions.json", "index.html", "ro-crate-metadata.json"
CONTENTS = "content/content.json"
ROOTS = "roots"
KNOWLEDGE = ("reviews/knowledge.txt", "reviews/knowledge.json")


class Form(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A part of a JSON file; an unknown field is an error."""


class KeyHere(Form, frozen=True, kw_only=True):
    """A key of a log, as its open entries say: the entry that added it, and until when it counts.

    `until` is the size of the log up to which a revoked key counts; `expires` the day from which it signs no more.
    """

    vkey: str
    added: Count
    until: Count | None = None
    expires: date | None = None


class LogHere(Form, frozen=True, kw_only=True, omit_defaults=True):
    """A log, the folder it lies in, how much of it is here, and its keys; the first bundles listed none."""

    origin: str
    name: Name
    size: Count
    entries: Count
    open: Count
    keys: tuple[KeyHere, ...] = ()


class Given(Form, frozen=True, kw_only=True):
    """A release that is on record, by the entry that says so; `folder` is empty where its files are not here."""

    output: str
    version: Count
    log: Name
    index: Count
    folder: str = ""
    files: tuple[Name, ...] = ()


class Bundle(Form, frozen=True, kw_only=True):
    """What the bundle is. The counts are what whoever wrote it says; the proofs are what anybody can check."""

    format: Literal["answerable-bundle/1"] = "answerable-bundle/1"
    case: str
    title: str
    audience: Audience
    at: datetime
    worked_example: bool = False
    logs: tuple[LogHere, ...]
    contents: Count
    redactions: Count
    releases: tuple[Given, ...] = ()


class Place(Form, frozen=True, kw_only=True):
    """An entry of the case: its place in the log, its leaf hash, and whether its words are here."""

    index: Count
    leaf: Ref
    open: bool


class Index(Form, frozen=True, kw_only=True):
    """Every entry of the case in one log, in the log's order."""

    origin: str
    size: Count
    entries: tuple[Place, ...]


class Opened(Form, frozen=True, kw_only=True):
    """A content that is open: SHA-256 over salt and content gives the commitment. `file` marks bytes, not text."""

    commitment: Commit
    salt: Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$(?!\n)")]
    size: Count
    file: bool = False


class At(Form, frozen=True, kw_only=True):
    """The place of an entry."""

    log: Name
    index: Count


class Redaction(Form, frozen=True, kw_only=True):
    """Something that is there and closed: a field of an open entry (RFC 6901 pointer), or an entry (no field).

    `leaf` is the leaf hash of the entry, whose proof lies in the log's folder; `erased_by` the entry that erased it.
    """

    log: Name
    index: Count
    leaf: Ref
    field: str = ""
    commitment: str = ""
    reason: Reason
    erased_by: At | None = None


FormType = TypeVar("FormType")


def read_form(raw: bytes, form: type[FormType]) -> FormType:
    """Return what a JSON file holds, which must be canonical.

    Raises:
        msgspec.MsgspecError, ValueError: it is another thing, or written in another way.
    """
    found = msgspec.json.decode(raw, type=form)
    if write_form(found) != raw:
        raise ValueError("expected canonical JSON and one newline, found another spelling")
    return found


def write_form(value: Any) -> bytes:
    """Return a JSON file."""
    return canonical(value) + b"\n"


class Leaf(msgspec.Struct, frozen=True, kw_only=True):
    """One value in the body of an entry: `field` names it without the places in lists, `pointer` with them."""

    field: str
    pointer: str
    value: Any

    @property
    def is_commitment(self) -> bool:
        """Tell whether the value is a commitment to content."""
        return isinstance(self.value, str) and COMMITMENT.fullmatch(self.value) is not None


def body_of(entry: Entry) -> dict[str, Any]:
    """Return what an entry says as plain values; of a body that is no object, one that holds it."""
    body = msgspec.json.decode(entry.body)
    return body if isinstance(body, dict) else {"": body}


def leaves(body: Any) -> Iterator[Leaf]:
    """Yield every value in a body that says something, in its order; what is empty says nothing."""
    waiting = [("", "", body)]
    while waiting:
        field, pointer, value = waiting.pop()
        if isinstance(value, dict):
            parts = [(_named(field, name), f"{pointer}/{_escaped(name)}", part) for name, part in value.items()]
            waiting += reversed(parts)
        elif isinstance(value, list):
            waiting += reversed([(field, f"{pointer}/{place}", part) for place, part in enumerate(value)])
        elif value not in ("", None):
            yield Leaf(field=field, pointer=pointer, value=value)


def _named(field: str, name: str) -> str:
    return f"{field}.{name}" if field else name


def _escaped(name: str) -> str:
    """Return a name as RFC 6901, section 3 has it in a pointer."""
    return name.replace("~", "~0").replace("/", "~1")


def folder_of(log: str) -> str:
    """Return the folder of a log."""
    return f"logs/{log}"


def proof_path(log: str, index: int) -> str:
    """Return where the proof of an entry lies."""
    return f"logs/{log}/proofs/{index}.tlog-proof"


def content_path(opened: Opened) -> str:
    """Return where a content lies. Its ending keeps a browser from taking the words of others for a page."""
    return f"content/{opened.commitment.removeprefix('sha256:')}.{'bin' if opened.file else 'txt'}"


def is_below(path: str) -> bool:
    """Tell whether a path stays below the folder it is read from."""
    parts = PurePosixPath(path).parts
    return bool(parts) and not path.startswith("/") and ".." not in parts and str(PurePosixPath(path)) == path
