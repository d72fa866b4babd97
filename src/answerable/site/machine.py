"""A release in the forms that programs read, as files beside its page: ninjs, NewsML-G2, JSON-LD, updates, Atom.

What may leave is what `releases.exports` lists. Without an address of the site, addresses in them are relative to the
folder that they lie in; a feed of single releases needs whole ones, and is written only with one.
"""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from answerable.record.entry import Fact
from answerable.releases import exports
from answerable.releases.entries import OutputReleased
from answerable.releases.exports.reading import exported
from answerable.site.files import folder_at, folder_of
from answerable.site.record import Matter


def machine_files(matter: Matter, released: Fact[OutputReleased], *, address: str) -> dict[str, bytes]:
    """Return the files for programs by name."""
    found = exported(matter.release, released, address=addresses(address))
    files = {
        "ninjs.json": _json(exports.as_ninjs(found)),
        "newsml.xml": exports.as_newsml(found),
        "jsonld.json": _json(exports.as_jsonld(found)),
        "updates.json": _json(exports.as_updates(found)),
    }
    if address:
        files["atom.xml"] = exports.as_atom(found, own=f"{address}{folder_of(released)}atom.xml")
    return files


def addresses(address: str) -> Callable[[str, str, int, str], str]:
    """Return how a release, a file of it or a place on its page is addressed; relative without an address."""

    def of(case: str, output: str, version: int, part: str) -> str:
        folder = f"{address or '../../../../'}{folder_at(case, output, version)}"
        if part.endswith(".json"):
            return folder + part
        return f"{folder}index.html" + (f"#{part}" if part else "")

    return of


def _json(document: object) -> bytes:
    return msgspec.json.format(msgspec.json.encode(document)) + b"\n"
