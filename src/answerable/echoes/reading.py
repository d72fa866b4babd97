"""A release and its uses, as pages show them: what machines found, what people said of it, and what was not read.

Rules:
  - A use that a person rejected is in no count; one that a person confirmed counts with the label of that person.
  - The last word of a person about a use holds.
  - Where the text of a release was erased, or is not held here, its words are shown nowhere: what a scan copied of them
    stands for nothing any more (`here`).
  - Words said to be ours and found in no release belong to no case: they are shown beside every release, and whoever
    judges them judges them beside one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from typing import Any

import msgspec
from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce
from django.http import Http404

from answerable.echoes import entries
from answerable.echoes.gates import EchoCase, Judgement, judgements
from answerable.echoes.health import Health, health_of, runs_for, without_password
from answerable.echoes.models import read_echoes
from answerable.echoes.scanning.found import Echo
from answerable.echoes.tables import Page, Run, Use
from answerable.evidence.clock import moment_of
from answerable.evidence.errors import NoSuchCase
from answerable.evidence.models import CaseOpened
from answerable.outputs.gates import statements_of
from answerable.people.access import Reader
from answerable.people.standing import People, section_of
from answerable.record.entry import Fact
from answerable.record.facts import read
from answerable.releases.entries import OutputReleased
from answerable.releases.gates import ReleaseCase
from answerable.releases.rendering import title_of
from answerable.vault.reading import ABSENT, ERASED, shown

NO_TEXT = frozenset({ERASED, ABSENT})
"""What stands for a text that cannot be read here."""

_WEB = re.compile(r"https?://", re.IGNORECASE)
_USER = re.compile(r"^(https?://)[^/?#@]*@", re.IGNORECASE)


class Release:
    """An output that was released, with everything on record about its uses."""

    def __init__(self, state: EchoCase, output: str) -> None:
        """Take the case and the output.

        Raises:
            Http404: it was never released.
        """
        self.state = state
        self.output = output
        self.versions = tuple(fact for fact in state.release.released if fact.body.output == output)
        if not self.versions:
            raise Http404

    @property
    def case(self) -> str:
        """The name of the case."""
        return self.state.release.clearance.outputs.findings.evidence.case

    @property
    def opened(self) -> Any:
        """The act that opened the case."""
        return self.state.release.clearance.outputs.findings.evidence.opened

    @property
    def at(self) -> datetime:
        """The moment at which the case is judged."""
        return self.state.release.at

    @property
    def people(self) -> People:
        """What is on record about people and policy."""
        return self.state.release.people

    @property
    def latest(self) -> Fact[OutputReleased]:
        """The last version that was released."""
        return self.versions[-1]

    @property
    def organisation(self) -> str:
        """The name of the organisation that opened the case, or its key where it has none on record."""
        key = next((f.body.organisation for f in self.people.sections if f.origin == self.opened.origin), "")
        named = [fact.body.name for fact in self.people.organisations if fact.body.organisation == key]
        return named[-1] if named else key

    @property
    def language(self) -> str:
        """The language of the last version that was released."""
        return self.language_of(self.latest)

    @cached_property
    def title(self) -> str:
        """The title of the last version that was released."""
        text = self.text_of(self.latest)
        return title_of(text) if text else self.output

    @cached_property
    def judged(self) -> Mapping[str, Judgement]:
        """The last word of a person about each use, by the use's id; not what was said beside another output."""
        return judgements(self.state, self.output)

    @cached_property
    def health(self) -> Health:
        """How the sources that were searched for it fared."""
        return health_of(runs_for(self.case, self.output, list(Run.objects.all())))

    def version(self, number: int | None) -> Fact[OutputReleased]:
        """Return the release of a version; the last one where none is named.

        Raises:
            Http404: that version was not released.
        """
        if number is None:
            return self.latest
        found = [fact for fact in self.versions if fact.body.version == number]
        if not found:
            raise Http404
        return found[-1]

    def text_of(self, released: Fact[OutputReleased]) -> str:
        """Return the words of a version that was released."""
        draft = next((each for each in self._drafts.versions if each.ref == released.body.draft_ref), None)
        return shown(draft.body.text) if draft else ""

    def language_of(self, released: Fact[OutputReleased]) -> str:
        """Return the language of a version that was released."""
        draft = next((each for each in self._drafts.versions if each.ref == released.body.draft_ref), None)
        return draft.body.language if draft else ""

    def here(self, use: Use) -> Echo:
        """Return a use as the engine found it; our words, and what was said of them, only where they can be read."""
        echo, text = echo_of(use), self.text_of(self.version(use.version or None))
        if not echo.source_words or text not in NO_TEXT:
            return echo
        return msgspec.structs.replace(echo, source_words=text, source=(), shifts=())

    def statements(self, released: Fact[OutputReleased]) -> list[tuple[str, str]]:
        """Return the statements of a version, each with its words."""
        text = self.text_of(released)
        if text in NO_TEXT:
            return []
        drafts = [each for each in self._drafts.versions if each.ref == released.body.draft_ref]
        marked = [each for draft in drafts for each in statements_of(self._drafts, draft)]
        return [(each.id, text[each.start : each.end]) for each in marked]

    def uses(self) -> QuerySet[Use]:
        """Return what machines found of it, rejected uses included, newest first."""
        return newest_first(Use.objects.filter(case=self.case, output=self.output))

    def standing_uses(self) -> QuerySet[Use]:
        """Return the uses that no person rejected."""
        return self.uses().exclude(id__in=self.rejected)

    @property
    def rejected(self) -> list[str]:
        """The ids of the uses that a person rejected last."""
        return [echo for echo, fact in self.judged.items() if isinstance(fact.body, entries.EchoRejected)]

    @property
    def confirmed(self) -> list[str]:
        """The ids of the uses that a person confirmed last, with whatever label."""
        return [echo for echo, fact in self.judged.items() if isinstance(fact.body, entries.EchoConfirmed)]

    @property
    def _drafts(self) -> Any:
        return self.state.release.clearance.outputs


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """A use in a list: its row, and what the last person said of it."""

    use: Use
    said: Judgement | None

    @property
    def relation(self) -> str:
        """How it relates to our words: as a person says, or else as the engine does."""
        return self.said.body.relation if self.confirmed else self.use.relation  # type: ignore[union-attr]

    @property
    def passage(self) -> str:
        """Which of our passages it uses: as a person says, or else as the engine does."""
        return self.said.body.passage if self.confirmed else self.use.passage  # type: ignore[union-attr]

    @property
    def attributed(self) -> bool:
        """Whether it is said to be ours: as a person says, or else as the engine does."""
        return self.said.body.attributed if self.confirmed else self.use.attributed  # type: ignore[union-attr]

    @property
    def shifts(self) -> tuple[tuple[str, str], ...]:
        """What changed, each with its direction: as a person says, or else as the engine does."""
        if self.confirmed:
            return tuple((each.kind, each.direction) for each in self.said.body.shifts)  # type: ignore[union-attr]
        return pairs(self.use.shifts)

    @property
    def confirmed(self) -> bool:
        """Whether a person stands for the label."""
        return self.said is not None and isinstance(self.said.body, entries.EchoConfirmed)

    @property
    def rejected(self) -> bool:
        """Whether a person said that it is no use of our words."""
        return self.said is not None and isinstance(self.said.body, entries.EchoRejected)

    @property
    def verdict(self) -> str:
        """What it says beside our words: as a person says, who is in no doubt, or else as the engine does."""
        if not self.confirmed:
            return self.use.verdict
        return "shifted" if self.shifts or self.relation == "attribution" else "faithful"

    @property
    def echo(self) -> Echo:
        """The whole use, as the engine found it."""
        return echo_of(self.use)


