"""When evidence may be taken in and used: one file for each gate of the standards, one for the single acts."""

from answerable.evidence.gates.acts import (
    may_grade_item,
    may_open_case,
    may_take_in_item,
    may_transfer_item,
    may_verify_item,
)
from answerable.evidence.gates.case import (
    EvidenceCase,
    custodian_of,
    grade_of,
    in_order,
    intakes,
    item_named,
    origins,
    transfers_of,
    uses_agreed,
)
from answerable.evidence.gates.consent import consent
from answerable.evidence.gates.custody import custody

__all__ = [
    "EvidenceCase",
    "consent",
    "custodian_of",
    "custody",
    "grade_of",
    "in_order",
    "intakes",
    "item_named",
    "may_grade_item",
    "may_open_case",
    "may_take_in_item",
    "may_transfer_item",
    "may_verify_item",
    "origins",
    "transfers_of",
    "uses_agreed",
]
