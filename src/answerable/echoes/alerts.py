"""Alerts: when the uses of one passage meet a section's rule, the section is told, with a clock.

Rules:
  - For a section a use counts as its own people judged it last, and for nothing if they rejected it. As long as they
    said nothing, it counts as the engine has it and as others do: these can add to its alerts and take none away.
  - Each section's own rules hold for it, as it said them last; nobody else can weaken them. A section that never said
    anything about a release, and that it touches, has `DEFAULT`: its silence hides no misuse from it.
  - Reach counts pages, copies of one text once (`chains`).
  - One open alert for each section, rule and passage: what comes later adds to it and leaves its clock as it is. Once
    its section answered it, what comes later is a new alert with a new clock; further copies of a text in it are none.
  - The clock is that of the case, so that a worked example stands still.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import count
from typing import Literal

import msgspec

from answerable.clearance.gates import affected_sections, judging
from answerable.echoes import entries
from answerable.echoes.chains import PageRow, chains
from answerable.echoes.clock import answers_to
from answerable.echoes.gates import ALERT, EchoCase, Judgement, following
from answerable.echoes.regions import belongs
from answerable.echoes.relations import Relation
from answerable.echoes.tables import Alert, Page, Use
from answerable.people.standing import section_of

SILENT_HOURS = 24
"""Hours a section has that set no clock of its own: the default of `document.followed`."""

DEFAULT = entries.Rule(name="bent")
"""The rule of a section that set none: words that are said to be ours and say something else than ours."""


class Counted(msgspec.Struct, frozen=True, kw_only=True):
    """One reading of a use, as rules see it: a label, the section whose people gave it, and the page.

    `by` is "" for the engine's label. A use that the people of a section rejected stands here with no relation.
    """

    id: str
    by: str
    version: int
    passage: str
    relation: Relation | Literal[""]
    shifts: frozenset[str]
    attributed: bool
    page: PageRow
    language: str
    country: str

    @property
    def bent(self) -> bool:
        """Whether it is said to be ours and says something else."""
        return self.attributed and (bool(self.shifts) or self.relation == "attribution")


class Noticed(msgspec.Struct, frozen=True, kw_only=True):
    """What a rule of a section noticed about one passage."""

    section: str
    rule: str
    version: int
    passage: str
    reach: int
    least: int
    uses: tuple[str, ...]
    hours: int


def noticed(case: EchoCase, output: str, uses: Sequence[Counted]) -> tuple[Noticed, ...]:
    """Return what the rules of all sections notice, by section and rule."""
    said = {fact.body.section: fact.body for fact in following(case, output)}
    found: list[Noticed] = []
    for section in sorted({*said, *_affected(case, output)}):
        own, read = said.get(section), _readings(section, uses)
        if own is None:
            found += _met(section, DEFAULT, [use for use in read if use.bent], hours=SILENT_HOURS)
        elif own.until is None or case.release.at.date() <= own.until:
            found += [each for rule in own.rules for each in _met(section, rule, read, hours=own.answer_hours)]
    return tuple(found)


def _readings(section: str, uses: Sequence[Counted]) -> list[Counted]:
    """Return the readings that count for a section: its own of a use, or else everybody's."""
    own = {use.id for use in uses if use.by == section}
    return [use for use in uses if use.relation and (use.by == section or use.id not in own)]


def raise_alerts(case: EchoCase, output: str) -> list[Alert]:
    """Raise what the rules notice now and have not raised before, add to what is open, and return the new ones."""
    uses = counted(case, output)
    pages = {use.id: use.page for use in uses}
    held = {alert.key: alert for alert in Alert.objects.filter(case=_name(case), output=output)}
    fresh = []
    for found in noticed(case, output, uses):
        key, answered = _open(case, output, found, held)
        each = _beyond(found, answered, pages)
        if key not in held:
            fresh += [_alert(case, output, key, each)] if each.reach >= found.least else []
        elif set(each.uses) - set(held[key].uses):
            together = sorted({*held[key].uses, *each.uses})
            Alert.objects.filter(key=key).update(uses=together, reach=max(each.reach, held[key].reach))
    Alert.objects.bulk_create(fresh, ignore_conflicts=True)
    return fresh


def _open(case: EchoCase, output: str, each: Noticed, held: Mapping[str, Alert]) -> tuple[str, frozenset[str]]:
    """Return the key of the alert that is open or the next to be raised, and the uses of those that were answered."""
    answered: frozenset[str] = frozenset()
    keys = (_key(case, output, each, number) for number in count())
    for key in keys:
        if key not in held or not answers_to(case, key, each.section):
            break
        answered |= set(held[key].uses)
    return key, answered


