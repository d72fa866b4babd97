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
from answerable.evidence.gates.holding import may_access_item, may_derive_item, may_stamp_item
from answerable.evidence.gates.sealing import (
    may_ask_unsealing,
    may_decide_unsealing,
    may_seal_identity,
    may_unseal,
)

__all__ = [
    "EvidenceCase",
    "consent",
    "custodian_of",
    "custody",
    "grade_of",
    "in_order",
    "intakes",
    "item_named",
    "may_access_item",
    "may_ask_unsealing",
    "may_decide_unsealing",
    "may_derive_item",
    "may_grade_item",
    "may_open_case",
    "may_seal_identity",
    "may_stamp_item",
    "may_take_in_item",
    "may_transfer_item",
    "may_unseal",
    "may_verify_item",
    "origins",
    "transfers_of",
    "uses_agreed",
]
