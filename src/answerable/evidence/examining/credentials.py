"""Content Credentials in a file (C2PA): who signed what about it, and whether that holds.

Reads with the C2PA library, with everything that would go to the network off: a manifest that lies elsewhere is named
and not fetched, and whether a certificate was revoked is not asked. A signer is trusted only where the certificates
that the operator gave lead to them; the library's own list is not used.
"""

from __future__ import annotations

from typing import Any, BinaryIO

import c2pa
import msgspec

from answerable.evidence.examining.result import Notes, Provenance

SETTINGS = {
    "verify": {"remote_manifest_fetch": False, "ocsp_fetch": False, "verify_trust": True},
    "core": {"allowed_network_hosts": []},
}

SHOWN = 30
"""Actions and ingredients that are named; chosen by hand."""


def read(file: BinaryIO, media: str, notes: Notes, *, anchors: str = "") -> None:
    """Write down what Content Credentials say, and whether they hold."""
    file.seek(0)
    trust = {"trust": {"user_anchors": anchors}} if anchors else {}
    try:
        with (
            c2pa.Context(c2pa.Settings.from_dict({**SETTINGS, **trust})) as context,
            c2pa.Reader(media, file, context=context) as reader,
        ):
            said = msgspec.json.decode(reader.json(), type=dict[str, Any])
            state = str(reader.get_validation_state())
    except c2pa.C2paError as error:
        _failed(error, notes)
        return
    notes.provenance = _state(state)
    _manifest(said, notes)
    for status in _failures(said):
        notes.add("credentials", "does not hold", status)


def _failed(error: Exception, notes: Notes) -> None:
    told = f"{type(error).__name__}: {error}"
    if "ManifestNotFound" in told or "JumbfNotFound" in told or "no JUMBF" in told:
        notes.provenance = "none"
    elif "RemoteManifest" in told or "remote" in told.lower():
        notes.add(
            "credentials", "lies elsewhere", "Content Credentials for this file lie on the web; nothing was fetched"
        )
    elif "NotSupported" in told or "UnsupportedType" in told:
        notes.provenance = "none"
    else:
        notes.problems.append(f"its Content Credentials: {told}"[:200])


def _state(state: str) -> Provenance:
    found: dict[str, Provenance] = {"trusted": "trusted", "valid": "valid", "invalid": "invalid"}
    return found.get(state.rpartition(".")[2].lower(), "unknown")


def _manifest(said: dict[str, Any], notes: Notes) -> None:
    manifest = said.get("manifests", {}).get(said.get("active_manifest", ""), {})
    signature = manifest.get("signature_info") or {}
    for name, key in (("signed by", "issuer"), ("name", "common_name"), ("signed at", "time"), ("algorithm", "alg")):
        notes.add("credentials", name, signature.get(key, ""))
    notes.add("credentials", "title", manifest.get("title", ""))
    makers = manifest.get("claim_generator_info") or [{"name": manifest.get("claim_generator", "")}]
    for maker in makers[:SHOWN]:
        notes.add("credentials", "made with", f"{maker.get('name', '')} {maker.get('version', '')}")
    for assertion in manifest.get("assertions", [])[:SHOWN]:
        _assertion(assertion, notes)
    for ingredient in manifest.get("ingredients", [])[:SHOWN]:
        notes.add("credentials", "made from", ingredient.get("title", ""))


def _assertion(assertion: dict[str, Any], notes: Notes) -> None:
    data = assertion.get("data")
    actions = data.get("actions", []) if isinstance(data, dict) else []
    for action in actions[:SHOWN]:
        source = str(action.get("digitalSourceType", "")).rpartition("/")[2]
        notes.add("credentials", "what was done", f"{action.get('action', '')} {source} {action.get('when', '')}")
    if not actions:
        notes.add("credentials", "assertion", assertion.get("label", ""))


def _failures(said: dict[str, Any]) -> list[str]:
    results = (said.get("validation_results") or {}).get("activeManifest") or {}
    return [f"{each.get('code', '')}: {each.get('explanation', '')}" for each in results.get("failure", [])[:SHOWN]]
