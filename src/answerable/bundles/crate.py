"""The description of a bundle as an RO-Crate (version 1.1, sections 3 to 6), so that archives can list what is in it.

The library `rocrate` is not used: it brings five packages, a client for the web among them, to write one JSON file.
What is written here is read by it in the tests, where it is installed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

from answerable.bundles.contents import BUNDLE, CRATE, PAGE, REDACTIONS, Bundle, write_form

CONTEXT = "https://w3id.org/ro/crate/1.1/context"
PROFILE = "https://w3id.org/ro/crate/1.1"

_FORMATS = {
    ".json": "application/json",
    ".jsonl": "application/jsonl",
    ".html": "text/html",
    ".md": "text/markdown",
    ".txt": "text/plain",
}
_NAMES = {
    BUNDLE: "What this bundle is, in numbers",
    PAGE: "Reading copy",
    REDACTIONS: "Everything that is closed, where, and why",
    "key": "Public key of the log (C2SP signed-note)",
    "checkpoint": "Signed checkpoint of the log (C2SP tlog-checkpoint)",
    "entries.jsonl": "Entries that are open, as they are hashed, one on a line",
    "index.json": "Every entry of the case in the log, by place and leaf hash",
    "content.json": "Contents that are open, with their salts",
    "certificate.json": "Certificate of the release",
    "release.md": "The released words",
    "release.html": "The released page",
    "knowledge.txt": "Who was sent, opened and commented on which version",
    "knowledge.json": "The same, for machines",
}
_PROOFS = {
    "proofs": "Proofs that entries are in the log (C2SP tlog-proof)",
    "consistency": "Proofs that the log continues what certificates rest on (RFC 9162, section 2.1.4)",
    "content": "Contents that are open, each under the digest of its commitment",
}


def describe_crate(bundle: Bundle, files: Mapping[str, int]) -> bytes:
    """Return the description of a bundle whose files have these sizes in bytes, by path."""
    singles = {path: size for path, size in files.items() if _folder(path) == ""}
    folders = sorted({_folder(path) for path in files} - {""})
    organisations = [{"@id": f"#{log.name}", "@type": "Organization", "name": log.origin} for log in bundle.logs]
    root = {
        "@id": "./",
        "@type": "Dataset",
        "name": bundle.title,
        "identifier": bundle.case,
        "description": f"The record of the case {bundle.case}, for {bundle.audience}, as of {bundle.at.isoformat()}.",
        "datePublished": bundle.at.isoformat(),
        "license": "No licence is given with this bundle. Ask those who wrote it.",
        "creator": [{"@id": each["@id"]} for each in organisations],
        "mainEntity": {"@id": PAGE},
        "hasPart": [*({"@id": path} for path in sorted(singles)), *({"@id": f"{folder}/"} for folder in folders)],
    }
    about = {
        "@id": CRATE,
        "@type": "CreativeWork",
        "conformsTo": {"@id": PROFILE},
        "about": {"@id": "./"},
    }
    graph = [about, root, *organisations, *_files(singles), *map(_dataset, folders)]
    return write_form({"@context": CONTEXT, "@graph": graph})


def _folder(path: str) -> str:
    """Return the folder that stands for a file of which there may be thousands; "" for a file that stands alone."""
    parent = PurePosixPath(path).parent
    return parent.as_posix() if parent.name in _PROOFS and PurePosixPath(path).suffix != ".json" else ""


def _files(files: Mapping[str, int]) -> Iterator[dict[str, Any]]:
    for path, size in sorted(files.items()):
        name = PurePosixPath(path).name
        yield {
            "@id": path,
            "@type": "File",
            "name": _NAMES.get(name, name),
            "contentSize": str(size),
            "encodingFormat": _FORMATS.get(PurePosixPath(path).suffix, "text/plain"),
        }


def _dataset(folder: str) -> dict[str, Any]:
    return {"@id": f"{folder}/", "@type": "Dataset", "name": _PROOFS[PurePosixPath(folder).name]}
