"""A notice on the release of `harbour`, worded, countersigned and issued, as people say it."""

from __future__ import annotations

from typing import Any

from answerable.evidence.clock import moment_of
from answerable.record.entry import Fact
from answerable.releases.entries import (
    CopyGiven,
    NoticeCountersigned,
    NoticeDeclined,
    NoticeDrafted,
    NoticeIssued,
    SectionDissociated,
)
from answerable.releases.models import read_release
from answerable.vault.sealing import Sealed, say

WORDS = "The number of records is thirty-one; one more was found."
WRITER, DIRECTOR, COAST = "centre-author", "centre-director", "coast-director"


def speak(said: Any, *, by: str = DIRECTOR, log: str = "", **plain: Any) -> Fact[Any]:
    """Say something in the log of a person's section, or in another."""
    origin = f"harbour.example/{log or by.partition('-')[0]}"
    return say(said, plain, origin=origin, actor=by, at=moment_of("harbour"), case="harbour")


def ref_of(output: str = "release") -> str:
    """Return the ref of the last release of an output."""
    state = read_release("harbour", at=moment_of("harbour"))
    return [fact.ref for fact in state.released if fact.body.output == output][-1]


def word(*statements: str, by: str = WRITER, **changes: Any) -> Fact[Any]:
    """Word a correction on the release."""
    plain = {"notice": "N1", "type": "correction", "output": "release", "statements": list(statements), "text": WORDS}
    return speak(NoticeDrafted, by=by, **{**plain, "released_ref": ref_of(), **changes})


def countersign(drafted: Fact[Any], *, by: str = COAST) -> Fact[Any]:
    """Stand by a wording."""
    section = by.partition("-")[0]
    return speak(NoticeCountersigned, by=by, section=section, notice=drafted.body.notice, drafted_ref=drafted.ref)


def decline(drafted: Fact[Any], *, by: str = COAST, reason: str = "It blames the wrong office.") -> Fact[Any]:
    """Do not stand by a wording."""
    plain = {"section": by.partition("-")[0], "notice": drafted.body.notice, "drafted_ref": drafted.ref}
    return speak(NoticeDeclined, by=by, reason=reason, **plain)


def issue(drafted: Fact[Any], *, by: str = DIRECTOR, log: str = "", **changes: Any) -> Fact[Any]:
    """Issue a notice in its drafted words, but for what is changed."""
    names = ("notice", "type", "output", "released_ref", "statements", "replaced_by")
    plain = {name: getattr(drafted.body, name) for name in names}
    plain |= {"text": Sealed(drafted.body.text), "drafted_ref": drafted.ref}
    return speak(NoticeIssued, by=by, log=log, **{**plain, **changes})


def notice(*statements: str, **changes: Any) -> Fact[Any]:
    """Word, countersign and issue a correction on the release."""
    drafted = word(*statements, **changes)
    countersign(drafted)
    return issue(drafted)


def dissociate(*statements: str, by: str = COAST, **changes: Any) -> Fact[Any]:
    """Say for a section that it does not stand by the release."""
    plain = {"section": by.partition("-")[0], "notice": "D1", "output": "release", "text": "We were not heard."}
    return speak(
        SectionDissociated, by=by, **{**plain, "released_ref": ref_of(), "statements": list(statements), **changes}
    )


def give(holder: str = "H1", *, by: str = DIRECTOR, **changes: Any) -> Fact[Any]:
    """Give somebody a copy under embargo."""
    plain = {"holder": holder, "output": "release", "version": 2, "capacity": "embargo", "who": "A desk of news"}
    return speak(CopyGiven, by=by, **{**plain, "address": "desk@news.example", **changes})
