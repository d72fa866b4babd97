"""What certificates of releases rest on: the logs as they were signed at the release. No Django."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from answerable.record.checkpoint import Checkpoint, parse_checkpoint
from answerable.record.proof import parse_proof
from answerable.releases.errors import UntrustedKey
from answerable.releases.statement import Recorded
from answerable.releases.verification import read_envelope, read_statement


def checkpoints_in(certificate: bytes) -> Iterator[Checkpoint]:
    """Yield the checkpoints in which the proofs of a certificate end; their signatures are not checked here.

    Raises:
        CertificateError: it is no certificate.
        RecordError: a proof in it is none.
    """
    said = read_statement(read_envelope(certificate)).predicate
    voices = [
        *(each.recorded for each in said.countersignatures),
        *(each.recorded for each in said.overrides),
        *(each.recorded for each in said.dissents),
        *(each.recorded for each in said.declines),
    ]
    keys = (*said.personal_keys, *said.section_keys)
    held: list[Recorded | None] = [said.policy, said.draft, said.release, *keys, *voices]
    for recorded in held:
        if recorded is not None:
            yield parse_checkpoint(parse_proof(recorded.proof).checkpoint.rpartition("\n\n")[0] + "\n")


def check_ends(certificate: bytes, keys: Mapping[str, str], ends: Mapping[str, int]) -> list[str]:
    """Return a line about each key (vkey) of a certificate, by origin, that has ended since it signed.

    Args:
        certificate: A certificate that was verified.
        keys: The key that it gives for each log.
        ends: For how many entries of its log each key counts that has ended.

    Raises:
        UntrustedKey: one signed more entries than it counts for.
    """
    told = dict.fromkeys((each.origin, each.size) for each in checkpoints_in(certificate))
    lines = []
    for origin, size in told:
        end = ends.get(keys[origin])
        if end is not None and size > end:
            raise UntrustedKey(f"the key given for {origin} counts for its first {end} entries, and signed {size}")
        if end is not None:
            lines.append(f"key of {origin}: ENDED; it counts for the first {end} entries, and signed {size} here")
    return lines
