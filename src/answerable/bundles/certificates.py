"""What certificates of releases rest on: the logs as they were signed at the release. No Django."""

from __future__ import annotations

from collections.abc import Iterator

from answerable.record.checkpoint import Checkpoint, parse_checkpoint
from answerable.record.proof import parse_proof
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
    held: list[Recorded | None] = [said.policy, said.draft, said.release, *said.personal_keys, *voices]
    for recorded in held:
        if recorded is not None:
            yield parse_checkpoint(parse_proof(recorded.proof).checkpoint.rpartition("\n\n")[0] + "\n")
