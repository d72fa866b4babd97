"""What each kind of act says of who knew which version: one function for each kind, from the act to its lines.

What is said around a version (harm, misuse, remarks, hand-overs) stands in `around`. Kinds that are in neither say
nothing of who knew a version, or say it again: custody, findings, grades, marks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import msgspec

from answerable.clearance import entries as clearance
from answerable.critiques import entries as critiques
from answerable.outputs import entries as outputs
from answerable.people.standing import People, in_own_log, section_of
from answerable.record.entry import Fact, Said
from answerable.releases import entries as releases
from answerable.reviews.knowing.around import AROUND
from answerable.reviews.knowing.lines import Act, Line, Sort, Told, line_of

Facts = Mapping[type[Said], tuple[Fact[Any], ...]]
"""Every act of the cases, by what it says."""


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """What an act refers to: versions and drafts of notices by their refs, objections and notices by their keys.

    Of two logs that use one key, the one that said so first counts, and only where it could. `linked` are the guests,
    holders and critics to whom a log gave a link, each with that log.
    """

    people: People
    released: Mapping[str, tuple[str, int]]
    objections: Mapping[tuple[str, str], tuple[str, int]]
    notices: Mapping[tuple[str, str], tuple[str, int]]
    linked: frozenset[tuple[str, str]]
    guests: Mapping[tuple[str, str], tuple[Fact[clearance.GuestAsked], ...]]


Tell = Callable[[Fact[Any], Known], Iterable[Told]]


def lines_of(facts: Facts, people: People) -> Iterator[Line]:
    """Yield what all these acts say of who knew which version."""
    known = _known(facts, people)
    for said, tell in TELLS.items():
        for fact in facts.get(said, ()):
            for told in tell(fact, known):
                yield line_of(fact, told, people)


def _known(facts: Facts, people: People) -> Known:
    guests: dict[tuple[str, str], tuple[Fact[clearance.GuestAsked], ...]] = {}
    for asked in facts.get(clearance.GuestAsked, ()):
        key = (asked.origin, asked.body.guest)
        guests[key] = (*guests.get(key, ()), asked)
    released = {fact.ref: _version(fact.body) for fact in facts.get(releases.OutputReleased, ())}
    said_of = (*facts.get(releases.NoticeDrafted, ()), *facts.get(releases.NoticeIssued, ()))
    about = [fact for fact in (*said_of, *facts.get(releases.SectionDissociated, ())) if in_own_log(people, fact)]
    raised = [
        fact
        for fact in facts.get(clearance.ObjectionRaised, ())
        if in_own_log(people, fact) or (fact.origin, fact.actor) in guests
    ]
    places = {fact.ref: released.get(fact.body.released_ref, (fact.body.output, 0)) for fact in about}
    return Known(
        people=people,
        released={**released, **places},
        objections={(fact.case, fact.body.objection): _version(fact.body) for fact in reversed(raised)},
        notices={(fact.case, fact.body.notice): places[fact.ref] for fact in reversed(about)},
        guests=guests,
        linked=frozenset(
            [
                *guests,
                *((fact.origin, fact.body.holder) for fact in facts.get(releases.CopyGiven, ())),
                *((fact.origin, fact.body.critique) for fact in facts.get(critiques.CriticAsked, ())),
            ]
        ),
    )


def _version(body: Any) -> tuple[str, int]:
    return body.output, body.version


def _told(act: Act, sort: Sort, who: str, place: tuple[str, int], **more: Any) -> Told:
    return Told(who=who, sort=sort, act=act, output=place[0], version=place[1], **more)


def _text(body: Any) -> str:
    """Return the commitment to the words of an act, or ""."""
    for name in ("text", "reasons", "reason", "allegations", "question", "shown"):
        if found := getattr(body, name, ""):
            return str(found)
    return ""


def _drafted(fact: Fact[Any], _known: Known) -> Iterator[Told]:
    for person in dict.fromkeys((*fact.body.authors, fact.actor)):
        yield _told("wrote", "person", person, _version(fact.body))


def _asked(fact: Fact[Any], _known: Known) -> Iterator[Told]:
    yield Told(who=fact.body.section, sort="section", act="sent", name=fact.body.moment, text=fact.body.shown)


def _part(fact: Fact[Any], _known: Known) -> Iterator[Told]:
    yield Told(who=fact.body.section, sort="section", act="commented", name=fact.body.moment, text=fact.body.text)


def _for_section(act: Act) -> Tell:
    """Return what an act of a section says that names a version."""

    def tell(fact: Fact[Any], _known: Known) -> Iterator[Told]:
        yield _told(act, "section", fact.body.section, _version(fact.body), text=_text(fact.body))

    return tell


def _by_person(act: Act) -> Tell:
    """Return what an act of a person says that names a version."""

    def tell(fact: Fact[Any], _known: Known) -> Iterator[Told]:
        yield _told(act, "person", fact.actor, _version(fact.body), text=_text(fact.body))

    return tell


def _speaker(fact: Fact[Any], known: Known) -> tuple[Sort, bool]:
    """Return whether a guest or a person speaks, and whether that was through a link."""
    guest = (fact.origin, fact.actor) in known.guests and not section_of(known.people, fact.actor)
    return ("guest", True) if guest else ("person", False)


def _objected(fact: Fact[Any], known: Known) -> Iterator[Told]:
    sort, link = _speaker(fact, known)
    place = known.objections.get((fact.case, fact.body.objection), (getattr(fact.body, "output", ""), 0))
    place = _version(fact.body) if isinstance(fact.body, clearance.ObjectionRaised) else place
    yield _told("commented", sort, fact.actor, place, name=fact.body.objection, text=_text(fact.body), link=link)


def _alarm(fact: Fact[Any], _known: Known) -> Iterator[Told]:
    yield Told(who=fact.body.section, sort="section", act="commented", name=fact.body.alarm, text=_text(fact.body))


def _to_party(act: Act) -> Tell:
    """Return what an act about a party says; such an act names no version."""

    def tell(fact: Fact[Any], _known: Known) -> Iterator[Told]:
        yield Told(
            who=fact.body.party,
            sort="party",
            act=act,
            output=getattr(fact.body, "output", ""),
            text=_text(fact.body),
        )

    return tell


def _guest_asked(fact: Fact[Any], _known: Known) -> Iterator[Told]:
    yield _told("sent", "guest", fact.body.guest, _version(fact.body), text=fact.body.question)


def _guest_answered(fact: Fact[Any], known: Known) -> Iterator[Told]:
    """Yield an answer to the last link before it in that log."""
    asked = [each for each in known.guests.get((fact.origin, fact.body.guest), ()) if each.index <= fact.index]
    place = _version(asked[-1].body) if asked else ("", 0)
    link = fact.actor == fact.body.guest and bool(asked)
    yield _told("commented", "guest", fact.body.guest, place, text=_text(fact.body), link=link)


def _released(fact: Fact[Any], _known: Known) -> Iterator[Told]:
    yield _told("decided", "person", fact.actor, _version(fact.body))
    yield _told("public", "everyone", "", _version(fact.body))


def _of_release(act: Act, sort: Sort) -> Tell:
    """Return what an act on a release says, of the person who said it or of their section."""

    def tell(fact: Fact[Any], known: Known) -> Iterator[Told]:
        place = known.released.get(fact.body.released_ref, (fact.body.output, 0))
        who = fact.body.section if sort == "section" else fact.actor
        yield _told(act, sort, who, place, name=getattr(fact.body, "notice", ""), text=_text(fact.body))

    return tell


def _issued(fact: Fact[Any], known: Known) -> Iterator[Told]:
    place = known.released.get(fact.body.released_ref, (fact.body.output, 0))
    yield _told("decided", "person", fact.actor, place, name=fact.body.notice, text=fact.body.text)
    yield _told("public", "everyone", "", place, name=fact.body.notice, text=fact.body.text)


def _on_notice(act: Act) -> Tell:
    """Return what a section says of a notice that was drafted."""

    def tell(fact: Fact[Any], known: Known) -> Iterator[Told]:
        drafted = known.released.get(getattr(fact.body, "drafted_ref", ""))
        place = drafted or known.notices.get((fact.case, fact.body.notice), ("", 0))
        yield _told(act, "section", fact.body.section, place, name=fact.body.notice, text=_text(fact.body))

    return tell


def _copy(fact: Fact[Any], _known: Known) -> Iterator[Told]:
    yield _told("sent", "holder", fact.body.holder, _version(fact.body), name=fact.body.capacity)


def _notice_to(act: Act) -> Tell:
    """Return what was done with a notice and somebody who holds what it concerns."""

    def tell(fact: Fact[Any], known: Known) -> Iterator[Told]:
        place = known.notices.get((fact.case, fact.body.notice), ("", 0))
        link = act == "opened" and fact.body.way == "link" and (fact.origin, fact.body.holder) in known.linked
        yield _told(act, "holder", fact.body.holder, place, name=fact.body.notice, link=link)

    return tell


def _critique(fact: Fact[Any], _known: Known) -> Iterator[Told]:
    for output in fact.body.outputs or ("",):
        plain = {"name": fact.body.critique, "text": fact.body.text, "output": output}
        yield Told(who=fact.body.critique, sort="critic", act="commented", **plain)
        yield Told(who=fact.body.section, sort="section", act="sent", **plain)


def _to_critic(fact: Fact[Any], _known: Known) -> Iterator[Told]:
    name = getattr(fact.body, "reply", "") or fact.body.critique
    yield Told(who=fact.body.critique, sort="critic", act="sent", name=name, text=_text(fact.body))


def _critic_answered(fact: Fact[Any], known: Known) -> Iterator[Told]:
    link, plain = (fact.origin, fact.body.critique) in known.linked, {"name": fact.body.item, "text": fact.body.text}
    yield Told(who=fact.body.critique, sort="critic", act="commented", link=link, **plain)


def _on_item(fact: Fact[Any], _known: Known) -> Iterator[Told]:
    name = f"{fact.body.critique} {fact.body.item}"
    yield Told(who=fact.actor, sort="person", act="commented", name=name, text=_text(fact.body))


TELLS: Mapping[type[Said], Tell] = {
    outputs.VersionDrafted: _drafted,
    clearance.SectionAsked: _asked,
    clearance.PartTaken: _part,
    clearance.DraftDelivered: _for_section("sent"),
    clearance.DraftAcknowledged: _for_section("opened"),
    clearance.ObjectionRaised: _objected,
    clearance.ObjectionAnswered: _objected,
    clearance.ObjectionClosed: _objected,
    clearance.DissentNoted: _objected,
    clearance.AlarmRaised: _alarm,
    clearance.AlarmLifted: _alarm,
    clearance.ReplyRequested: _to_party("sent"),
    clearance.ReplyReminded: _to_party("sent"),
    clearance.ReplyReceived: _to_party("commented"),
    clearance.GuestAsked: _guest_asked,
    clearance.GuestAnswered: _guest_answered,
    clearance.GuestWithdrew: _guest_answered,
    clearance.WholeReviewed: _by_person("opened"),
    clearance.DraftCountersigned: _for_section("signed"),
    clearance.DraftDeclined: _for_section("commented"),
    clearance.GateOverridden: _by_person("decided"),
    releases.OutputReleased: _released,
    releases.StatusSet: _of_release("decided", "person"),
    releases.NoticeDrafted: _of_release("wrote", "person"),
    releases.NoticeCountersigned: _on_notice("signed"),
    releases.NoticeDeclined: _on_notice("commented"),
    releases.NoticeIssued: _issued,
    releases.SectionDissociated: _of_release("commented", "section"),
    releases.DissociationEnded: _on_notice("commented"),
    releases.CopyGiven: _copy,
    releases.NoticeSent: _notice_to("sent"),
    releases.NoticeAcknowledged: _notice_to("opened"),
    critiques.CritiqueReceived: _critique,
    critiques.ReplySent: _to_critic,
    critiques.CriticAsked: _to_critic,
    critiques.CriticAnswered: _critic_answered,
    critiques.FactJudged: _on_item,
    critiques.ItemAnswered: _on_item,
    critiques.ItemClosed: _on_item,
    critiques.ItemReopened: _on_item,
    **AROUND,
}
"""What is told by each kind of act, in the order of the work."""
