"""What may leave of a release and its notices: the one list of fields that every form writes from."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Literal

import msgspec

from answerable.releases.entries import NoticeType

PublicationStatus = Literal["usable", "withheld", "canceled"]
"""IPTC NewsCodes, pubstatusg2: may be published, may not until further notice, may not at all."""

CANCELED = frozenset({"retracted", "withdrawn"})
WITHHOLDS = frozenset({"expression-of-concern"})

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """A notice, or the dissociation of a section, with all that may leave.

    Attributes:
        key: Its key in the case.
        type: One of the nine of `entries.NoticeType`, or "dissociation".
        address: Where it is read.
        text: Its words.
        at: When it was issued.
        by: The name of the section that issued it.
        statements: The statements that it concerns, each with its id and words; none: the whole release.
        replaced_by: The address of the release that takes its place; "" where none does.
        declined: Sections that did not stand by its wording, each with its reason.
        silent: Sections that were asked about its wording and have not answered.
        awaited: Whether a section may still answer within its days.
        on: The address of the release that it is on, where that is another: an earlier version, or what this rests on.
    """

    key: str
    type: NoticeType | Literal["dissociation"]
    address: str
    text: str
    at: datetime
    by: str
    statements: tuple[tuple[str, str], ...] = ()
    replaced_by: str = ""
    declined: tuple[tuple[str, str], ...] = ()
    silent: tuple[str, ...] = ()
    awaited: bool = False
    on: str = ""


class Exported(msgspec.Struct, frozen=True, kw_only=True):
    """A release with its notices, with all that may leave.

    Attributes:
        address: Where it is read; its identifier too, which no later version takes.
        certificate: Where its certificate is.
        organisation: Who released it, by name.
        case: The key of the case.
        output: The key of the output.
        version: The version that was released.
        type: Report, release, post and so on, as `outputs.entries.VersionDrafted` has it.
        title: Its title.
        text: Its words, as CommonMark; "" where they were erased.
        language: Its language tag (BCP 47).
        first: When the first version of the output was released.
        released: When this one was.
        status: What readers should know now, as `entries.StatusSet` has it.
        variant_of: The address of the release that this one is a translation or short form of; "" where it is none.
        rests: What an agency may still do with it after what became of what it rests on.
        said: How many things were ever said of it, those that were taken back as well.
        notices: In the order in which they were issued.
    """

    address: str
    certificate: str
    organisation: str
    case: str
    output: str
    version: int
    type: str
    title: str
    text: str
    language: str
    first: datetime
    released: datetime
    status: str = "current"
    variant_of: str = ""
    rests: PublicationStatus = "usable"
    said: int = 0
    notices: tuple[Told, ...] = ()

    @property
    def changed(self) -> datetime:
        """When anything was last said of it."""
        return max([self.released, *(each.at for each in self.notices)])


def publication_status(release: Exported) -> PublicationStatus:
    """Return what an agency may do with a release now; a section's dissociation cancels nothing for the others.

    "Under review" takes nothing away: a critique sets it going, and would take down whatever it is against. An
    expression of concern withholds once the affected sections had their days to speak.
    """
    withholds = any(each.type in WITHHOLDS and not each.on and not each.awaited for each in release.notices)
    if release.status in CANCELED or release.rests == "canceled":
        return "canceled"
    if (withholds and release.status == "under-review") or release.rests == "withheld":
        return "withheld"
    return "usable"


def whole(told: Told) -> str:
    """Return the words of a notice with what is printed with it: where it is on another release, and who declined."""
    lines = [f"On {told.on}:"] if told.on else []
    lines.append(told.text)
    lines += [f"{name} does not stand by the wording of this notice: {reason}" for name, reason in told.declined]
    lines += [f"{name} was asked about this notice and has not answered." for name in told.silent]
    return "\n\n".join(lines)


def label(type_: str) -> str:
    """Return the type of a notice in English words, for programs that show it to people."""
    return type_.replace("-", " ").capitalize()


def note(release: Exported) -> str:
    """Return what an editor should know, in a few lines of plain English; "" where there is nothing."""
    lines = [f"{label(each.type)} {each.key}, {each.at.date().isoformat()}, {each.by}" for each in release.notices]
    if release.status != "current":
        lines.insert(0, f"Status: {release.status.replace('-', ' ')}")
    return "\n".join(lines)


def plain(text: str) -> str:
    """Return a text without the characters that no XML can hold (XML 1.0, section 2.2)."""
    return _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text)
