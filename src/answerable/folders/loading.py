"""Appending a folder to the record: whole, or not at all.

Rules:
  - Acts are said in the order of their moments; each one's gate is asked, and refuses as it would on a page.
  - What is on record already is passed over, so that a folder that has grown can be loaded again. The record cannot
    forget: an act of the case that is on record and not in the folder, or has other words there, is an error.
  - One transaction. Keys made for new sections, and files put into the vault before a crash, may stay behind; nothing
    refers to them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import msgspec
from django.conf import settings
from django.db import OperationalError, transaction

from answerable.folders.acts import Act, same
from answerable.folders.errors import Busy, Changed, FolderError, Forgotten, raise_all
from answerable.folders.pins import Known
from answerable.folders.reading import Folder, Written, read_folder
from answerable.folders.recorded import Recorded, agrees, facts_of, recorded_acts
from answerable.folders.saying import Speaker
from answerable.folders.sections import Sections, origin_of, sections_of
from answerable.people.models import read_people
from answerable.record.keys import KeyRing
from answerable.record.log import lock
from answerable.releases.errors import FilesGone
from answerable.releases.releasing import complete
from answerable.vault.store import giving_back, hold

Tell = Callable[[int, int], None]
"""Called with how many acts are done, and of how many."""

_Pair = tuple[Act, Written]


class Loaded(msgspec.Struct, frozen=True):
    """What came of a folder: the case, how many acts were appended, and how many were on record already."""

    case: str
    appended: int
    skipped: int


def load_folder(folder: Path, *, keyring: KeyRing, tell: Tell | None = None) -> Loaded:
    """Append what the folder says to the record, and return what came of it.

    Raises:
        FolderError: something is wrong with the folder, or a gate is closed; nothing was appended.
        RecordError: a signing key cannot be made or opened; nothing was appended.
    """
    read = read_folder(folder, largest=settings.ANSWERABLE_LARGEST_FILE)
    known = Known()
    with giving_back(), _one_writer(), transaction.atomic():
        lock(f"folder {read.case}")
        hold(str(each.values["sha256"]) for each in read.acts if each.evidence is not None)
        sections = _sections(read)
        pairs = _placed(read, sections)
        for origin in sorted({act.origin for act, _ in pairs}):
            lock(origin)
        new = _not_on_record(read.case, pairs, known)
        _say_all(new, Speaker(read.place, keyring, known, sections.origins), tell)
        _complete(read.case, new, keyring)
    return Loaded(read.case, len(new), len(pairs) - len(new))


def _complete(case: str, new: Sequence[_Pair], keyring: KeyRing) -> None:
    """Make the files of releases that the folder tells of; where they cannot be made, `answerable release` says why."""
    for act, _written in new:
        if act.form.table == "output.released":
            with suppress(FilesGone):
                complete(case, act.values["output"], at=act.at, keyring=keyring)


def _say_all(new: Sequence[_Pair], speaker: Speaker, tell: Tell | None) -> None:
    for done, (act, written) in enumerate(new, start=1):
        speaker.say(act, written)
        if tell:
            tell(done, len(new))


def _sections(read: Folder) -> Sections:
    errors: list[FolderError] = []
    sections = sections_of(read_people(), read.acts, errors=errors)
    raise_all(errors)
    return sections


def _placed(read: Folder, sections: Sections) -> list[_Pair]:
    """Return each act with its log; raise for all that name nobody and no section known."""
    errors: list[FolderError] = []
    pairs = []
    for each in read.acts:
        try:
            origin = origin_of(sections, each)
        except FolderError as error:
            errors.append(error)
            continue
        case = read.case if each.form.file != "people.toml" or each.starts.get("case") else ""
        act = Act(
            form=each.form,
            by=each.by,
            at=each.at,
            origin=origin,
            case=case,
            values=each.values,
            pins=each.pins,
            file=each.file,
            lines=each.lines,
            path=each.path,
        )
        pairs.append((act, each))
    raise_all(errors)
    return pairs


def _not_on_record(case: str, pairs: Sequence[_Pair], known: Known) -> list[_Pair]:
    """Return the acts that are new; raise where the record holds acts of the case that the folder does not."""
    facts = facts_of(case, origins={act.origin for act, _ in pairs})
    known.add(facts)
    held: dict[tuple[object, ...], list[Recorded]] = defaultdict(list)
    for recorded in recorded_acts(facts, known):
        held[_name(recorded.act)].append(recorded)
    new = [pair for pair in pairs if not _taken(pair[0], held[_name(pair[0])], known)]
    left = [recorded for some in held.values() for recorded in some if recorded.act.case == case]
    raise_all([_lost(recorded, new) for recorded in left])
    return new


def _name(act: Act) -> tuple[object, ...]:
    return (act.form.table, act.by, act.at, act.origin, act.case)


def _taken(act: Act, held: list[Recorded], known: Known) -> bool:
    """Tell whether the act is among those on record, and take it out of them."""
    for recorded in held:
        if same(act.values, recorded.act.values) and agrees(act.pins, recorded, known):
            held.remove(recorded)
            return True
    return False


def _lost(recorded: Recorded, new: Sequence[_Pair]) -> FolderError:
    """Return the error for an act on record that the folder lacks, at the act that stands in its place, if one does."""
    old = recorded.act
    name = f"{old.form.table} by {old.by or 'nobody'} at {old.at:%Y-%m-%dT%H:%M:%SZ}"
    for act, _ in new:
        if act.form.table == old.form.table == "version.drafted" and _version(act) == _version(old):
            output, version = _version(old)
            message = (
                f"version {version} of {output} is on record with other words: draft it as version {int(version) + 1}"
            )
            return Changed("the version on record", "another", file=act.file, line=act.line(), message=message)
    for act, _ in new:
        if _name(act) == _name(old):
            message = f"{name} is on record with other words: leave it as it was, and say the change as a new act"
            return Changed("the act on record", "another", file=act.file, line=act.line(), message=message)
    message = f"{name} is on record and missing here ({_about(old)}); the record cannot forget"
    return Forgotten("the act on record", "none", file=old.form.file, message=message)


def _version(act: Act) -> tuple[str, int]:
    return str(act.values["output"]), int(act.values["version"])


def _about(act: Act) -> str:
    shown = [f"{name} = {value!r}" for name, value in act.values.items() if isinstance(value, str | int)]
    return ", ".join(shown[:2])


@contextmanager
def _one_writer() -> Iterator[None]:
    """Turn the database's refusal to wait any longer into an error that says what to do."""
    try:
        yield
    except OperationalError as error:
        if "locked" not in str(error) and "deadlock" not in str(error):
            raise
        message = "somebody else is writing to the record: nothing was loaded, try again"
        raise Busy("to write alone", "another writer", file="", message=message) from error
