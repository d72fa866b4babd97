"""The timeline in words: what each line says, on whose word it stands, and what the whole can show and what not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext, gettext_lazy as _

from answerable.reviews.knowing.lines import Line

SAYS: Mapping[str, Any] = {
    "version.drafted": _("had a hand in this version"),
    "section.asked": _("was asked for its part"),
    "part.taken": _("said its part"),
    "draft.delivered": _("was given this version"),
    "draft.acknowledged": _("says that it opened this version"),
    "objection.raised": _("objected"),
    "objection.answered": _("answered an objection"),
    "objection.closed": _("confirmed that an objection is settled"),
    "dissent.noted": _("noted dissent"),
    "alarm.raised": _("raised an alarm"),
    "alarm.lifted": _("lifted an alarm"),
    "reply.requested": _("was asked for its reply"),
    "reply.reminded": _("was reminded"),
    "reply.received": _("replied"),
    "guest.asked": _("was asked through a link of their own"),
    "guest.answered": _("answered"),
    "guest.withdrew": _("took the answer back"),
    "whole.reviewed": _("read the whole of this version"),
    "draft.countersigned": _("countersigned this version"),
    "draft.declined": _("declined this version"),
    "gate.overridden": _("overrode a gate for this version"),
    "output.released": _("released this version"),
    "status.set": _("set the status of the release"),
    "notice.drafted": _("drafted a notice"),
    "notice.countersigned": _("countersigned a notice"),
    "notice.declined": _("declined a notice"),
    "notice.issued": _("issued a notice"),
    "section.dissociated": _("does not stand by the release"),
    "copy.given": _("was given a copy"),
    "notice.sent": _("was sent a notice"),
    "notice.acknowledged": _("has read a notice"),
    "critique.received": _("wrote a critique"),
    "reply.sent": _("was sent a reply"),
    "critic.asked": _("was given a link to what became of the critique"),
    "critic.answered": _("said whether an item is settled"),
    "fact.judged": _("judged a fact that a critique states"),
    "item.answered": _("said how an item is answered"),
    "item.closed": _("confirmed that an item is answered"),
    "item.reopened": _("said that an item is not answered after all"),
    "dissociation.ended": _("stands by the release again"),
    "version.read": _("had this version read by the engine, with what it noticed"),
    "flag.answered": _("answered a remark on words"),
    "section.added": _("added a section to those that are asked"),
    "guest.revoked": _("closed the link of a guest"),
    "reply.waived": _("decided to go on without a reply"),
    "engagement.considered": _("considered confidential engagement"),
    "extension.considered": _("considered more time for a reply"),
    "harm.assessed": _("said what harm may follow"),
    "harm.accepted": _("accepted what risk remains"),
    "misuse.rehearsed": _("rehearsed how words could be misused"),
    "override.reviewed": _("said what an override has taught"),
    "copy.lapsed": _("gives somebody no further copies"),
    "items.listed": _("listed what a critique says"),
    "item.handed": _("was handed an item of a critique"),
    "item.taken": _("took over an item of a critique"),
    "commitment.made": _("made a promise"),
    "commitment.restated": _("recorded that a promise was said in other words"),
    "commitment.judged": _("said whether a promise was kept"),
    "misuse.reported": _("was told of a misuse"),
    "misuse.answered": _("said what it did about a misuse"),
}
"""What a line says of whom it concerns, by the kind of the act."""

ACTS: Mapping[str, Any] = {
    "wrote": _("wrote"),
    "sent": _("was sent"),
    "opened": _("opened"),
    "commented": _("commented"),
    "signed": _("signed"),
    "decided": _("decided"),
    "public": _("could read"),
}
"""The kinds of lines."""

SORTS: Mapping[str, Any] = {
    "person": _("person"),
    "section": _("section"),
    "guest": _("guest"),
    "party": _("party"),
    "holder": _("holder of a copy"),
    "critic": _("critic"),
    "everyone": _("everyone"),
}
"""What somebody is whom a line concerns."""

SHOWS: Mapping[str, Any] = {
    "own": _("their own word, in the log of their own section"),
    "link": _("their own word through a link, in the log of the section that gave it"),
    "told": _("what somebody else recorded of them"),
    "foreign": _("in a log that is not that of whoever is named as its author"),
}
"""On whose word a line stands."""

READING = (
    _("Each line is one entry in a signed log. The log, the number in it and the leaf hash name the entry."),
    _(
        "The moment is what the entry claims. The number is evidence: within one log, a lower number was there before "
        "a higher one. Between two logs the moments are claims; some entries noted how long the other logs were."
    ),
    _("“Was sent” shows that the sender recorded it. It does not show that it arrived or was read."),
    _("“Opened” shows that somebody recorded having opened these exact bytes, and not what they understood of them."),
    _("Where no line stands, the record holds no word of it. That does not show that nothing happened."),
    _("Names of guests, holders of copies and critics are those that the record uses. Who they are is not in it."),
    _("A proof shows that an entry lies in its log as the section signed it at that size. It does not date it."),
)
"""What the timeline can show, and what not."""


def says(line: Line) -> str:
    """Return what a line says, in words."""
    if line.act == "public":
        return gettext("can be read by everyone from here on")
    if line.table == "critique.received" and line.sort == "section":
        return gettext("received a critique")
    return str(SAYS[line.table])


def document(line: Line) -> str:
    """Return what a line is about: an output and its version, where the act names them, and a key."""
    if line.output and line.version:
        what = gettext("%(output)s, version %(version)s") % {"output": line.output, "version": line.version}
    elif line.output:
        what = gettext("%(output)s, no version named") % {"output": line.output}
    else:
        what = ""
    return ", ".join(filter(None, (what, line.name)))


def whom(line: Line) -> str:
    """Return whom a line concerns."""
    return line.who or str(SORTS["everyone"])
