"""Five houses in memory under a random schedule: the same seed gives the same history.

They write, follow each other, fall apart into islands, see what was true a while ago, see it twice, lose what was not
on their last backup, and keep clocks that are days apart. One of them may lie: it tells two stories of its own log, and
changes what it passes on. What a house decides is `houses.following.follow`, the very function of the product.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random

from answerable.houses.following import Behind, Forked, Grown, Limits, Refused, follow
from answerable.houses.outcomes import Outcome
from answerable.people.entries import OrganisationNamed, RoleGranted
from answerable.record.checkpoint import Checkpoint, sign_checkpoint
from answerable.record.entry import LARGEST
from answerable.record.errors import Truncated
from answerable.record.forks import Fork, verify_fork
from answerable.record.merkle import Frontier, Node, consistency_proof, leaf_hash, root
from answerable.record.note import Signer, Verifier
from answerable.record.replicate import fold
from tests.simulator import START, Section, entry_of, sections

NAMES = ("centre", "coast", "north", "river", "quay")
"""The houses; where one lies, it is the last."""

SMALL = Limits(entries=3)
"""So few entries at once that a pull of many takes several rounds."""


def tree(raws: list[bytes]) -> Node:
    """Return a reader of the tree over entries."""
    leaves = [leaf_hash(raw) for raw in raws]
    return lambda level, index: root(leaves[index << level : (index + 1) << level])


def signed(signer: Signer, raws: list[bytes]) -> str:
    """Return the checkpoint of a log with these entries."""
    top = Frontier().extend(map(leaf_hash, raws)).root()
    return sign_checkpoint(Checkpoint(origin=signer.name, size=len(raws), root=top), signer)


@dataclass
class House:
    """A house: its own section, and what it holds of every log."""

    section: Section
    logs: dict[str, list[bytes]] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)
    forks: dict[str, Fork] = field(default_factory=dict)
    backup: tuple[dict[str, list[bytes]], dict[str, str]] = field(default_factory=lambda: ({}, {}))
    heard_since_restored: set[str] | None = None

    @property
    def origin(self) -> str:
        return self.section.origin

    # `following.Held` and `following.Source`

    def size(self, origin: str) -> int:
        return len(self.logs.get(origin, []))

    def nodes(self, origin: str, size: int) -> Node:
        return tree(self.logs.get(origin, [])[:size])

    def origins(self) -> list[str]:
        return sorted(self.notes)

    def checkpoint(self, origin: str) -> str | None:
        return self.notes.get(origin)

    def entries(self, origin: str, first: int, count: int) -> list[bytes]:
        return self.logs[origin][first : first + count]

    def consistency(self, origin: str, old: int, new: int) -> list[bytes]:
        raws = self.logs[origin]
        if new > len(raws):
            raise Truncated(f"{origin}: expected {new} entries, found {len(raws)}")
        return consistency_proof(old, new, tree(raws[:new]))

    # what happens to it

    def write(self, raw: bytes) -> None:
        """Append to the own log and sign it; never while others may hold more of it."""
        self.logs.setdefault(self.origin, []).append(raw)
        self.notes[self.origin] = signed(self.section.signer, self.logs[self.origin])

    def keep_backup(self) -> None:
        self.backup = ({origin: list(raws) for origin, raws in self.logs.items()}, dict(self.notes))

    def restore(self) -> None:
        """Lose everything since the last backup; write nothing until every other house was heard."""
        logs, notes = self.backup
        self.logs, self.notes = {origin: list(raws) for origin, raws in logs.items()}, dict(notes)
        self.forks, self.heard_since_restored = {}, set()


@dataclass
class Told:
    """What a house tells at one moment, kept for whoever hears it late."""

    logs: dict[str, list[bytes]]
    notes: dict[str, str]

    @classmethod
    def by(cls, house: House) -> Told:
        return cls({origin: list(raws) for origin, raws in house.logs.items()}, dict(house.notes))

    def house(self, section: Section) -> House:
        return House(section, self.logs, self.notes)


Lie = Callable[[House, Random], House]
"""What a liar makes of what it tells."""


@dataclass
class World:
    """The houses, what they told before, who can reach whom, and what was counted."""

    random: Random
    lying: bool
    houses: list[House] = field(default_factory=list)
    told: list[tuple[str, Told]] = field(default_factory=list)
    island: dict[str, int] = field(default_factory=dict)
    other_story: list[bytes] = field(default_factory=list)
    counted: dict[str, int] = field(default_factory=dict)
    safe: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Give each house a section."""
        self.houses = [House(section) for section in sections(*NAMES)]
        self.island = dict.fromkeys((each.origin for each in self.houses), 0)

    @property
    def liar(self) -> House | None:
        return self.houses[-1] if self.lying else None

    @property
    def honest(self) -> list[House]:
        return [house for house in self.houses if house is not self.liar]

    def count(self, what: str) -> None:
        self.counted[what] = self.counted.get(what, 0) + 1

    def step(self) -> None:
        """Let one thing happen."""
        happens = self.random.choices((self.write, self.hear, self.part, self.save, self.burn), (5, 12, 1, 2, 0.4))[0]
        happens()

    def write(self) -> None:
        """Let a house write an entry, with a clock that may be days off; a restored one waits."""
        house = self.random.choice(self.houses)
        if house.heard_since_restored is not None:
            return
        raw = said_by(house, self.random)
        house.write(raw)
        if house is self.liar:
            self._tell_another_story(raw)

    def _tell_another_story(self, raw: bytes) -> None:
        """Let the liar's second log go on beside the first, the same or another."""
        forks = bool(self.other_story) and self.other_story != self.houses[-1].logs[self.houses[-1].origin][:-1]
        if forks or self.random.random() < 0.2:
            raw = said_by(self.houses[-1], self.random)
        self.other_story.append(raw)

    def part(self) -> None:
        """Divide the houses into islands, or join them."""
        islands = self.random.choice((1, 1, 2, 3))
        self.island = {each.origin: self.random.randrange(islands) for each in self.houses}
        self.count("partitions")

    def save(self) -> None:
        """Let a house make a backup, or be remembered as it is now by the network."""
        house = self.random.choice(self.houses)
        if self.random.random() < 0.5:
            house.keep_backup()
        else:
            self.told.append((house.origin, Told.by(house)))

    def burn(self) -> None:
        """Let an honest house lose its disk and come back from its last backup; what nobody else holds is lost."""
        house = self.random.choice(self.honest)
        house.restore()
        for each in self.honest:
            if each.heard_since_restored is not None:
                held = max(other.size(each.origin) for other in self.honest)
                self.safe[each.origin] = min(held, self.safe.get(each.origin, held)) if each is not house else held
        self.count("restored from an old backup")

    def hear(self) -> None:
        """Let a house follow all logs of another: as it is, as it was, or as it lies; perhaps twice."""
        house, other = self.random.sample(self.houses, 2)
        if self.island[house.origin] != self.island[other.origin]:
            return
        source = other
        late = [told for origin, told in self.told if origin == other.origin]
        if late and self.random.random() < 0.2:
            source = self.random.choice(late).house(other.section)
            self.count("heard late")
        if other is self.liar:
            source = self._lied_to(house)
        for _ in range(2 if self.random.random() < 0.1 else 1):
            self.listen(house, source, now=source is other)

    def _lied_to(self, house: House) -> House:
        """Return what the liar shows to one house: one of its stories, and now and then something broken."""
        liar = self.houses[-1]
        shown = House(liar.section, {o: list(raws) for o, raws in liar.logs.items()}, dict(liar.notes))
        if NAMES.index(house.section.origin.rpartition("/")[2]) % 2 and self.other_story:
            shown.logs[liar.origin] = list(self.other_story)
            shown.notes[liar.origin] = signed(liar.section.signer, self.other_story)
        if self.random.random() < 0.5 and shown.notes:
            lie = self.random.choice(LIES)
            lie(shown, self.random)
            self.count(f"lie: {lie.__name__}")
        return shown

    def listen(self, house: House, source: House, *, now: bool) -> None:
        """Follow every log that a source offers, the own one first, until nothing more comes."""
        whole = True
        for origin in sorted(source.origins(), key=lambda each: each != house.origin):
            for _ in range(100):
                outcome = followed(house, source, origin)
                whole = self._settle(house, origin, outcome) and whole
                if not (isinstance(outcome, Grown) and not outcome.complete):
                    break
        if house.heard_since_restored is not None and now and whole:
            house.heard_since_restored.add(source.origin)
            if house.heard_since_restored >= {each.origin for each in self.honest} - {house.origin}:
                house.heard_since_restored = None
                safe = self.safe.pop(house.origin)
                assert house.size(house.origin) >= safe, f"{house.origin}: {safe} entries were held by others"
                self._forget_beyond(house)

    def _forget_beyond(self, house: House) -> None:
        """Drop what only a letter on its way, or the liar, still holds of a log whose house goes on writing.

        No house could know of it. Where it turns up later, that log has told two stories without wanting to: what
        `docs/explanation/houses.md` warns of, and no schedule here judges.
        """
        size, origin = house.size(house.origin), house.origin
        for logs, notes in [(told.logs, told.notes) for _, told in self.told] + self._of_liar():
            if len(logs.get(origin, [])) > size:
                logs[origin] = logs[origin][:size]
                notes[origin] = signed(house.section.signer, logs[origin])
                self.count("lost for good on its way")

    def _of_liar(self) -> list[tuple[dict[str, list[bytes]], dict[str, str]]]:
        return [(self.liar.logs, self.liar.notes)] if self.liar else []

    def _settle(self, house: House, origin: str, outcome: Outcome) -> bool:
        match outcome:
            case Grown() if origin not in house.forks:
                house.logs.setdefault(origin, []).extend(outcome.raws)
                if outcome.complete:
                    house.notes[origin] = outcome.note
            case Forked():
                verify_fork(outcome.fork, keys)  # as a third party would, with two checkpoints and the key
                house.forks.setdefault(origin, outcome.fork)
                self.count("forks shown")
            case Behind():
                self.count("old states seen")
            case Refused():
                self.count("refused")
                return False
        return True

    def heal(self) -> None:
        """Join all islands, stop all lies but the two stories, and let everyone hear everyone until nothing changes."""
        self.island = dict.fromkeys(self.island, 0)
        for _ in range(12):
            before = [(dict(each.notes), set(each.forks)) for each in self.houses]
            for house in self.honest:
                for other in self.houses:
                    if other is not house:
                        source = self._plain_story(house) if other is self.liar else other
                        self.listen(house, source, now=True)
            if before == [(dict(each.notes), set(each.forks)) for each in self.houses]:
                return
        raise AssertionError("the houses do not come to rest")

    def _plain_story(self, house: House) -> House:
        """Return the story that the liar tells this house, with nothing else changed, and no log but its own."""
        liar = self.houses[-1]
        raws = liar.logs.get(liar.origin, [])
        if NAMES.index(house.section.origin.rpartition("/")[2]) % 2 and self.other_story:
            raws = self.other_story
        notes = {liar.origin: signed(liar.section.signer, raws)} if raws else {}
        return House(liar.section, {liar.origin: list(raws)}, notes)