def release_of(case: str, output: str) -> Release:
    """Return an output that was released, with everything on record about its uses.

    Raises:
        Http404: there is no such case, or the output was never released.
    """
    return Release(case_of(case), output)


def case_of(case: str) -> EchoCase:
    """Return everything on record about the uses of a case's releases.

    Raises:
        Http404: there is no such case.
    """
    try:
        return read_echoes(case, at=moment_of(case))
    except NoSuchCase as error:
        raise Http404 from error


def releases_of(state: EchoCase) -> list[Release]:
    """Return the outputs of a case that were released, the one released last first."""
    latest = {fact.body.output: fact.at for fact in state.release.released}
    return [Release(state, output) for output in sorted(latest, key=lambda name: (latest[name], name), reverse=True)]


def every_release() -> list[Release]:
    """Return every output that was released, by the titles of the cases."""
    titles = {fact.case: fact.body.title for fact in reversed(read(CaseOpened))}
    names = sorted(titles, key=lambda name: (titles[name], name))
    return [release for name in names for release in releases_of(case_of(name))]


def confirmed_of(release: Release, version: int) -> list[Fact[entries.EchoConfirmed]]:
    """Return the uses of a version that a person confirmed last, newest first."""
    said = [fact for fact in release.judged.values() if isinstance(fact.body, entries.EchoConfirmed)]
    own = [fact for fact in said if (fact.body.output, fact.body.version) == (release.output, version)]
    return sorted(own, key=lambda fact: (fact.body.published or fact.at, fact.ref), reverse=True)


