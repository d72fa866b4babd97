"""What everybody may read of a case, field by field for each kind, and what stays closed to a review too.

Rules:
  - An entry is hashed as a whole, so it is open as a whole or closed as a whole. To everybody it is open only where
    every field that says something is named here, and its condition holds. A kind or a field that is not named here is
    closed: whoever adds one decides anew.
  - A content is open to everybody only where its field has a condition here that holds.
  - Never open to everybody: names of persons, of critics who did not speak in public, of holders of copies, of guests,
    of sources; listed persons while sealed; evidence; findings; drafts that were not released; objections that no
    certificate carries; harm and misuse.
  - A review reads everything but who somebody is (`IDENTITIES`), and what is withheld without access granted.
  - A field that repeats the commitment of another entry (`REPEATS`) neither opens nor closes its content.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from answerable.bundles.conditions import (
    When,
    always,
    is_certified,
    is_disclosed,
    is_in_public,
    is_issued,
    is_of_accused,
    is_of_released_output,
    is_public_promise,
    is_published,
    is_published_whole,
    is_released,
    never,
)


class Allowed(msgspec.Struct, frozen=True, kw_only=True):
    """What of a kind everybody may read: the entry `when`, with these plain fields; contents by their own condition."""

    plain: frozenset[str]
    content: Mapping[str, When]
    when: When


def _allow(plain: str, /, *, when: When = always, **content: When) -> Allowed:
    return Allowed(plain=frozenset(plain.split()), content=_named(content), when=when)


def _named(content: Mapping[str, When]) -> dict[str, When]:
    """Return conditions by field; a keyword cannot hold the point between a part and its field."""
    return {name.replace("__", "."): when for name, when in content.items()}


_PERSONAL = "personal.key personal.signature personal.authenticator personal.client"
_STATEMENT = " ".join(
    f"statements.{name}"
    for name in "id start end place says strength party carries present".split()  # noqa: SIM905
)
_ITEM = " ".join(
    f"items.{name}"
    for name in "item kind start end able output statements correction proposed".split()  # noqa: SIM905
)

PUBLIC: Mapping[str, Allowed] = {
    # people
    "organisation.named/1": _allow("organisation name"),
    "section.joined/1": _allow("section organisation name countries peoples subjects languages"),
    "key.added/1": _allow("section vkey expires replaces by_old by_new"),
    "key.revoked/1": _allow("section vkey reason"),
    "root.adopted/1": _allow("organisation number expires keys threshold members.* signatures.*"),
    "fork.shown/1": _allow("log first second root proof"),
    "person_key.added/1": _allow(f"person key type public site {_PERSONAL}"),
    "person_key.revoked/1": _allow("person key reason"),
    "policy.adopted/1": _allow(
        "policy number consultation.* reply.* freshness quorum.* reviewers training advisory by_sections "
        "requirements.* signatures afterwards.* sharing.*"
    ),
    "policy.endorsed/1": _allow("policy number section"),
    # vault
    "content.erased/1": _allow("reason", content=never),
    # evidence
    "case.opened/1": _allow("title parties countries situation expedited clock", terms=never),
    # outputs
    "version.drafted/1": _allow(
        "output version type language authors parent variant_of accuses", when=is_released, text=is_released
    ),
    "statements.marked/1": _allow(
        f"output version draft_ref part {_STATEMENT}", when=is_released, statements__words=is_released
    ),
    # clearance
    "section.asked/1": _allow("section moment", shown=never),
    "section.added/1": _allow("section", reason=never),
    "part.taken/1": _allow("section moment", text=never),
    "draft.delivered/1": _allow("section output version draft_ref", when=is_of_released_output),
    "draft.acknowledged/1": _allow(f"section output version draft_ref {_PERSONAL}", when=is_of_released_output),
    "dissent.noted/1": _allow(f"objection output {_PERSONAL}", when=is_certified("text"), text=is_certified("text")),
    "reply.requested/1": _allow(
        "party output findings days questions.finding questions.rule questions.element",
        when=is_of_released_output,
        allegations=never,
        questions__text=never,
        proof=never,
    ),
    "reply.reminded/1": _allow("party", when=is_of_accused, proof=never),
    "reply.received/1": _allow("party", when=is_of_accused, text=is_of_accused),
    "reply.waived/1": _allow("party", when=is_of_accused, reason=never),
    "extension.considered/1": _allow("party output asked days", when=is_of_released_output, reason=never),
    "draft.countersigned/1": _allow(
        f"section output version draft_ref vkey signature {_PERSONAL}", when=is_of_released_output
    ),
    "draft.declined/1": _allow(
        f"section output version draft_ref refuses {_PERSONAL}", when=is_of_released_output, text=is_certified("text")
    ),
    "gate.overridden/1": _allow(
        f"gate output version draft_ref expires {_PERSONAL}", when=is_of_released_output, reason=is_certified("reason")
    ),
    "override.reviewed/1": _allow("override_ref output outcome", when=is_of_released_output, text=never, change=never),
    # releases
    "output.released/1": _allow(
        f"output version draft_ref renderings.name renderings.sha256 outcomes.gate outcomes.state {_PERSONAL}"
    ),
    "status.set/1": _allow("output released_ref status", reason=always),
    "notice.drafted/1": _allow(
        "notice type output released_ref statements replaced_by", when=is_issued, text=is_issued
    ),
    "notice.countersigned/1": _allow(f"section notice drafted_ref {_PERSONAL}", when=is_issued),
    "notice.declined/1": _allow(f"section notice drafted_ref {_PERSONAL}", when=is_issued, reason=is_issued),
    "notice.issued/1": _allow(
        "notice type output released_ref drafted_ref statements replaced_by", when=is_issued, text=is_issued
    ),
    "section.dissociated/1": _allow(f"section notice output released_ref statements {_PERSONAL}", text=always),
    "dissociation.ended/1": _allow(f"section notice {_PERSONAL}", reason=always),
    # critiques
    "critique.received/1": _allow(
        "critique section form public language received outputs file_sha256",
        when=is_in_public,
        who=is_in_public,
        text=is_in_public,
        address=is_in_public,
    ),
    "items.listed/1": _allow(
        f"critique {_ITEM}", items__words=is_in_public, items__addressee=is_in_public, reason=never
    ),
    "item.handed/1": _allow("critique item to", reason=never),
    "item.taken/1": _allow("critique item section"),
    "fact.judged/1": _allow("critique item judgement findings evidence", text=is_in_public),
    "reply.sent/1": _allow(
        "critique reply section language sent output released_ref", text=is_in_public, address=is_in_public
    ),
    "item.answered/1": _allow(
        "critique item reply state start end notice changed listed_ref proposed",
        words=is_in_public,
        reason=is_in_public,
    ),
    "item.closed/1": _allow("critique item answered_ref", reason=never),
    "item.reopened/1": _allow("critique item answered_ref", reason=never),
    "critic.answered/1": _allow("critique item answered_ref answer", text=never),
    "commitment.made/1": _allow(
        "commitment critique reply items review recommendation start end language section owner due",
        words=is_public_promise,
        proof=is_public_promise,
    ),
    "commitment.restated/1": _allow(
        "commitment language said due shifts.kind shifts.direction", words=is_public_promise, where=is_public_promise
    ),
    "commitment.judged/1": _allow("commitment outcome evidence", address=is_public_promise, proof=is_public_promise),
    # designations
    "list.opened/1": _allow("list section statuses signers", title=always, purpose=always),
    "criteria.adopted/1": _allow(
        "list number criteria.criterion criteria.excludes", criteria__text=always, reason=always
    ),
    "designation.proposed/1": _allow(
        "list proposal person decision status number criteria.criterion criteria.state criteria.evidence findings "
        "countries reverses",
        when=is_disclosed,
        name=is_disclosed,
        public_reasons=is_disclosed,
        reasons=never,
        criteria__reason=never,
    ),
    "designation.signed/1": _allow(f"list proposal proposed_ref {_PERSONAL}", when=is_disclosed),
    "designation.countersigned/1": _allow(f"list proposal proposed_ref section {_PERSONAL}", when=is_disclosed),
    "designation.declined/1": _allow(
        f"list proposal proposed_ref section {_PERSONAL}", when=is_disclosed, reason=is_disclosed
    ),
    "designation.decided/1": _allow(
        f"list proposal proposed_ref person decision status number effective silent discloses {_PERSONAL}",
        when=is_disclosed,
        sealed=never,
    ),
    # reviews
    "review.opened/1": _allow("review section cases outputs due", title=always, terms=always),
    "reviewer.named/1": _allow("review reviewer outside", name=never, interests=never),
    "reviewer.left/1": _allow("review reviewer", reason=never),
    "access.decided/1": _allow("review request granted", reason=never),
    "report.committed/1": _allow("review reviewer number language", text=is_published_whole),
    "review.finished/1": _allow(
        "review reviewer number committed_ref recommendations.recommendation recommendations.to " + _PERSONAL,
        recommendations__text=is_published,
    ),
    "review.delayed/1": _allow("review due", reason=always),
    "review.published/1": _allow(
        "review number committed_ref whole left_out.start left_out.end",
        when=is_published,
        left_out__reason=is_published,
        address=is_published,
    ),
}
"""What everybody may read, by kind. A field with a star stands for all its parts."""

IDENTITIES: Mapping[str, Mapping[str, When]] = {
    "item.taken_in/1": {"source": always, "original_name": always},
    "consent.given/1": {"record": always},
    "identity.sealed/1": {"sealed": always, "shares": always},
    "unsealing.asked/1": {"reason": always},
    "unsealing.decided/1": {"reason": always, "share": always},
    "guest.asked/1": {"who": always},
    "copy.given/1": {"who": always, "address": always},
    "notice.sent/1": {"proof": always},
    "critique.received/1": {
        "who": lambda known, listed: not is_in_public(known, listed),
        "address": lambda known, listed: not is_in_public(known, listed),
    },
    "designation.proposed/1": {"name": lambda known, listed: not is_disclosed(known, listed)},
    "designation.notified/1": {"who": always},
    "report.commented/1": {"who": always},
}
"""Contents that show who somebody is, and when they stay closed to a review too. Staff answer for what they did: their
names are open to it."""

WITHHELD = frozenset({"file", "origin"})
"""Contents of a withheld item that stay closed to a review without access granted; its title and the reason do not."""

REPEATS: Mapping[str, frozenset[str]] = {
    "statement.supported/1": frozenset({"words"}),
    "statement.reverified/1": frozenset({"words"}),
    "flag.answered/1": frozenset({"words"}),
    "misuse.rehearsed/1": frozenset({"words"}),
    "content.erased/1": frozenset({"content"}),
    "hold.lifted/1": frozenset({"content"}),
}
"""Fields that repeat a commitment made elsewhere."""

SUPPORT = frozenset({"organisation.named/1", "section.joined/1", "key.added/1", "key.revoked/1"}) | {
    "root.adopted/1",
    "fork.shown/1",
    "policy.adopted/1",
    "policy.endorsed/1",
}
"""Kinds without a case that everybody needs to check the others."""

OF_PERSONS: Mapping[str, frozenset[str]] = {
    "public": frozenset({"person_key.added/1", "person_key.revoked/1"}),
    "review": frozenset({"person_key.added/1", "person_key.revoked/1", "person.joined/1", "competence.shown/1"})
    | {"role.granted/1", "role.revoked/1", "training.passed/1", "badge.accepted/1"},
}
"""Kinds without a case that are needed of whoever acted in it."""
