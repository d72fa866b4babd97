"""The first page, the page of each case, and the pages that explain the site and verify a certificate."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext as _

from answerable.record.entry import Fact
from answerable.releases.entries import OutputReleased
from answerable.releases.gates import standing
from answerable.site.critique import CommitmentLine, Commitments, CritiqueLine, critique_lines, critiques_of
from answerable.site.files import folder_of, title_in
from answerable.site.frame import Allowed, Page, place
from answerable.site.logs import Key, LogLine
from answerable.site.record import Matter
from answerable.site.review import ReviewLine, ReviewPage, lines_of
from answerable.site.roots import RootLine


class ReleaseLine(Allowed, frozen=True, kw_only=True):
    """A release in a list: where it is, its title, who released it, when, and its status."""

    path: str
    title: str
    language: str
    organisation: str
    case_title: str
    output: str
    version: int
    released: datetime
    status: str


class FirstPage(Allowed, frozen=True, kw_only=True):
    """The first page: what is overdue, and every release, newest first."""

    overdue: tuple[CommitmentLine, ...]
    late_critiques: tuple[CritiqueLine, ...]
    late_reviews: tuple[ReviewLine, ...]
    releases: tuple[ReleaseLine, ...]


class CasePage(Allowed, frozen=True, kw_only=True):
    """Everything public of one case."""

    case: str
    title: str
    organisation: str
    clock: datetime | None
    releases: tuple[ReleaseLine, ...]
    critiques: tuple[tuple[str, date], ...]
    commitments: tuple[CommitmentLine, ...]
    reviews: tuple[ReviewLine, ...]


class KeyLine(Allowed, frozen=True, kw_only=True):
    """A key of a log: of one that ended, the day, and for how many entries it counted where the log says so."""

    origin: str
    vkey: str
    ended: date | None
    until: int | None


class VerifyPage(Allowed, frozen=True, kw_only=True):
    """The page on which a certificate is checked: the keys that sections sign or signed with, and the last roots."""

    keys: tuple[KeyLine, ...]
    roots: tuple[RootLine, ...]


class AboutPage(Allowed, frozen=True, kw_only=True):
    """The page that says what is here and what is not: of how many cases and logs, and in how many entries."""

    cases: int
    logs: int
    entries: int


def releases_in(matter: Matter) -> list[ReleaseLine]:
    """Return the releases of a case, newest first."""
    newest = sorted(matter.release.released, key=lambda fact: (fact.at, fact.origin, fact.index), reverse=True)
    return [_line(matter, fact) for fact in newest]


def first_page(matters: tuple[Matter, ...], promised: Commitments, reviews: tuple[ReviewPage, ...]) -> Page:
    """Return the first page."""
    lines = [line for matter in matters for line in releases_in(matter)]
    content = FirstPage(
        overdue=tuple(each for each in promised.commitments if each.commitment.overdue),
        late_critiques=tuple(each for each in critique_lines(matters) if each.overdue),
        late_reviews=tuple(each for each in lines_of(reviews) if each.overdue),
        releases=tuple(sorted(lines, key=lambda each: (each.released, each.path), reverse=True)),
    )
    feed = "feed.xml" if lines else ""
    return Page(
        path="index.html", template="first.html", title=_("Releases"), content=content, part="releases", feed=feed
    )


def case_page(matter: Matter, promised: Commitments, reviews: tuple[ReviewLine, ...]) -> Page:
    """Return the page of a case."""
    content = CasePage(
        case=matter.case,
        title=matter.opened.body.title,
        organisation=matter.organisation,
        clock=matter.opened.body.clock,
        releases=tuple(releases_in(matter)),
        critiques=tuple((each.name, each.received) for each in critiques_of(matter)),
        commitments=tuple(each for each in promised.commitments if each.case == matter.case),
        reviews=reviews,
    )
    return Page(
        path=f"cases/{place(matter.case)}/index.html",
        template="case.html",
        title=content.title,
        content=content,
        part="releases",
        feed=f"cases/{place(matter.case)}/feed.xml",
    )


def verify_page(logs: tuple[LogLine, ...], roots: tuple[RootLine, ...]) -> Page:
    """Return the page on which a certificate is checked."""
    keys = tuple(_key(log.origin, key) for log in logs for key in log.keys if key.counts or key.counted)
    return Page(
        path="verify/index.html",
        template="verify.html",
        title=_("Verify"),
        content=VerifyPage(keys=keys, roots=tuple(root for root in roots if root.last)),
        part="verify",
        script=True,
    )


def about_page(matters: tuple[Matter, ...], logs: tuple[LogLine, ...]) -> Page:
    """Return the page about the site."""
    content = AboutPage(cases=len(matters), logs=len(logs), entries=sum(log.size for log in logs))
    return Page(
        path="about/index.html", template="about.html", title=_("About this site"), content=content, part="about"
    )


def _key(origin: str, key: Key) -> KeyLine:
    return KeyLine(
        origin=origin, vkey=key.vkey, until=key.until, ended=None if key.counts else key.revoked or key.expires
    )


def _line(matter: Matter, released: Fact[OutputReleased]) -> ReleaseLine:
    drafts = matter.release.clearance.outputs.versions
    return ReleaseLine(
        path=f"{folder_of(released)}index.html",
        title=title_in(matter.release, released),
        language=next((fact.body.language for fact in drafts if fact.ref == released.body.draft_ref), "und"),
        organisation=matter.organisation,
        case_title=matter.opened.body.title,
        output=released.body.output,
        version=released.body.version,
        released=released.at,
        status=standing(matter.release, released).status,
    )