def followed(house: House, source: House, origin: str) -> Outcome:
    """Return what a house makes of a log that a source offers."""
    return follow(origin, held=house, source=source, verifiers=keys, limits=SMALL)  # type: ignore[arg-type]


def keys(origin: str, _size: int) -> list[Verifier]:
    """Return the key of a log."""
    return [each.signer.verifier() for each in sections(*NAMES) if each.origin == origin]


def said_by(house: House, random: Random) -> bytes:
    """Return an entry that a house writes, at a time that its clock claims."""
    body = random.choice((OrganisationNamed(organisation="o", name="x"), RoleGranted(person="p", role="approver")))
    claimed = START + timedelta(days=random.randrange(-9, 9), seconds=random.randrange(90_000))
    return entry_of(body, origin=house.origin, random=random, at=claimed)


def facts(house: House, origin: str) -> list[object]:
    """Return the rows that the entries of a log come to in this house."""
    return [fold(raw, origin, index).row for index, raw in enumerate(house.logs.get(origin, []))]


def _any(shown: House, random: Random) -> str:
    return random.choice(shown.origins())


def forged(shown: House, random: Random) -> None:
    """Sign another's log with the wrong key."""
    origin = _any(shown, random)
    other = shown.section.signer
    raws = [*shown.logs[origin], b"forged"]
    text = signed(other, raws).replace(other.name, origin)
    shown.logs[origin], shown.notes[origin] = raws, text


