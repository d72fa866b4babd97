"""Where what a blocker asks for is done: the page of each code, or else of each gate, in one table.

Rules:
  - A code that has a page of its own comes before its gate's page.
  - Where a blocker does not say enough to name the page, there is no link rather than a wrong one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal
from urllib.parse import urlencode

import msgspec
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from answerable.record.blocker import Blocker, Where

Part = Literal["document", "version", "statement", "finding", "rule", "element", "item", "party", "objection"]

OUTPUT = "output"
"""What an address calls the document of a blocker."""


class Doing(msgspec.Struct, frozen=True, kw_only=True):
    """A page where something is done: its name, what its address and query name, and the words of the link."""

    page: str
    words: str | Promise
    act: str = ""
    """The act that is said there, for the page on which acts are said."""
    named: tuple[Part, ...] = ()
    query: tuple[Part, ...] = ()
    anchor: str = ""


class Way(msgspec.Struct, frozen=True, kw_only=True):
    """The link from a blocker to the page where it is met; `address` is "" where there is none."""

    address: str = ""
    words: str | Promise = ""


def _says(act: str, words: Promise, *query: Part) -> Doing:
    return Doing(page="act", act=act, words=words, query=query)


def _of_version(page: str, words: Promise, anchor: str = "") -> Doing:
    return Doing(page=page, words=words, named=("document", "version"), anchor=anchor)


_ROOT = Doing(page="organisation-keys", words=_("See the keys of the organisation"))
_MARK = _of_version("draft-mark", _("Mark its statements"))
_LINK = _of_version("draft-support", _("Link it to findings"))
_EDIT = Doing(page="draft-edit", words=_("Write the next version"), named=("document",))
_STATE = _says("finding.stated", _("State the finding anew"), "finding")
_ASSESS = _says("rule.assessed", _("Assess it under the rule"), "finding", "rule")
_SIGN = _says("element.signed", _("Sign the element"), "finding", "rule", "element")
_SEARCH = _says("contrary.searched", _("Sign the search for contrary evidence"), "finding")
_CONTRARY = _says("contrary.recorded", _("Record the contrary evidence"), "finding", "item")
_AGAIN = _says("statement.reverified", _("Say that it was checked again"), "document", "statement")
_OUTSIDE = Doing(page="guests", words=_("See what people outside were asked"))
_WHOLE = _of_version("review-whole", _("Read the whole"))
_CONSULT = Doing(page="consultation", words=_("Open the consultation"), query=("document",))
_RECEIPT = _of_version("receipt", _("Open the version against a receipt"))
_REPLY = Doing(page="reply", words=_("See to the right of reply"), named=("party",))
_OBJECTION = Doing(page="objection", words=_("Open the objection"), named=("objection",))
_SIGN_OFF = _of_version("countersign", _("Countersign"))
_ALARM = Doing(page="alarm", words=_("See the alarm"))
_ROLES = Doing(page="act-of-house", act="role.granted", words=_("Grant the role"))

BY_CODE: Mapping[str, Doing] = {
    "source-not-verified": _says("item.verified", _("Record the analysis of the source"), "item"),
    "content-not-verified": _says("item.verified", _("Record the analysis of the content"), "item"),
    "item-ungraded": _says("item.graded", _("Grade the item"), "item"),
    "digest-differs": _says("item.rehashed", _("Read the file again"), "item"),
    "consent-missing": _says("consent.given", _("Record the consent"), "item"),
    "guest-consent-missing": _OUTSIDE,
    "guest-consent-refused": _OUTSIDE,
    "guest-consent-stale": _OUTSIDE,
    "guest-consent-withdrawn": _OUTSIDE,
    "finding-without-limits": _says("limitation.recorded", _("Record a limit"), "finding"),
    "silence-without-asking": _says("limitation.recorded", _("Record the limit anew"), "finding"),
    "limit-not-carried": _MARK,
    "contradicting-item-unrecorded": _CONTRARY,
    "contrary-not-looked-for": _SEARCH,
    "contrary-search-stale": _SEARCH,
    "contrary-unanswered": _says("contrary.answered", _("Answer the contrary evidence"), "finding"),
    "nothing-marked": _MARK,
    "title-not-marked": _MARK,
    "not-marked": _MARK,
    "strength-not-recorded": _MARK,
    "not-read": _of_version("draft-version", _("Have it read"), "reading"),
    "finding-not-in-parent": _EDIT,
    "parent-not-drafted": Doing(page="draft-new", words=_("Draft it")),
    "grave-without-report": Doing(page="draft-new", words=_("Draft the report")),
    "item-not-declared": _says("item.withheld", _("Say why it is not published"), "item"),
    "later-fact-unanswered": _says("later_fact.noted", _("Say what it changes"), "finding"),
    "element-not-signed": _SIGN,
    "element-signature-stale": _SIGN,
    "whole-not-reviewed": _WHOLE,
    "whole-review-stale": _WHOLE,
    "role-not-filled": _ROLES,
    "draft-not-acknowledged": _RECEIPT,
    "acknowledged-only-by-author": _RECEIPT,
    "acknowledgement-stale": _RECEIPT,
    "reply-not-carried": _MARK,
    "alarm-open": _ALARM,
    "alarm-of-no-section": _ALARM,
    "nothing-to-sign": Doing(page="draft-new", words=_("Draft it")),
    "no-policy": Doing(page="policy", words=_("See the policy")),
    "no-section-key": Doing(page="act-of-house", act="key.added", words=_("Add the key of the section")),
    "section-key-expired": _ROOT,
    "root-expired": _ROOT,
    "root-contested": _ROOT,
    "key-not-in-root": _ROOT,
    "log-forked": _ROOT,
    "no-draft": Doing(page="draft-new", words=_("Draft it")),
}
"""The pages of what is met elsewhere than the rest of its gate."""

BY_GATE: Mapping[int, Doing] = {
    1: Doing(page="item", words=_("Open the item"), named=("item",)),
    2: _OUTSIDE,
    3: _ASSESS,
    4: _EDIT,
    5: _STATE,
    6: _MARK,
    7: _CONTRARY,
    8: _STATE,
    9: _LINK,
    10: _EDIT,
    11: _EDIT,
    12: _says("context.given", _("Say where the wider pattern stands"), "document"),
    13: _EDIT,
    14: _says("method.recorded", _("Say how the work was done"), "document"),
    15: _AGAIN,
    16: _EDIT,
    17: _SIGN,
    18: _REPLY,
    19: _CONSULT,
    20: _OBJECTION,
    21: Doing(page="harm", words=_("Go through the risks"), query=("document",)),
    22: _of_version("misuse", _("Rehearse the misuse")),
    23: _SIGN_OFF,
}
"""The page where what a gate asks for is done, unless its code has another."""

_OF_HOUSE = frozenset({"act-of-house", "policy", "organisation-keys"})


def way_to(case: str, blocker: Blocker, *, versions: Mapping[str, int]) -> Way:
    """Return the link to the page where a blocker of a case is met; `versions` are the current ones, by document."""
    doing = BY_CODE.get(blocker.code) or BY_GATE.get(blocker.gate)
    where = blocker.where
    if where.document and where.document in versions:  # what is done is done on the current version
        where = msgspec.structs.replace(where, version=versions[where.document])
    if doing is None or not all(getattr(where, name) for name in doing.named):
        return Way()
    return Way(address=_address(case, doing, where), words=doing.words)


def _address(case: str, doing: Doing, where: Where) -> str:
    named = [] if doing.page in _OF_HOUSE else [case]
    named += [doing.act] if doing.act else []
    named += [getattr(where, name) for name in doing.named]
    query = {OUTPUT if name == "document" else name: getattr(where, name) for name in doing.query}
    asked = urlencode({name: value for name, value in query.items() if value})
    address = reverse(doing.page, args=named)
    return address + (f"?{asked}" if asked else "") + (f"#{doing.anchor}" if doing.anchor else "")
