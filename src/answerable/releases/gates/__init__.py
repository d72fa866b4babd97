"""When a draft may be released: the board of all gates, the certificate's own gate, and the act of release."""

from answerable.releases.gates.board import GATE_NAMES, Gate, board, cited, is_clear, released_current
from answerable.releases.gates.case import ReleaseCase
from answerable.releases.gates.certificate import certificate
from answerable.releases.gates.release import may_release, may_speak_of_release

__all__ = [
    "GATE_NAMES",
    "Gate",
    "ReleaseCase",
    "board",
    "certificate",
    "cited",
    "is_clear",
    "may_release",
    "may_speak_of_release",
    "released_current",
]