def _beyond(each: Noticed, answered: frozenset[str], pages: Mapping[str, PageRow]) -> Noticed:
    """Return what was noticed without what was answered, and without copies of the texts in that."""
    done = {pages[use].id for use in answered if use in pages}
    groups = [{page.id for page in chain.pages} for chain in chains(pages[use] for use in each.uses)]
    fresh = [group for group in groups if not group & done]
    uses = tuple(use for use in each.uses if any(pages[use].id in group for group in fresh))
    return msgspec.structs.replace(each, uses=uses, reach=len(fresh))


def counted(case: EchoCase, output: str) -> list[Counted]:
    """Return the uses of an output in every reading: the engine's, and what the people of each section said last.

    Words said to be ours that stand in no release count for every output that was released: they belong to none.
    """
    own = Use.objects.filter(case__in=["", _name(case)], output__in=["", output]).select_related("page")
    said: dict[str, dict[str, Judgement]] = {}
    facts: tuple[Judgement, ...] = (*case.confirmed, *case.rejected)
    for fact in sorted(facts, key=lambda fact: (fact.at, fact.index)):
        if fact.body.output == output:
            said.setdefault(fact.body.echo, {})[section_of(case.release.people, fact.actor)] = fact
    return [each for use in own for each in (_counted(use), *_judged(use, said.get(use.id, {})))]


def _judged(use: Use, said: Mapping[str, Judgement]) -> Iterator[Counted]:
    """Yield what the people of each section said of a use last."""
    for section, fact in said.items():
        yield _counted(use, fact.body, by=section)


def page_row(page: Page) -> PageRow:
    """Return a page as chains look at it."""
    raw = bytes(page.sketch)
    numbers = tuple(int.from_bytes(raw[at : at + 4], "little") for at in range(0, len(raw), 4))
    return PageRow(
        id=page.id,
        address=page.address,
        outlet=page.outlet,
        at=page.published or page.fetched,
        hints=tuple(page.hints),
        sketch=numbers,
    )


def _counted(use: Use, said: entries.EchoConfirmed | entries.EchoRejected | None = None, *, by: str = "") -> Counted:
    confirmed = said if isinstance(said, entries.EchoConfirmed) else None
    changed = [each.kind for each in confirmed.shifts] if confirmed else [each["kind"] for each in use.shifts]
    relation = confirmed.relation if confirmed else msgspec.convert(use.relation, Relation)
    return Counted(
        id=use.id,
        by=by,
        version=use.version or 0,
        passage=confirmed.passage if confirmed else use.passage,
        relation="" if isinstance(said, entries.EchoRejected) else relation,
        shifts=frozenset(changed),
        attributed=confirmed.attributed if confirmed else use.attributed,
        page=page_row(use.page),
        language=use.page.language,
        country=use.page.country,
    )


def _affected(case: EchoCase, output: str) -> Iterable[str]:
    return {each.section for each in affected_sections(judging(case.release.clearance, output))}


def _met(section: str, rule: entries.Rule, uses: Iterable[Counted], *, hours: int) -> list[Noticed]:
    """Return the passages whose uses meet a rule."""
    by_passage: dict[str, list[Counted]] = {}
    for use in uses:
        if _fits(rule, use):
            by_passage.setdefault(use.passage, []).append(use)
    found = []
    for passage, fitting in sorted(by_passage.items()):
        reach = len(chains(use.page for use in fitting))
        if reach >= rule.reach:
            version = max(use.version for use in fitting)
            ids = tuple(sorted({use.id for use in fitting}))
            noted = Noticed(
                section=section,
                rule=rule.name,
                version=version,
                passage=passage,
                reach=reach,
                least=rule.reach,
                uses=ids,
                hours=hours,
            )
            found.append(noted)
    return found


def _fits(rule: entries.Rule, use: Counted) -> bool:
    return (
        (not rule.relations or use.relation in rule.relations)
        and (not rule.shifts or bool(use.shifts & set(rule.shifts)))
        and belongs(rule.regions, language=use.language, country=use.country)
    )


def _name(case: EchoCase) -> str:
    return case.release.clearance.outputs.findings.evidence.case


def _key(case: EchoCase, output: str, each: Noticed, before: int) -> str:
    """Return the key under which one section is told by one rule of one passage: the same in every run.

    `before` is the number of such alerts that the section answered already.
    """
    again = (str(before),) if before else ()
    parts = "\x1f".join((_name(case), output, each.section, each.rule, each.passage, *again))
    return ALERT + hashlib.sha256(parts.encode()).hexdigest()[:24]


def _alert(case: EchoCase, output: str, key: str, each: Noticed) -> Alert:
    raised: datetime = case.release.at
    return Alert(
        key=key,
        case=_name(case),
        output=output,
        version=each.version,
        passage=each.passage,
        section=each.section,
        rule=each.rule,
        reach=each.reach,
        uses=list(each.uses),
        raised=raised,
        due=raised + timedelta(hours=each.hours),
    )
