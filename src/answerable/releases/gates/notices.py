"""When a notice on a release may be worded, countersigned, declined and issued (CO: COPE, NISO CREC).

Rules:
  - A notice names a release and statements that it has. Its text is its reason; there is none without one.
  - A partial retraction names statements; a retraction and a withdrawal concern the whole. A new version names the
    later release that takes the place of this one.
  - Anybody may word a notice in the log of their own section. It is issued by the section that released, in the very
    words of the latest draft, once, by an approver who drafted none of its wording.
  - Each affected section has countersigned, or declined (its reason is printed with the notice), or was silent for the
    days of the policy since the draft. An expression of concern waits for nobody.
  - Declining is no veto, and silence none. A section may speak after the notice went out as well.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeAlias

from answerable.clearance.gates import speaks_for
from answerable.outputs.gates import statements_of
from answerable.people.standing import conflicted, holds_role, in_own_log
from answerable.record.blocker import Blocker, Where
from answerable.record.entry import Fact
from answerable.releases import entries
from answerable.releases.gates.case import ReleaseCase
from answerable.releases.gates.wording import (
    Drafted,
    Issued,
    Released,
    Spoken,
    Word,
    drafters,
    drafting,
    holds_any,
    issue_of,
    release_of,
    wording,
    words_on,
)

GATE = 25
STANDARD = "CO"

OF_PART = frozenset({"partial-retraction"})
"""Notices that name the statements that they concern."""

OF_WHOLE = frozenset({"retraction", "withdrawal"})
"""Notices that concern the whole release."""

AT_ONCE = frozenset({"expression-of-concern"})
"""Notices that wait for no section: they say that something is being looked into."""

Noticing: TypeAlias = Drafted | Issued
About: TypeAlias = Noticing | Fact[entries.SectionDissociated] | Fact[entries.StatusSet]


def may_draft_notice(case: ReleaseCase, fact: Drafted) -> list[Blocker]:
    """Return why a notice cannot be worded so."""
    return [*_said(case, fact), *_key(case, fact)]


def may_countersign_notice(case: ReleaseCase, fact: Fact[entries.NoticeCountersigned]) -> list[Blocker]:
    """Return what keeps a section from countersigning a wording."""
    return _speaking(case, fact)


def may_decline_notice(case: ReleaseCase, fact: Fact[entries.NoticeDeclined]) -> list[Blocker]:
    """Return what keeps a section from declining a wording."""
    return _speaking(case, fact)


def may_issue_notice(case: ReleaseCase, fact: Issued) -> list[Blocker]:
    """Return what keeps a notice from being issued: who says it, what it says, and whose word is missing."""
    drafted = drafting(case, fact.body.drafted_ref)
    found = _said(case, fact)
    if drafted is None:
        text = f"There is no draft of the notice {fact.body.notice} under the reference given."
        return [*found, blocker("notice-not-drafted", text, "Draft its wording first.", where_of(fact))]
    return [*found, *_issuer(case, fact, drafted), *_as_drafted(case, fact, drafted), *_words(case, fact, drafted)]


def _said(case: ReleaseCase, fact: Noticing) -> list[Blocker]:
    return [*own_log(case, fact), *of_release(case, fact), *of_statements(case, fact), *_type(case, fact)]


def of_release(case: ReleaseCase, fact: About) -> list[Blocker]:
    """Return that an act speaks of no release of its output."""
    release = release_of(case, fact.body.released_ref)
    if release is not None and release.body.output == fact.body.output:
        return []
    text = f"There is no release of {fact.body.output} under the reference given."
    return [blocker("release-unknown", text, "Name a release on record.", where_of(fact))]


def of_statements(case: ReleaseCase, fact: Noticing | Fact[entries.SectionDissociated]) -> list[Blocker]:
    """Return a blocker for each statement that the release does not have."""
    release = release_of(case, fact.body.released_ref)
    known = statements_in(case, release) if release else frozenset(fact.body.statements)
    return [
        blocker("statement-unknown", f"The release has no statement {name}.", "Name one that it has.", where_of(fact))
        for name in fact.body.statements
        if name not in known
    ]


def statements_in(case: ReleaseCase, release: Released) -> frozenset[str]:
    """Return the statements of the version that was released."""
    drafts = case.clearance.outputs
    versions = [each for each in drafts.versions if each.ref == release.body.draft_ref]
    return frozenset(statement.id for version in versions for statement in statements_of(drafts, version))


def own_log(case: ReleaseCase, fact: Fact[Any]) -> list[Blocker]:
    """Return that an act does not stand in the log of its actor's section."""
    if in_own_log(case.people, fact):
        return []
    text = f"This log is not that of {fact.actor or 'anybody'}'s section."
    return [blocker("not-own-log", text, "Say it in the log of your own section.", Where(person=fact.actor))]


