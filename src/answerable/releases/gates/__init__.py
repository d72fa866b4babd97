"""When a draft may be released: the board of all gates, the certificate's own gate, and the act of release."""

from answerable.releases.gates.board import GATE_NAMES, Gate, board, cited, is_clear, released_current
from answerable.releases.gates.case import ReleaseCase
from answerable.releases.gates.certificate import certificate
from answerable.releases.gates.dissociation import may_dissociate, may_end_dissociation
from answerable.releases.gates.holding import (
    may_acknowledge_notice,
    may_give_copy,
    may_lapse_copy,
    may_send_notice,
)
from answerable.releases.gates.notices import (
    may_countersign_notice,
    may_decline_notice,
    may_draft_notice,
    may_issue_notice,
)
from answerable.releases.gates.release import may_release
from answerable.releases.gates.status import Standing, may_set_status, standing

__all__ = [
    "GATE_NAMES",
    "Gate",
    "ReleaseCase",
    "Standing",
    "board",
    "certificate",
    "cited",
    "is_clear",
    "may_acknowledge_notice",
    "may_countersign_notice",
    "may_decline_notice",
    "may_dissociate",
    "may_draft_notice",
    "may_end_dissociation",
    "may_give_copy",
    "may_issue_notice",
    "may_lapse_copy",
    "may_release",
    "may_send_notice",
    "may_set_status",
    "released_current",
    "standing",
]
