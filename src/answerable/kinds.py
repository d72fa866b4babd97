"""Every act the record can hold. Read first.

One line for each kind: what is said, the table that keeps it, and, where somebody asks first, the gate that is asked.
Kinds are permanent names; a change of meaning is a new number. What each says stands in the room's `entries.py`, when
it may be said in its `gates`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from answerable.clearance import entries as clearance, gates as clearance_gates, models as clearance_tables
from answerable.evidence import entries as evidence, gates as evidence_gates, models as evidence_tables
from answerable.findings import entries as findings, gates as findings_gates, models as findings_tables
from answerable.outputs import entries as outputs, gates as outputs_gates, models as outputs_tables
from answerable.people import entries as people, models as people_tables
from answerable.record.acts import Act, Seen
from answerable.record.blocker import Blocker
from answerable.record.entry import Fact, Said
from answerable.record.models import FactRow
from answerable.releases import entries as releases, gates as releases_gates, models as releases_tables
from answerable.vault import entries as vault, models as vault_tables

Ask = Callable[[Fact[Any], Seen], list[Blocker]]


def _free(said: type[Said], table: type[FactRow]) -> Act:
    """Return an act that anyone entitled to write the log may say."""
    return Act(said, table)


def _gated(said: type[Said], table: type[FactRow], ask: Ask) -> Act:
    """Return an act that a gate is asked about first; its entry keeps the policy it was judged by."""
    return Act(said, table, ask, people_tables.policy_ref)


_ACTS = (
    # people
    _free(people.OrganisationNamed, people_tables.OrganisationNamed),
    _free(people.SectionJoined, people_tables.SectionJoined),
    _free(people.KeyAdded, people_tables.KeyAdded),
    _free(people.KeyRevoked, people_tables.KeyRevoked),
    _free(people.PersonJoined, people_tables.PersonJoined),
    _free(people.PersonKeyAdded, people_tables.PersonKeyAdded),
    _free(people.PersonKeyRevoked, people_tables.PersonKeyRevoked),
    _free(people.RoleGranted, people_tables.RoleGranted),
    _free(people.RoleRevoked, people_tables.RoleRevoked),
    _free(people.CompetenceShown, people_tables.CompetenceShown),
    _free(people.TrainingPassed, people_tables.TrainingPassed),
    _free(people.TrainingAttempted, people_tables.TrainingAttempted),
    _free(people.BadgeAccepted, people_tables.BadgeAccepted),
    _free(people.ConflictDeclared, people_tables.ConflictDeclared),
    _free(people.PolicyAdopted, people_tables.PolicyAdopted),
    _free(people.PolicyEndorsed, people_tables.PolicyEndorsed),
    # vault
    _free(vault.ContentErased, vault_tables.ContentErased),
    # evidence
    _gated(evidence.CaseOpened, evidence_tables.CaseOpened, evidence_tables.asks_of_name(evidence_gates.may_open_case)),
    _gated(evidence.ItemTakenIn, evidence_tables.ItemTakenIn, evidence_tables.asks(evidence_gates.may_take_in_item)),
    _gated(
        evidence.ItemTransferred,
        evidence_tables.ItemTransferred,
        evidence_tables.asks(evidence_gates.may_transfer_item),
    ),
    _free(evidence.ItemRehashed, evidence_tables.ItemRehashed),
    _gated(evidence.ItemVerified, evidence_tables.ItemVerified, evidence_tables.asks(evidence_gates.may_verify_item)),
    _gated(evidence.ItemGraded, evidence_tables.ItemGraded, evidence_tables.asks(evidence_gates.may_grade_item)),
    _free(evidence.ConsentGiven, evidence_tables.ConsentGiven),
    _free(evidence.ConsentWithdrawn, evidence_tables.ConsentWithdrawn),
    _free(evidence.ItemWithheld, evidence_tables.ItemWithheld),
    # findings
    _gated(
        findings.FindingStated, findings_tables.FindingStated, findings_tables.asks(findings_gates.may_state_finding)
    ),
    _free(findings.LimitationRecorded, findings_tables.LimitationRecorded),
    _free(findings.LimitsAbsent, findings_tables.LimitsAbsent),
    _free(findings.ContraryRecorded, findings_tables.ContraryRecorded),
    _gated(
        findings.ContraryAnswered,
        findings_tables.ContraryAnswered,
        findings_tables.asks(findings_gates.may_answer_contrary),
    ),
    _gated(
        findings.ContrarySearched,
        findings_tables.ContrarySearched,
        findings_tables.asks(findings_gates.may_search_contrary),
    ),
    _gated(findings.RuleAssessed, findings_tables.RuleAssessed, findings_tables.asks(findings_gates.may_assess_rule)),
    _gated(
        findings.ElementSigned, findings_tables.ElementSigned, findings_tables.asks(findings_gates.may_sign_element)
    ),
    _free(findings.LaterFactNoted, findings_tables.LaterFactNoted),
    # outputs
    _gated(outputs.VersionDrafted, outputs_tables.VersionDrafted, outputs_tables.asks(outputs_gates.may_draft_version)),
    _gated(
        outputs.StatementsMarked,
        outputs_tables.StatementsMarked,
        outputs_tables.asks(outputs_gates.may_mark_statements),
    ),
    _gated(
        outputs.StatementSupported,
        outputs_tables.StatementSupported,
        outputs_tables.asks(outputs_gates.may_support_statement),
    ),
    _gated(
        outputs.StatementReverified,
        outputs_tables.StatementReverified,
        outputs_tables.asks(outputs_gates.may_reverify_statement),
    ),
    _free(outputs.MethodRecorded, outputs_tables.MethodRecorded),
    _free(outputs.ContextGiven, outputs_tables.ContextGiven),
    _gated(outputs.FlagAnswered, outputs_tables.FlagAnswered, outputs_tables.asks(outputs_gates.may_answer_flag)),
    _gated(outputs.VersionRead, outputs_tables.VersionRead, outputs_tables.asks(outputs_gates.may_read_version)),
    # clearance
    _free(clearance.SectionAsked, clearance_tables.SectionAsked),
    _free(clearance.SectionAdded, clearance_tables.SectionAdded),
    _gated(clearance.PartTaken, clearance_tables.PartTaken, clearance_tables.asks(clearance_gates.may_take_part)),
    _free(clearance.DraftDelivered, clearance_tables.DraftDelivered),
    _gated(
        clearance.DraftAcknowledged,
        clearance_tables.DraftAcknowledged,
        clearance_tables.asks(clearance_gates.may_acknowledge_draft),
    ),
    _gated(
        clearance.ObjectionRaised,
        clearance_tables.ObjectionRaised,
        clearance_tables.asks(clearance_gates.may_raise_objection),
    ),
    _gated(
        clearance.ObjectionAnswered,
        clearance_tables.ObjectionAnswered,
        clearance_tables.asks(clearance_gates.may_answer_objection),
    ),
    _gated(
        clearance.ObjectionClosed,
        clearance_tables.ObjectionClosed,
        clearance_tables.asks(clearance_gates.may_close_objection),
    ),
    _gated(
        clearance.DissentNoted, clearance_tables.DissentNoted, clearance_tables.asks(clearance_gates.may_note_dissent)
    ),
    _free(clearance.AlarmRaised, clearance_tables.AlarmRaised),
    _gated(clearance.AlarmLifted, clearance_tables.AlarmLifted, clearance_tables.asks(clearance_gates.may_lift_alarm)),
    _free(clearance.EngagementConsidered, clearance_tables.EngagementConsidered),
    _free(clearance.ReplyRequested, clearance_tables.ReplyRequested),
    _free(clearance.ReplyReminded, clearance_tables.ReplyReminded),
    _free(clearance.ReplyReceived, clearance_tables.ReplyReceived),
    _gated(clearance.ReplyWaived, clearance_tables.ReplyWaived, clearance_tables.asks(clearance_gates.may_waive_reply)),
    _free(clearance.HarmAssessed, clearance_tables.HarmAssessed),
    _gated(
        clearance.HarmAccepted, clearance_tables.HarmAccepted, clearance_tables.asks(clearance_gates.may_accept_harm)
    ),
    _free(clearance.MisuseRehearsed, clearance_tables.MisuseRehearsed),
    _gated(
        clearance.WholeReviewed, clearance_tables.WholeReviewed, clearance_tables.asks(clearance_gates.may_review_whole)
    ),
    _gated(
        clearance.DraftCountersigned,
        clearance_tables.DraftCountersigned,
        clearance_tables.asks(clearance_gates.may_countersign),
    ),
    _gated(clearance.DraftDeclined, clearance_tables.DraftDeclined, clearance_tables.asks(clearance_gates.may_decline)),
    _gated(
        clearance.GateOverridden, clearance_tables.GateOverridden, clearance_tables.asks(clearance_gates.may_override)
    ),
    _free(clearance.OverrideReviewed, clearance_tables.OverrideReviewed),
    _free(clearance.ExtensionConsidered, clearance_tables.ExtensionConsidered),
    _free(clearance.GuestAsked, clearance_tables.GuestAsked),
    _free(clearance.GuestAnswered, clearance_tables.GuestAnswered),
    _free(clearance.GuestWithdrew, clearance_tables.GuestWithdrew),
    _free(clearance.GuestRevoked, clearance_tables.GuestRevoked),
    # releases
    _gated(releases.OutputReleased, releases_tables.OutputReleased, releases_tables.asks(releases_gates.may_release)),
    _gated(releases.StatusSet, releases_tables.StatusSet, releases_tables.asks(releases_gates.may_speak_of_release)),
    _gated(
        releases.NoticeIssued, releases_tables.NoticeIssued, releases_tables.asks(releases_gates.may_speak_of_release)
    ),
)

ACTS: Mapping[str, Act] = {act.said.kind: act for act in _ACTS}
"""Every act, by the name of its kind."""