def _type(case: ReleaseCase, fact: Noticing) -> list[Blocker]:
    """Return what a notice of this type lacks, or says too much."""
    body, where, found = fact.body, where_of(fact), []
    if body.type in OF_PART and not body.statements:
        text = "A partial retraction takes back no statement."
        found.append(blocker("statements-missing", text, "Name what it takes back, or retract the whole.", where))
    if body.type in OF_WHOLE and body.statements:
        text = f"A {body.type} concerns the whole release, and names statements."
        found.append(blocker("statements-too-many", text, "Name none, or retract a part.", where))
    if body.type == "new-version" and not body.replaced_by:
        text = "A new version is announced, and none is named."
        found.append(blocker("replacement-missing", text, "Name the later release that takes its place.", where))
    if body.replaced_by and not _is_later(case, body):
        text = f"What is named in its place is no later release of {body.output}."
        found.append(blocker("replacement-unknown", text, "Name a later release of the same output.", where))
    return found


def _is_later(case: ReleaseCase, body: entries.NoticeDrafted | entries.NoticeIssued) -> bool:
    first, second = release_of(case, body.released_ref), release_of(case, body.replaced_by)
    return (
        first is not None
        and second is not None
        and second.body.output == body.output
        and second.body.version > first.body.version
    )


def _key(case: ReleaseCase, fact: Drafted) -> list[Blocker]:
    """Return that the key is another notice's: of another section or release, or one that was issued."""
    body, where = fact.body, where_of(fact)
    same = [each for each in case.notice_drafts if each.body.notice == body.notice]
    about = (body.released_ref, fact.origin)
    others = [each for each in same if (each.body.released_ref, each.origin) != about]
    if others or any(each.body.notice == body.notice for each in case.dissociations):
        text = f"Another notice stands under the key {body.notice}."
        return [blocker("notice-key-taken", text, "Choose another key.", where)]
    if any(issue_of(case, each) is not None for each in same):
        text = f"The notice {body.notice} was issued; its words stand."
        return [blocker("already-issued", text, "Draft a further notice under another key.", where)]
    return []


def _speaking(case: ReleaseCase, fact: Spoken) -> list[Blocker]:
    """Return why somebody does not speak for a section on a wording, or not on this one."""
    body, where = fact.body, Where(section=fact.body.section, person=fact.actor)
    drafted = drafting(case, body.drafted_ref)
    if drafted is None or drafted.body.notice != body.notice:
        text = f"There is no draft of the notice {body.notice} under the reference given."
        return [blocker("notice-not-drafted", text, "Name a draft on record.", where)]
    opens = f"Let somebody who signs for {body.section} say it."
    found = [blocker(code, text, opens, where) for code, text in _unfit(case, fact, drafted)]
    if wording(case, drafted).ref != drafted.ref:
        text = f"The notice {body.notice} was worded anew since."
        found.append(blocker("wording-stale", text, "Read the latest wording and answer to that.", where))
    return found


