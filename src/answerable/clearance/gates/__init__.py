"""When a draft is cleared: one file for each gate of the standards with the acts it speaks of, one for the rest."""

from answerable.clearance.gates.acts import (
    may_acknowledge_draft,
    may_countersign,
    may_decline,
    may_override,
    may_take_part,
)
from answerable.clearance.gates.beside import Beside, Replied, replies_beside, replies_to
from answerable.clearance.gates.case import (
    Affected,
    ClearanceCase,
    affected_sections,
    days_after,
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
from answerable.clearance.gates.changes import Changed, Standing, changed_since
from answerable.clearance.gates.clock import SectionClock, clock_of, clocks
from answerable.clearance.gates.competence import competence, may_review_whole
from answerable.clearance.gates.consents import guest_consent
from answerable.clearance.gates.consultation import consultation, may_add_section
from answerable.clearance.gates.countersignature import countersignature, valid_countersignatures
from answerable.clearance.gates.extensions import days_given, may_consider_extension
from answerable.clearance.gates.guests import (
    answer_to,
    asking_of,
    is_guest,
    is_open,
    may_answer_guest,
    may_ask_guest,
    may_revoke_guest,
    may_withdraw_guest,
    taken_back,
)
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
    open_objections,
    travelling_dissents,
)
from answerable.clearance.gates.overrides import ReviewDue, may_review_override, review_of, review_until, reviews_due
from answerable.clearance.gates.reply import findings_on, may_waive_reply, right_of_reply, waiver_of

__all__ = [
    "Affected",
    "Beside",
    "Changed",
    "ClearanceCase",
    "Replied",
    "ReviewDue",
    "SectionClock",
    "Standing",
    "affected_sections",
    "answer_to",
    "asking_of",
    "changed_since",
    "clock_of",
    "clocks",
    "competence",
    "consultation",
    "countersignature",
    "countersignature_message",
    "days_after",
    "days_given",
    "do_no_harm",
    "findings_on",
    "guest_consent",
    "is_author",
    "is_current",
    "is_guest",
    "is_open",
    "is_settled",
    "judging",
    "may_accept_harm",
    "may_acknowledge_draft",
    "may_add_section",
    "may_answer_guest",
    "may_answer_objection",
    "may_ask_guest",
    "may_close_objection",
    "may_consider_extension",
    "may_countersign",
    "may_decline",
    "may_lift_alarm",
    "may_note_dissent",
    "may_override",
    "may_raise_objection",
    "may_review_override",
    "may_review_whole",
    "may_revoke_guest",
    "may_take_part",
    "may_waive_reply",
    "may_withdraw_guest",
    "minimum_days",
    "misuse_rehearsal",
    "now",
    "objections",
    "open_objections",
    "overriding",
    "people_of",
    "replies_beside",
    "replies_to",
    "review_of",
    "review_until",
    "reviews_due",
    "right_of_reply",
    "speaks_for",
    "subject",
    "taken_back",
    "travelling_dissents",
    "valid_countersignatures",
    "waiver_of",
]