def replayed(shown: House, random: Random) -> None:
    """Show an older state of the own log."""
    raws = shown.logs.get(shown.origin, [])[:-1]
    if raws:
        shown.logs[shown.origin], shown.notes[shown.origin] = raws, signed(shown.section.signer, raws)


def truncated(shown: House, random: Random) -> None:
    """Show a checkpoint without its last entries."""
    origin = _any(shown, random)
    shown.logs[origin] = shown.logs[origin][: random.randrange(len(shown.logs[origin]) + 1)]


def oversized(shown: House, random: Random) -> None:
    """Put an entry into a log that no log can hold."""
    origin = _any(shown, random)
    shown.logs[origin] = [*shown.logs[origin][:-1], b"x" * (LARGEST + 1)]


def altered(shown: House, random: Random) -> None:
    """Change one byte of one entry."""
    origin = _any(shown, random)
    raws = list(shown.logs[origin])
    place = random.randrange(len(raws)) if raws else 0
    if raws:
        raws[place] = raws[place][:-2] + b"?}"
    shown.logs[origin] = raws


def misnamed(shown: House, random: Random) -> None:
    """Give the checkpoint of one log for another."""
    one, other = _any(shown, random), _any(shown, random)
    shown.notes[one] = shown.notes[other]


LIES: tuple[Lie, ...] = (forged, replayed, truncated, oversized, altered, misnamed)  # type: ignore[assignment]