def _unfit(case: ReleaseCase, fact: Spoken, drafted: Drafted) -> Iterator[tuple[str, str]]:
    """Yield why a person does not sign for a section under this notice: the code, and the words."""
    actor, section = fact.actor or "Nobody", fact.body.section
    if not speaks_for(case.clearance, fact, section):
        yield "not-of-the-section", f"{actor} does not speak for {section} here."
    if not holds_any(case, fact):
        yield "signer-without-role", f"{actor} is neither countersigner nor approver."
    if conflicted(case.people, actor, fact.case):
        yield "signer-has-interest", f"{actor} has declared an interest."
    if actor in drafters(case, drafted):
        yield "signed-by-drafter", f"{actor} drafted the notice."


def _issuer(case: ReleaseCase, fact: Issued, drafted: Drafted) -> list[Blocker]:
    where, found = Where(person=fact.actor), []
    if not holds_role(case.people, fact.actor, "approver", case=fact.case, at=case.at):
        text = f"{fact.actor or 'Nobody'} does not hold the role of approver."
        found.append(blocker("not-approver", text, "Let a person with the role of approver issue it.", where))
    if fact.actor in drafters(case, drafted):
        text = f"{fact.actor} drafted the notice."
        opens = "Let an approver who drafted none of its wording issue it."
        found.append(blocker("drafter-issues", text, opens, where))
    return [*found, *releasing_section(case, fact)]


def releasing_section(case: ReleaseCase, fact: Issued | Fact[entries.StatusSet]) -> list[Blocker]:
    """Return that an act on a release is said by another section than the one that released it."""
    release = release_of(case, fact.body.released_ref)
    if release is None or release.origin == fact.origin:
        return []
    text = f"Another section released {fact.body.output}."
    opens = "Let the section that released it say so; any other may dissociate itself from it."
    return [blocker("not-the-releasing-section", text, opens, where_of(fact))]


def _as_drafted(case: ReleaseCase, fact: Issued, drafted: Drafted) -> list[Blocker]:
    """Return that what would be issued is not the latest wording, or was issued before."""
    where, found = where_of(fact), []
    if wording(case, drafted).ref != drafted.ref:
        text = f"The notice {fact.body.notice} was worded anew since."
        found.append(blocker("wording-stale", text, "Issue the latest wording.", where))
    names = ("notice", "type", "output", "released_ref", "statements", "text", "replaced_by")
    if any(getattr(fact.body, name) != getattr(drafted.body, name) for name in names):
        text = f"The notice {fact.body.notice} would say something else than its draft."
        found.append(blocker("words-differ", text, "Issue the words that were drafted, or draft others.", where))
    if issue_of(case, drafted) is not None:
        text = f"The notice {fact.body.notice} was issued already."
        found.append(blocker("already-issued", text, "Draft a further notice under another key.", where))
    return found


def _words(case: ReleaseCase, fact: Issued, drafted: Drafted) -> list[Blocker]:
    """Return a blocker for each affected section that is still waited for."""
    if drafted.body.type in AT_ONCE:
        return []
    return [_waited_for(fact, word) for word in words_on(case, drafted) if word.answer == "waiting"]


def _waited_for(fact: Issued, word: Word) -> Blocker:
    why, day = word.rule, word.until.date()
    text = f"{word.section} was asked about the notice {fact.body.notice} and has not answered; {why}."
    opens = f"{word.section} countersigns or declines it, or is silent until {day}."
    return blocker("notice-not-countersigned", text, opens, Where(document=fact.body.output, section=word.section))


def where_of(fact: About) -> Where:
    """Return where an act on a release belongs."""
    return Where(document=fact.body.output)


def blocker(code: str, text: str, opens: str, where: Where) -> Blocker:
    """Return a blocker of this gate."""
    return Blocker(gate=GATE, code=code, text=text, standard=STANDARD, opens=opens, where=where)
