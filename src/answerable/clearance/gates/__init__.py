"""When a draft is cleared: one file for each gate of the standards with the acts it speaks of, one for the rest."""

from answerable.clearance.gates.acts import (
    may_acknowledge_draft,
    may_countersign,
    may_decline,
    may_override,
    may_take_part,
)
from answerable.clearance.gates.case import (
    Affected,
    ClearanceCase,
    affected_sections,
    is_author,
    is_current,
    judging,
    minimum_days,
    now,
    overriding,
    people_of,
    speaks_for,
    subject,
)
from answerable.clearance.gates.competence import competence, may_review_whole
from answerable.clearance.gates.consultation import consultation
from answerable.clearance.gates.countersignature import countersignature, valid_countersignatures
from answerable.clearance.gates.harm import do_no_harm, may_accept_harm, may_lift_alarm
from answerable.clearance.gates.message import countersignature_message
from answerable.clearance.gates.misuse import misuse_rehearsal
from answerable.clearance.gates.objections import (
    is_settled,
    may_answer_objection,
    may_close_objection,
    may_note_dissent,
    may_raise_objection,
    objections,
    travelling_dissents,
)
from answerable.clearance.gates.reply import findings_on, may_waive_reply, right_of_reply, waiver_of

__all__ = [
    "Affected",
    "ClearanceCase",
    "affected_sections",
    "competence",
    "consultation",
    "countersignature",
    "countersignature_message",
    "do_no_harm",
    "findings_on",
    "is_author",
    "is_current",
    "is_settled",
    "judging",
    "may_accept_harm",
    "may_acknowledge_draft",
    "may_answer_objection",
    "may_close_objection",
    "may_countersign",
    "may_decline",
    "may_lift_alarm",
    "may_note_dissent",
    "may_override",
    "may_raise_objection",
    "may_review_whole",
    "may_take_part",
    "may_waive_reply",
    "minimum_days",
    "misuse_rehearsal",
    "now",
    "objections",
    "overriding",
    "people_of",
    "right_of_reply",
    "speaks_for",
    "subject",
    "travelling_dissents",
    "valid_countersignatures",
    "waiver_of",
]
