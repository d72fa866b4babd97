"""Whether an act about the file of an item may be said: a timestamp, an access, a copy made from it.

Rules:
  - A timestamp is over the file that was taken in, and says what its token says: the digest, the moment, the authority
    (RFC 3161, 2.4.2). Whether a root certificate leads to the authority is not asked here: houses hold different roots,
    and a gate answers the same on every house. `evidence.proofs` asks it, and shows the answer.
  - What was opened, copied or given out is said with a purpose, whatever its digest is: what is awkward may always be
    recorded.
  - What was made from an item is an item of its own, taken in with the original as its root. The original stays as it
    was taken in.
"""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Iterator

from answerable.evidence import entries
from answerable.evidence.gates.case import EvidenceCase, intakes, item_named
from answerable.evidence.gates.custody import GATE, item_unknown
from answerable.record.blocker import Blocker, Where
from answerable.record.entry import Fact
from answerable.record.errors import NotStamped
from answerable.record.stamping.stamps import read_token


def may_stamp_item(case: EvidenceCase, fact: Fact[entries.ItemStamped]) -> list[Blocker]:
    """Refuse a timestamp of another file than the one taken in, and one that says something else than its token."""
    body = fact.body
    if not intakes(case, body.item):
        return [item_unknown(body.item)]
    if body.sha256 not in _digests(case, body.item):
        return [
            _blocker(
                body.item,
                "stamp-of-another-file",
                f"The timestamp is over a file that begins {body.sha256[:12]}, which item {body.item} never had.",
                f"Have the file of item {body.item} stamped as it was taken in.",
            )
        ]
    return list(_token(body))


def _token(body: entries.ItemStamped) -> Iterator[Blocker]:
    try:
        told = read_token(b64decode(body.token), body.sha256)
    except (NotStamped, ValueError):
        yield _blocker(
            body.item,
            "stamp-unreadable",
            f"The token for item {body.item} is no timestamp over this file.",
            "Put on record what the authority answered, byte for byte.",
        )
        return
    if (told.at, told.authority) != (body.at, body.authority):
        yield _blocker(
            body.item,
            "stamp-says-otherwise",
            f"The token for item {body.item} names another moment or another authority than is said.",
            f"Say what it says: {told.at.isoformat()}, {told.authority}.",
        )


def may_access_item(case: EvidenceCase, fact: Fact[entries.ItemAccessed]) -> list[Blocker]:
    """Refuse an access to an item that was never taken in, or one for no purpose."""
    body = fact.body
    if not intakes(case, body.item):
        return [item_unknown(body.item)]
    if not body.purpose.strip():
        text, opens = f"What was done with the file of item {body.item} has no purpose.", "Say what it was for."
        return [_blocker(body.item, "purpose-missing", text, opens)]
    if body.way in {"exported", "recalled"} and not body.to.strip():
        text = f"It is not said to whom the file of item {body.item} went, or from whom it came back."
        return [_blocker(body.item, "receiver-missing", text, "Name whoever has it, or had it.")]
    return []


def may_derive_item(case: EvidenceCase, fact: Fact[entries.ItemDerived]) -> list[Blocker]:
    """Refuse a copy of what was never taken in, of another file, or that is not an item with the original as root."""
    body = fact.body
    unknown = [item_unknown(item) for item in (body.of, body.item) if not intakes(case, item)]
    return unknown or list(_derived(case, body))


def _derived(case: EvidenceCase, body: entries.ItemDerived) -> Iterator[Blocker]:
    copy = item_named(case, body.item)
    if body.of_sha256 not in _digests(case, body.of):
        yield _blocker(
            body.of,
            "original-differs",
            f"What item {body.item} was made from begins {body.of_sha256[:12]}; item {body.of} never was that file.",
            f"Make it from the file of item {body.of} as it was taken in.",
        )
    if body.sha256 not in _digests(case, body.item):
        yield _blocker(
            body.item,
            "copy-differs",
            f"Item {body.item} was taken in with another file than the one that is said to have been made.",
            "Take in the file that was made, under a key of its own.",
        )
    if body.item == body.of or copy is None or copy.body.root != body.of:
        yield _blocker(
            body.item,
            "copy-without-root",
            f"Item {body.item} is not taken in as one that depends on item {body.of}.",
            f"Take in item {body.item} with {body.of} as the item on which it depends.",
        )
    if body.sha256 == body.of_sha256:
        yield _blocker(
            body.item,
            "copy-is-original",
            f"Item {body.item} has the same bytes as item {body.of}: nothing was made, and nothing taken out.",
            "Make the copy, or leave it.",
        )


def _digests(case: EvidenceCase, item: str) -> frozenset[str]:
    return frozenset(fact.body.sha256 for fact in intakes(case, item) if fact.body.sha256)


def _blocker(item: str, code: str, text: str, opens: str) -> Blocker:
    return Blocker(gate=GATE, code=code, text=text, standard="BP", opens=opens, where=Where(item=item))
