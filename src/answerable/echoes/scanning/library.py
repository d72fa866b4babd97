"""What a scan looks for, written into a folder once and mapped by every process that scans.

Rules:
  - Passages with the same words in the same language are looked for once, in however many releases and versions they
    stand; `owners` says in which. Which of them a use is of depends on the day of the page (`standing`).
  - An id is "RELEASE#PASSAGE".
  - The folder's digest is the SHA-256 over its files, without the graphs, which are made of the others; it stands for
    the input of a run.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final, NamedTuple

import msgspec

from answerable.echoes.errors import NothingReleased
from answerable.echoes.scanning.names import Names, gather_names
from answerable.echoes.scanning.nearness import FILES, GRAPHS, Nearness, open_nearness, write_nearness
from answerable.echoes.scanning.released import Followed, OwnPassage, Released
from answerable.text.encoders.light import LANGUAGES as LIGHT_LANGUAGES
from answerable.text.index.arrays import Library, gather, load, save
from answerable.text.index.passages import Passage

FOLLOWED: Final = "followed.json"
INPUT: Final = "input.json"
WORDS: Final = "words"


class Owner(NamedTuple):
    """A passage of a release.

    Attributes:
        release: The release that it stands in.
        passage: The passage.
    """

    release: Released
    passage: OwnPassage

    @property
    def id(self) -> str:
        """What it is called among all passages."""
        return f"{self.release.name}#{self.passage.id}"


class Own(NamedTuple):
    """All that was released, ready to be looked for.

    Attributes:
        words: The distinct passages, for the search by words; the id of each is its place.
        owners: For each of them, where it stands.
        names: What we and our documents are called.
        nearness: The passages by meaning, or None where the folder was written without.
        digest: SHA-256, in hex, over the folder.
    """

    words: Library
    owners: tuple[tuple[Owner, ...], ...]
    names: Names
    nearness: Nearness | None
    digest: str


class _Input(msgspec.Struct, frozen=True):
    """The last file to be written: a folder without it is no library."""

    digest: str
    meaning: bool


def write_library(followed: Followed, folder: Path, *, meaning: bool = True) -> str:
    """Write all that is looked for into a folder, and return the SHA-256 over it: the run's input.

    With `meaning` every passage is encoded twice, about a hundred passages a second; without, a scan with this folder
    finds words only.

    Args:
        followed: What was released, our names, and texts that are everybody's.
        folder: Where to; made if need be.
        meaning: Whether paraphrases and translations can be asked for.

    Raises:
        NothingReleased: No release has a word, or two passages have one id.
    """
    owned = _distinct(_owners(followed))
    folder.mkdir(parents=True, exist_ok=True)
    for file in (INPUT, *FILES, *GRAPHS):
        (folder / file).unlink(missing_ok=True)
    passages = [Passage(str(at), each[0].passage.text, each[0].release.language) for at, each in enumerate(owned)]
    save(gather(passages, followed.common), folder / WORDS)
    if meaning:
        write_nearness([each.text for each in passages], [each.language for each in passages], folder)
    (folder / FOLLOWED).write_bytes(msgspec.json.encode(followed))
    digest = _digest(folder)
    (folder / INPUT).write_bytes(msgspec.json.encode(_Input(digest, meaning)))
    return digest


def open_library(folder: Path) -> Own:
    """What was written into a folder, its arrays mapped into memory.

    Raises:
        NothingReleased: The folder holds no library, or one that was not finished.
        WrongLibrary: Its words were numbered by other rules than this version has.
    """
    if not (folder / INPUT).is_file():
        raise NothingReleased(f"{folder}: expected a library that was written to its end, found no {INPUT}")
    told = msgspec.json.decode((folder / INPUT).read_bytes(), type=_Input)
    followed = msgspec.json.decode((folder / FOLLOWED).read_bytes(), type=Followed)
    nearness = open_nearness(folder, lightly=_lightly(followed)) if told.meaning else None
    names = gather_names(followed.names, (each.title for each in followed.releases))
    return Own(load(folder / WORDS), _distinct(_owners(followed)), names, nearness, told.digest)


def _owners(followed: Followed) -> Iterator[Owner]:
    """Every passage with words, in the order of the releases."""
    for release in followed.releases:
        yield from (Owner(release, passage) for passage in release.passages if passage.text.strip())


def _distinct(owners: Iterator[Owner]) -> tuple[tuple[Owner, ...], ...]:
    """The passages with those put together that have the same words in the same language."""
    found: dict[tuple[str, str], list[Owner]] = {}
    seen: set[str] = set()
    for owner in owners:
        if owner.id in seen:
            raise NothingReleased(f"expected each passage once, found {owner.id} twice")
        seen.add(owner.id)
        found.setdefault((owner.release.language, owner.passage.text), []).append(owner)
    if not found:
        raise NothingReleased("expected a release with words, found none")
    return tuple(tuple(each) for each in found.values())


def _lightly(followed: Followed) -> bool:
    """Whether every release, or a translation of it, is in a language that the default encoder knows."""
    families: dict[str, bool] = {}
    for release in followed.releases:
        family = release.source or release.name
        families[family] = families.get(family, False) or release.language in LIGHT_LANGUAGES
    return all(families.values())


def _digest(folder: Path) -> str:
    """SHA-256 over the names and contents of the files that a scan reads."""
    digest = hashlib.sha256()
    for path in _files(folder):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _files(folder: Path) -> Sequence[Path]:
    named = [folder / FOLLOWED, *(folder / file for file in FILES), *(folder / WORDS).iterdir()]
    return sorted(path for path in named if path.is_file())
