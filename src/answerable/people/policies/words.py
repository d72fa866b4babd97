"""A policy in words: its rules by name and value, its quorum as a tree, and what changes from one to another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from django.utils.translation import gettext as _, gettext_lazy, gettext_noop, ngettext

from answerable.people.entries import Clock, PolicyAdopted, Quorum, Sharing

GATE_NAMES: Mapping[int, str] = {
    1: "custody",
    2: "consent",
    3: "law",
    4: "proof",
    5: "graver category",
    6: "limits carried",
    7: "contrary evidence",
    8: "counting",
    9: "support",
    10: "cause",
    11: "stands alone",
    12: "context",
    13: "format fits gravity",
    14: "method",
    15: "freshness",
    16: "parity",
    17: "competence",
    18: "right of reply",
    19: "consultation",
    20: "objections",
    21: "do no harm",
    22: "misuse rehearsal",
    23: "countersignature",
    24: "certificate",
    25: "afterwards",
}
"""The gates of the standards, by number, as the board of a release names them; this room lies below it."""

LABELS: Mapping[str, Any] = {
    "policy": gettext_lazy("Name of the policy"),
    "consultation": gettext_lazy("Days for consultation"),
    "reply": gettext_lazy("Days for a reply"),
    "freshness": gettext_lazy("Days after which a sentence in the present tense is checked again"),
    "quorum": gettext_lazy("Who countersigns"),
    "reviewers": gettext_lazy("Reviewers that must be there"),
    "training": gettext_lazy("Training that whoever signs must hold"),
    "requirements": gettext_lazy("Training that a role asks for besides"),
    "advisory": gettext_lazy("Gates that inform and do not block"),
    "by_sections": gettext_lazy("Sections that have to endorse it"),
    "signatures": gettext_lazy("Personal signatures"),
    "afterwards": gettext_lazy("Days after publication"),
    "sharing": gettext_lazy("What goes to the houses of other sections"),
}
"""The rules of a policy, in the order in which pages show them."""

SIGNATURES = {
    "offered": gettext_lazy("from those who have a key"),
    "required": gettext_lazy("from everybody"),
}

AFTERWARDS = {
    "review": gettext_lazy("until a status is set after a serious critique"),
    "answer": gettext_lazy("until each item of a critique is answered"),
    "notice": gettext_lazy("for an affected section to countersign a notice or a decision"),
    "held": gettext_lazy("until a notice has reached whoever holds a copy"),
}
"""What each of the days after publication is for."""

ROOMS = {
    "people": gettext_lazy("people and roles"),
    "evidence": gettext_lazy("evidence"),
    "findings": gettext_lazy("findings"),
    "outputs": gettext_lazy("drafts"),
    "clearance": gettext_lazy("consultation"),
    "releases": gettext_lazy("releases"),
    "critiques": gettext_lazy("critiques"),
    "designations": gettext_lazy("lists"),
    "reviews": gettext_lazy("reviews"),
}
"""The rooms whose content can be shared."""

SHARED_WITH = {
    "nobody": gettext_lazy("nobody"),
    "affected": gettext_lazy("sections that the case affects or that take part in it"),
    "sections": gettext_lazy("every section that gets the log"),
}
"""To whose houses content can go."""

NOTHING = gettext_noop("none")


class Tree(msgspec.Struct, frozen=True, kw_only=True):
    """A quorum rule for a page: what is asked, and of which parts."""

    words: str
    parts: tuple[Tree, ...] = ()


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """One rule that differs: its name, and its value before and after."""

    name: str
    before: str
    after: str


def tree(rule: Quorum) -> Tree:
    """Return a quorum rule in words."""
    parts = tuple(tree(each) for each in rule.all or rule.any or rule.among)
    if rule.all:
        return Tree(words=_("all of these"), parts=parts)
    if rule.any:
        return Tree(words=_("any one of these"), parts=parts)
    if rule.among:
        least = ngettext("at least %(least)d of these", "at least %(least)d of these", rule.least)
        return Tree(words=least % {"least": rule.least}, parts=parts)
    if rule.section:
        return Tree(words=_("section %(section)s") % {"section": rule.section})
    if rule.role:
        return Tree(words=_("a person with the role %(role)s") % {"role": role_name(rule.role)})
    return Tree(words=_("every affected section"))


def role_name(role: str) -> str:
    """Return a role as words, in the reader's language."""
    return _(role.replace("-", " "))


def told(rule: Tree) -> str:
    """Return a quorum rule on one line."""
    if not rule.parts:
        return rule.words
    parts = "; ".join(f"({told(part)})" if part.parts else told(part) for part in rule.parts)
    return _("%(asked)s: %(parts)s") % {"asked": rule.words, "parts": parts}


def values(policy: PolicyAdopted) -> dict[str, str]:
    """Return the value of each rule of a policy in words, by its name."""
    return {
        "policy": policy.policy,
        "consultation": _clock(policy.consultation),
        "reply": _clock(policy.reply),
        "freshness": _days(policy.freshness),
        "quorum": told(tree(policy.quorum)),
        "reviewers": _list([role_name(role) for role in policy.reviewers]),
        "training": policy.training or _(NOTHING),
        "requirements": _list(
            [
                _("%(role)s: %(modules)s") % {"role": role_name(each.role), "modules": _list(each.training)}
                for each in policy.requirements
            ]
        ),
        "advisory": _list([gate_name(number) for number in policy.advisory]),
        "by_sections": _list(policy.by_sections),
        "signatures": str(SIGNATURES[policy.signatures]),
        "afterwards": "; ".join(
            f"{words}: {_days(getattr(policy.afterwards, name))}" for name, words in AFTERWARDS.items()
        ),
        "sharing": _sharing(policy.sharing),
    }


def _sharing(sharing: Sharing) -> str:
    logs = _("logs: %(sections)s") % {"sections": ", ".join(sharing.to) or _("every section")}
    shares = [f"{ROOMS[each.room]}: {SHARED_WITH[each.to]}" for each in sharing.content if each.to != "nobody"]
    cosigned = ngettext(
        "a checkpoint counts once %(count)d other house has cosigned it",
        "a checkpoint counts once %(count)d other houses have cosigned it",
        sharing.cosigners,
    ) % {"count": sharing.cosigners}
    return "; ".join([logs, *(shares or [_("no content")]), cosigned])


def gate_name(number: int) -> str:
    """Return a gate with its number and name."""
    return _("%(number)d %(name)s") % {"number": number, "name": _(GATE_NAMES[number])}


def rules(policy: PolicyAdopted) -> list[tuple[str, str]]:
    """Return name and value of each rule, in order; the quorum, which is a tree, is left to the page."""
    found = values(policy)
    return [(str(label), found[name]) for name, label in LABELS.items() if name not in {"quorum", "policy"}]


def changes(before: PolicyAdopted, after: PolicyAdopted) -> list[Change]:
    """Return each rule that differs between two policies; [] where only the number does."""
    old, new = values(before), values(after)
    return [
        Change(name=str(label), before=old[name], after=new[name])
        for name, label in LABELS.items()
        if getattr(before, name) != getattr(after, name)
    ]


def _clock(clock: Clock) -> str:
    return _("ordinary %(ordinary)d, grave %(grave)d, expedited %(expedited)d") % msgspec.structs.asdict(clock)


def _days(days: int) -> str:
    return ngettext("%(days)d day", "%(days)d days", days) % {"days": days}


def _list(names: Sequence[str]) -> str:
    return ", ".join(names) or _(NOTHING)
