"""What the check of a bundle found, in plain lines; a bundle is a stranger's folder, so each stands on one line."""

from __future__ import annotations

from collections import Counter

from answerable.bundles.contents import REASONS, Given, KeyHere
from answerable.bundles.verification import Verified
from answerable.releases.report import printable

ON_ITS_WORD = (
    "on the word of whoever wrote it: that no other entry of these logs belongs to the case, and that index.html and "
    "reviews/knowledge.txt repeat what is proved here"
)
"""What no check of a bundle can show."""


def describe_bundle(found: Verified) -> str:
    """Return what was found to be so, in plain lines."""
    bundle = found.bundle
    clock = f" Worked example: its clock stands at {bundle.at:%Y-%m-%d}." if bundle.worked_example else ""
    reasons = Counter(each.reason for each in found.redactions)
    lines = [
        f"VERIFIED: the record of {bundle.case}, for {bundle.audience}, as of {bundle.at:%Y-%m-%d %H:%M} UTC.{clock}",
        f"files: {found.files}, as both manifests say",
        *(
            f"log {log.checkpoint.origin}: {len(log.entries)} of {log.checkpoint.size} entries, each proved, "
            f"{sum(each.body is not None for each in log.entries.values())} with their words"
            for log in found.logs
        ),
        *(
            f"  a key of {log.origin}, from entry {key.added} on, {_until(key)}: {key.vkey}"
            for log in bundle.logs
            for key in log.keys
            if len(log.keys) > 1 or key.expires
        ),
        f"contents: {bundle.contents} open, each as committed to",
        f"closed: {bundle.redactions}, each there and unchanged",
        *(f"  {number}: {REASONS[reason]}" for reason, number in sorted(reasons.items())),
        f"releases: {', '.join(map(_release, bundle.releases)) or 'none'}",
        ON_ITS_WORD,
        *(["keys: all known beforehand"] if found.trusted else _compare(found)),
    ]
    return "\n".join(map(printable, lines)) + "\n"


def _release(given: Given) -> str:
    return f"{given.output} version {given.version}" + ("" if given.folder else " (files not held)")


def _until(key: KeyHere) -> str:
    ended = "counts" if key.until is None else f"counted for the first {key.until} entries"
    return ended + (f", signs no more from {key.expires} on" if key.expires else "")


def _compare(found: Verified) -> list[str]:
    keys = [f"  {log.verifier.vkey()}" for log in found.logs]
    return ["keys: taken from the bundle; compare them with those published, or give them by --key:", *keys]