def use_of(release: Release, use: str) -> Use:
    """Return a use of a release, or words said to be ours that belong to none.

    Raises:
        Http404: nothing was found under this id.
    """
    own = Q(case=release.case, output=release.output) | Q(case="", output="")
    found = Use.objects.select_related("page", "run").filter(own, id=use).first()
    if found is None:
        raise Http404
    return found


def uses_named(release: Release, names: Iterable[str]) -> QuerySet[Use]:
    """Return those of some uses that are of a release, or belong to none, newest first."""
    own = Q(case=release.case, output=release.output) | Q(case="", output="")
    return newest_first(Use.objects.filter(own, id__in=list(names)))


def at_large() -> QuerySet[Use]:
    """Return words that are said to be ours and are found in no release, newest first."""
    return newest_first(Use.objects.filter(case="", output=""))


def newest_first(uses: QuerySet[Use]) -> QuerySet[Use]:
    """Return uses by the day of their page, the newest first, those of one page together; each has it as `day`."""
    dated = uses.select_related("page").annotate(day=Coalesce("page__published", "page__found"))
    return dated.order_by("-day", "page_id", "place", "id")


def listed(release: Release, uses: Iterable[Use]) -> list[Shown]:
    """Return uses with what the last person said of each."""
    return [Shown(use=use, said=release.judged.get(use.id)) for use in uses]


def echo_of(use: Use) -> Echo:
    """Return a use as the engine found it."""
    return msgspec.convert(use.data, type=Echo)


def place_of(page: Page) -> str:
    """Return where a page is: its address, or its place in the stream it was read from."""
    return _USER.sub(r"\1", page.address) or without_password(f"{page.stream} {page.path} {page.at}")


def public_place(address: str) -> str:
    """Return where a page is for outsiders: its address on the web without user and password, or "".

    A page without such an address has its place in a stream, which is the name of a file or a store of ours.
    """
    return _USER.sub(r"\1", address) if is_web(address) else ""


def is_web(address: str) -> bool:
    """Tell whether an address leads to the web: only such a one is made a link."""
    return bool(_WEB.match(address))


def pairs(shifts: Sequence[Any]) -> tuple[tuple[str, str], ...]:
    """Return kinds and directions of shifts as they stand in a row of the table."""
    return tuple((str(each["kind"]), str(each["direction"])) for each in shifts)


def is_author(release: ReleaseCase, person: str) -> bool:
    """Tell whether a person wrote the words whose uses are judged."""
    return any(fact.actor == person for fact in release.clearance.outputs.versions)


def languages(uses: QuerySet[Use]) -> list[tuple[str, int]]:
    """Return the languages of the pages with the number of uses, the most frequent first."""
    return Counter(uses.values_list("page__language", flat=True)).most_common()


def shifted_most(shown: Iterable[Shown]) -> list[tuple[str, str, int]]:
    """Return what changed, which way and in how many uses, the most frequent first."""
    found = Counter(pair for each in shown for pair in dict.fromkeys(each.shifts))
    return [(kind, way, n) for (kind, way), n in sorted(found.items(), key=lambda each: (-each[1], each[0]))]


def speaks_for(release: Release, reader: Reader, section: str) -> bool:
    """Tell whether a reader works for a section."""
    return section_of(release.people, reader.person) == section == reader.section
