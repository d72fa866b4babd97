"""Every act the record can hold. Read first.

One line for each kind: what is said, the table that keeps it, and, where somebody asks first, the gate that is asked.
Kinds are permanent names; a change of meaning is a new number. What each says stands in the room's `entries.py`, when
it may be said in its `gates`.
"""

from __future__ import annotations

from collections.abc import Mapping

from answerable.clearance import entries as clearance, gates as clearance_gates, models as clearance_tables
from answerable.critiques import entries as critiques, gates as critiques_gates, models as critiques_tables
from answerable.designations import (
    entries as designations,
    gates as designations_gates,
    models as designations_tables,
)
from answerable.echoes import entries as echoes, gates as echoes_gates, models as echoes_tables
from answerable.evidence import entries as evidence, gates as evidence_gates, models as evidence_tables
from answerable.findings import entries as findings, gates as findings_gates, models as findings_tables
from answerable.outputs import entries as outputs, gates as outputs_gates, models as outputs_tables
from answerable.people import entries as people, models as people_tables, personal as people_personal
from answerable.people.gates import (
    forks as fork_gates,
    keys as people_gates,
    policy as policy_gates,
    roots as root_gates,
    section_keys as section_key_gates,
    training as training_gates,
)
from answerable.record.acts import Act, Ask
from answerable.record.entry import Said
from answerable.record.models import FactRow
from answerable.record.personal import Signed
from answerable.releases import entries as releases, gates as releases_gates, models as releases_tables
from answerable.reviews import entries as reviews, gates as reviews_gates, models as reviews_tables
from answerable.vault import entries as vault, models as vault_tables


def _free(said: type[Said], table: type[FactRow]) -> Act:
    """Return an act that anyone entitled to write the log may say."""
    return Act(said, table)


def _gated(said: type[Said], table: type[FactRow], ask: Ask) -> Act:
    """Return an act that a gate is asked about first; its entry keeps the policy it was judged by."""
    return Act(said, table, ask, people_tables.policy_ref)


def _once_free(said: type[Said], table: type[FactRow], ask: Ask) -> Act:
    """Return a gated act that earlier versions asked nobody about: an entry of theirs saw nothing."""
    return Act(said, table, ask, people_tables.policy_ref, once_free=True)


def _signed(said: type[Signed], table: type[FactRow], ask: Ask) -> Act:
    """Return an act that is a signature: besides its own gate, the person's own signature is asked for."""
    return Act(said, table, _and_signature(ask), people_tables.policy_ref, unsigned=ask)


def _and_signature(ask: Ask) -> Ask:
    return lambda fact, seen: [*ask(fact, seen), *people_personal.ask_signature(fact, seen)]


