"""Who holds a release and was sent a notice on it: when that may be recorded (CO).

Rules:
  - Whoever gave somebody a copy records it in their own section's log, under a name that tells nobody who it is. That
    name is then that section's: no other uses it, and it is nobody's who joined.
  - A holder who is given no more copies still holds what they have, and is sent notices on it as before.
  - A notice is sent by the section that knows the holder. What is sent is a notice that was issued, or a dissociation.
  - A holder acknowledges through the link they were sent, in the log of the section that sent it; or as they told us; a
    section that reads this record acknowledges by an entry of its own.
"""

from __future__ import annotations

from typing import TypeAlias

from answerable.people.standing import in_own_log, section_of
from answerable.record.blocker import Blocker, Where
from answerable.record.entry import Fact, came_before
from answerable.releases import entries
from answerable.releases.gates.case import ReleaseCase
from answerable.releases.gates.dissociation import sent_as
from answerable.releases.gates.notices import blocker, own_log

OUTLET = "echo-"
"""How the name of a holder begins that is an outlet whose use of a release was confirmed; see `echoes.holders`."""

_OfNotice: TypeAlias = Fact[entries.NoticeSent] | Fact[entries.NoticeAcknowledged]


def may_give_copy(case: ReleaseCase, fact: Fact[entries.CopyGiven]) -> list[Blocker]:
    """Return what keeps a copy from being recorded: another's log, no such version, or a name that is taken."""
    body, found = fact.body, own_log(case, fact)
    versions = {(each.body.output, each.body.version) for each in case.clearance.outputs.versions}
    if (body.output, body.version) not in versions:
        text = f"There is no version {body.version} of {body.output}."
        where = Where(document=body.output)
        found.append(blocker("version-unknown", text, "Name a version that was drafted.", where))
    return [*found, *_name(case, fact)]


def may_lapse_copy(case: ReleaseCase, fact: Fact[entries.CopyLapsed]) -> list[Blocker]:
    """Return what keeps a holder from lapsing: this section gave them nothing."""
    return [*own_log(case, fact), *_given(case, fact.body.holder, fact)]


def may_send_notice(case: ReleaseCase, fact: Fact[entries.NoticeSent]) -> list[Blocker]:
    """Return what keeps a sending from being recorded: no such notice, or a holder whom this section does not know."""
    return [*own_log(case, fact), *_notice(case, fact), *_known(case, fact)]


def may_acknowledge_notice(case: ReleaseCase, fact: Fact[entries.NoticeAcknowledged]) -> list[Blocker]:
    """Return what keeps an acknowledgement from being recorded, by its way."""
    if fact.body.way == "link":
        return [*_notice(case, fact), *_through_link(case, fact)]
    found = [*own_log(case, fact), *_notice(case, fact)]
    if fact.body.way == "told" and fact.body.holder not in {each.body.section for each in case.people.sections}:
        return [*found, *_known(case, fact)]
    if section_of(case.people, fact.actor) != fact.body.holder:
        text = f"{fact.actor or 'Nobody'} does not speak for {fact.body.holder}."
        opens = "Let somebody of that section say it."
        found.append(blocker("not-own-section", text, opens, Where(person=fact.actor)))
    return found


def has_read(case: ReleaseCase, fact: Fact[entries.NoticeAcknowledged]) -> bool:
    """Tell whether an acknowledgement is the holder's: through a link, of their own section, or as we were told."""
    body = fact.body
    if body.way == "link":
        return fact.actor == body.holder and not section_of(case.people, fact.actor)
    if not in_own_log(case.people, fact):
        return False
    return body.way == "told" or section_of(case.people, fact.actor) == body.holder


def is_sent(case: ReleaseCase, notice: str, holder: str, origin: str) -> bool:
    """Tell whether the section of a log has sent a notice to a holder."""
    named = (notice, holder, origin)
    return any((each.body.notice, each.body.holder, each.origin) == named for each in case.notices_sent)


def _name(case: ReleaseCase, fact: Fact[entries.CopyGiven]) -> list[Blocker]:
    holder, where = fact.body.holder, Where(person=fact.body.holder)
    taken = {each.body.person for each in case.people.persons} | {each.body.section for each in case.people.sections}
    if holder in taken or holder.startswith(OUTLET):
        text = f"{holder} is a person, a section or an outlet, and holds nothing under that name."
        return [blocker("holder-name-taken", text, "Give the holder a name of their own.", where)]
    if any(each.body.holder == holder and each.origin != fact.origin for each in _copies(case)):
        text = f"Another section knows somebody else as {holder}."
        return [blocker("holder-of-another-section", text, "Give the holder another name.", where)]
    return []


def _copies(case: ReleaseCase) -> tuple[Fact[entries.CopyGiven], ...]:
    return tuple(fact for fact in case.copies if in_own_log(case.people, fact))


def _given(case: ReleaseCase, holder: str, fact: Fact[entries.CopyLapsed] | _OfNotice) -> list[Blocker]:
    if any((each.body.holder, each.origin) == (holder, fact.origin) for each in _copies(case)):
        return []
    text = f"This section gave {holder} no copy."
    opens = "Record the copy first, or let the section that gave it say so."
    return [blocker("holder-unknown", text, opens, Where(person=holder))]


def _known(case: ReleaseCase, fact: _OfNotice) -> list[Blocker]:
    """Return that a section does not know a holder: it gave no copy, and it is neither a section nor an outlet."""
    holder = fact.body.holder
    sections = {each.body.section for each in case.people.sections}
    return [] if holder in sections or holder.startswith(OUTLET) else _given(case, holder, fact)


def _notice(case: ReleaseCase, fact: _OfNotice) -> list[Blocker]:
    if fact.body.notice in sent_as(case):
        return []
    text = f"No notice was issued under the key {fact.body.notice}."
    return [blocker("notice-unknown", text, "Name one that was issued.", Where())]


def _through_link(case: ReleaseCase, fact: Fact[entries.NoticeAcknowledged]) -> list[Blocker]:
    """Return that nobody was sent a link for this, or that somebody else answers: who joined does so as themselves."""
    holder, where = fact.body.holder, Where(person=fact.body.holder)
    joined = [each for each in case.people.persons if each.body.person == holder and came_before(each, fact)]
    if fact.actor != holder or joined:
        text = f"{fact.actor or 'Nobody'} answers for {holder}."
        return [blocker("answered-by-another", text, f"{holder} answers through the link.", where)]
    if not is_sent(case, fact.body.notice, holder, fact.origin):
        text = f"The notice {fact.body.notice} was not sent to {holder} by this section."
        return [blocker("notice-not-sent", text, "Send it first.", where)]
    return []