_ACTS = (
    # people
    _free(people.OrganisationNamed, people_tables.OrganisationNamed),
    _free(people.SectionJoined, people_tables.SectionJoined),
    _once_free(people.KeyAdded, people_tables.KeyAdded, people_personal.asks(section_key_gates.may_add_key)),
    _once_free(people.KeyRevoked, people_tables.KeyRevoked, people_personal.asks(section_key_gates.may_revoke_key)),
    _free(people.HouseOpened, people_tables.HouseOpened),
    _gated(people.RootAdopted, people_tables.RootAdopted, people_personal.asks(root_gates.may_adopt_root)),
    _gated(people.ForkShown, people_tables.ForkShown, people_personal.asks_everybody(fork_gates.may_show_fork)),
    _free(people.PersonJoined, people_tables.PersonJoined),
    _signed(
        people.PersonKeyAdded, people_tables.PersonKeyAdded, people_personal.asks(people_gates.may_prepare_person_key)
    ),
    _gated(
        people.PersonKeyRevoked,
        people_tables.PersonKeyRevoked,
        people_personal.asks(people_gates.may_revoke_person_key),
    ),
    _gated(people.SealKeyAdded, people_tables.SealKeyAdded, people_personal.asks(section_key_gates.may_add_seal_key)),
    _free(people.RoleGranted, people_tables.RoleGranted),
    _free(people.RoleRevoked, people_tables.RoleRevoked),
    _free(people.CompetenceShown, people_tables.CompetenceShown),
    _gated(people.TrainingPassed, people_tables.TrainingPassed, people_personal.asks(training_gates.may_pass_training)),
    _gated(
        people.TrainingAttempted,
        people_tables.TrainingAttempted,
        people_personal.asks(training_gates.may_attempt_training),
    ),
    _gated(people.BadgeAccepted, people_tables.BadgeAccepted, people_personal.asks(training_gates.may_accept_badge)),
    _free(people.ConflictDeclared, people_tables.ConflictDeclared),
    _gated(
        people.PolicyAdopted,
        people_tables.PolicyAdopted,
        outputs_tables.asks_with_authors(policy_gates.may_adopt_policy),
    ),
    _gated(
        people.PolicyEndorsed,
        people_tables.PolicyEndorsed,
        outputs_tables.asks_with_authors(policy_gates.may_endorse_policy),
    ),
    # vault
    _gated(vault.ContentErased, vault_tables.ContentErased, reviews_tables.asks_of_erasure(reviews_gates.may_erase)),
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
    _gated(evidence.ItemStamped, evidence_tables.ItemStamped, evidence_tables.asks(evidence_gates.may_stamp_item)),
    _gated(evidence.ItemAccessed, evidence_tables.ItemAccessed, evidence_tables.asks(evidence_gates.may_access_item)),
    _gated(evidence.ItemDerived, evidence_tables.ItemDerived, evidence_tables.asks(evidence_gates.may_derive_item)),
    _gated(
        evidence.IdentitySealed, evidence_tables.IdentitySealed, evidence_tables.asks(evidence_gates.may_seal_identity)
    ),
    _gated(
        evidence.UnsealingAsked, evidence_tables.UnsealingAsked, evidence_tables.asks(evidence_gates.may_ask_unsealing)
    ),
    _signed(
        evidence.UnsealingDecided,
        evidence_tables.UnsealingDecided,
        evidence_tables.asks(evidence_gates.may_decide_unsealing),
    ),
    _gated(
        evidence.IdentityUnsealed, evidence_tables.IdentityUnsealed, evidence_tables.asks(evidence_gates.may_unseal)
    ),
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
    _signed(
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
    _gated(
        clearance.SectionAdded, clearance_tables.SectionAdded, clearance_tables.asks(clearance_gates.may_add_section)
    ),
    _gated(clearance.PartTaken, clearance_tables.PartTaken, clearance_tables.asks(clearance_gates.may_take_part)),
    _free(clearance.DraftDelivered, clearance_tables.DraftDelivered),
    _signed(
        clearance.DraftAcknowledged,
        clearance_tables.DraftAcknowledged,
        clearance_tables.asks(clearance_gates.may_acknowledge_draft),
    ),
    _signed(
        clearance.ObjectionRaised,
        clearance_tables.ObjectionRaised,
        clearance_tables.asks(clearance_gates.may_raise_objection),
    ),
    _gated(
        clearance.ObjectionAnswered,
        clearance_tables.ObjectionAnswered,
        clearance_tables.asks(clearance_gates.may_answer_objection),
    ),
    _signed(
        clearance.ObjectionClosed,
        clearance_tables.ObjectionClosed,
        clearance_tables.asks(clearance_gates.may_close_objection),
    ),
    _signed(
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
    _signed(
        clearance.DraftCountersigned,
        clearance_tables.DraftCountersigned,
        clearance_tables.asks(clearance_gates.may_countersign),
    ),
    _signed(
        clearance.DraftDeclined, clearance_tables.DraftDeclined, clearance_tables.asks(clearance_gates.may_decline)
    ),
    _signed(
        clearance.GateOverridden, clearance_tables.GateOverridden, clearance_tables.asks(clearance_gates.may_override)
    ),
    _gated(
        clearance.OverrideReviewed,
        clearance_tables.OverrideReviewed,
        clearance_tables.asks(clearance_gates.may_review_override),
    ),
    _gated(
        clearance.ExtensionConsidered,
        clearance_tables.ExtensionConsidered,
        clearance_tables.asks(clearance_gates.may_consider_extension),
    ),
    _gated(clearance.GuestAsked, clearance_tables.GuestAsked, clearance_tables.asks(clearance_gates.may_ask_guest)),
    _gated(
        clearance.GuestAnswered, clearance_tables.GuestAnswered, clearance_tables.asks(clearance_gates.may_answer_guest)
    ),
    _gated(
        clearance.GuestWithdrew,
        clearance_tables.GuestWithdrew,
        clearance_tables.asks(clearance_gates.may_withdraw_guest),
    ),
    _gated(
        clearance.GuestRevoked, clearance_tables.GuestRevoked, clearance_tables.asks(clearance_gates.may_revoke_guest)
    ),
    # releases
    _signed(releases.OutputReleased, releases_tables.OutputReleased, releases_tables.asks(releases_gates.may_release)),
    _gated(releases.StatusSet, releases_tables.StatusSet, releases_tables.asks(releases_gates.may_set_status)),
    _gated(
        releases.NoticeDrafted,
        releases_tables.NoticeDrafted,
        releases_tables.asks(releases_gates.may_draft_notice),
    ),
    _signed(
        releases.NoticeCountersigned,
        releases_tables.NoticeCountersigned,
        releases_tables.asks(releases_gates.may_countersign_notice),
    ),
    _signed(
        releases.NoticeDeclined,
        releases_tables.NoticeDeclined,
        releases_tables.asks(releases_gates.may_decline_notice),
    ),
    _gated(releases.NoticeIssued, releases_tables.NoticeIssued, releases_tables.asks(releases_gates.may_issue_notice)),
    _signed(
        releases.SectionDissociated,
        releases_tables.SectionDissociated,
        releases_tables.asks(releases_gates.may_dissociate),
    ),
    _signed(
        releases.DissociationEnded,
        releases_tables.DissociationEnded,
        releases_tables.asks(releases_gates.may_end_dissociation),
    ),
    _gated(releases.CopyGiven, releases_tables.CopyGiven, releases_tables.asks(releases_gates.may_give_copy)),
    _gated(releases.CopyLapsed, releases_tables.CopyLapsed, releases_tables.asks(releases_gates.may_lapse_copy)),
    _gated(releases.NoticeSent, releases_tables.NoticeSent, releases_tables.asks(releases_gates.may_send_notice)),
    _gated(
        releases.NoticeAcknowledged,
        releases_tables.NoticeAcknowledged,
        releases_tables.asks(releases_gates.may_acknowledge_notice),
    ),
    # echoes
    _gated(echoes.DocumentFollowed, echoes_tables.DocumentFollowed, echoes_tables.asks(echoes_gates.may_follow)),
    _gated(echoes.EchoConfirmed, echoes_tables.EchoConfirmed, echoes_tables.asks(echoes_gates.may_confirm)),
    _gated(echoes.EchoRejected, echoes_tables.EchoRejected, echoes_tables.asks(echoes_gates.may_reject)),
    _gated(echoes.MisuseReported, echoes_tables.MisuseReported, echoes_tables.asks(echoes_gates.may_report)),
    _gated(echoes.MisuseAnswered, echoes_tables.MisuseAnswered, echoes_tables.asks(echoes_gates.may_answer)),
    # critiques
    _gated(
        critiques.CritiqueReceived,
        critiques_tables.CritiqueReceived,
        critiques_tables.asks(critiques_gates.may_receive),
    ),
    _gated(critiques.ItemsListed, critiques_tables.ItemsListed, critiques_tables.asks(critiques_gates.may_list)),
    _gated(critiques.ItemHanded, critiques_tables.ItemHanded, critiques_tables.asks(critiques_gates.may_hand)),
    _gated(critiques.ItemTaken, critiques_tables.ItemTaken, critiques_tables.asks(critiques_gates.may_take)),
    _gated(critiques.FactJudged, critiques_tables.FactJudged, critiques_tables.asks(critiques_gates.may_judge_fact)),
    _gated(critiques.ReplySent, critiques_tables.ReplySent, critiques_tables.asks(critiques_gates.may_send_reply)),
    _gated(
        critiques.ItemAnswered, critiques_tables.ItemAnswered, critiques_tables.asks(critiques_gates.may_answer_item)
    ),
    _gated(critiques.ItemClosed, critiques_tables.ItemClosed, critiques_tables.asks(critiques_gates.may_close_item)),
    _gated(
        critiques.ItemReopened, critiques_tables.ItemReopened, critiques_tables.asks(critiques_gates.may_reopen_item)
    ),
    _gated(critiques.CriticAsked, critiques_tables.CriticAsked, critiques_tables.asks(critiques_gates.may_ask_critic)),
    _gated(
        critiques.CriticAnswered,
        critiques_tables.CriticAnswered,
        critiques_tables.asks(critiques_gates.may_answer_as_critic),
    ),
    _gated(
        critiques.CommitmentMade, critiques_tables.CommitmentMade, critiques_tables.asks(critiques_gates.may_commit)
    ),
    _gated(
        critiques.CommitmentRestated,
        critiques_tables.CommitmentRestated,
        critiques_tables.asks(critiques_gates.may_restate),
    ),
    _gated(
        critiques.CommitmentJudged,
        critiques_tables.CommitmentJudged,
        critiques_tables.asks(critiques_gates.may_judge_commitment),
    ),
    # designations
    _gated(
        designations.ListOpened,
        designations_tables.ListOpened,
        designations_tables.asks(designations_gates.may_open_list),
    ),
    _gated(
        designations.CriteriaAdopted,
        designations_tables.CriteriaAdopted,
        designations_tables.asks(designations_gates.may_adopt_criteria),
    ),
    _gated(
        designations.DesignationProposed,
        designations_tables.DesignationProposed,
        designations_tables.asks(designations_gates.may_propose),
    ),
    _gated(
        designations.DesignationRehearsed,
        designations_tables.DesignationRehearsed,
        designations_tables.asks(designations_gates.may_rehearse),
    ),
    _gated(
        designations.DesignationNotified,
        designations_tables.DesignationNotified,
        designations_tables.asks(designations_gates.may_notify),
    ),
    _signed(
        designations.DesignationSigned,
        designations_tables.DesignationSigned,
        designations_tables.asks(designations_gates.may_sign),
    ),
    _signed(
        designations.DesignationCountersigned,
        designations_tables.DesignationCountersigned,
        designations_tables.asks(designations_gates.may_countersign),
    ),
    _signed(
        designations.DesignationDeclined,
        designations_tables.DesignationDeclined,
        designations_tables.asks(designations_gates.may_decline),
    ),
    _signed(
        designations.DesignationDecided,
        designations_tables.DesignationDecided,
        designations_tables.asks(designations_gates.may_decide),
    ),
    # reviews
    _gated(reviews.ReviewOpened, reviews_tables.ReviewOpened, reviews_tables.asks(reviews_gates.may_open_review)),
    _gated(reviews.ReviewerNamed, reviews_tables.ReviewerNamed, reviews_tables.asks(reviews_gates.may_name_reviewer)),
    _gated(reviews.ReviewerLeft, reviews_tables.ReviewerLeft, reviews_tables.asks(reviews_gates.may_leave)),
    _gated(reviews.HoldPlaced, reviews_tables.HoldPlaced, reviews_tables.asks(reviews_gates.may_hold)),
    _gated(reviews.HoldLifted, reviews_tables.HoldLifted, reviews_tables.asks(reviews_gates.may_lift)),
    _gated(reviews.AccessAsked, reviews_tables.AccessAsked, reviews_tables.asks(reviews_gates.may_ask_access)),
    _gated(reviews.AccessDecided, reviews_tables.AccessDecided, reviews_tables.asks(reviews_gates.may_decide_access)),
    _gated(
        reviews.ReportCommitted, reviews_tables.ReportCommitted, reviews_tables.asks(reviews_gates.may_commit_report)
    ),
    _gated(reviews.ReportCommented, reviews_tables.ReportCommented, reviews_tables.asks(reviews_gates.may_comment)),
    _signed(reviews.ReviewFinished, reviews_tables.ReviewFinished, reviews_tables.asks(reviews_gates.may_finish)),
    _gated(reviews.ReviewDelayed, reviews_tables.ReviewDelayed, reviews_tables.asks(reviews_gates.may_delay)),
    _gated(reviews.ReviewPublished, reviews_tables.ReviewPublished, reviews_tables.asks(reviews_gates.may_publish)),
)

ACTS: Mapping[str, Act] = {act.said.kind: act for act in _ACTS}
"""Every act, by the name of its kind."""
