"""What is looked for, from files instead of the record: a lone document, or the folder of a release.

Rules:
  - A file is read as it is, and each of its sentences is a passage; it is called by its own name.
  - A folder is one that `answerable release` wrote: its certificate is checked first, and says what the release is
    called, in which language, and when it was released.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

import msgspec

from answerable.echoes.errors import NothingReleased
from answerable.echoes.scanning.passages import passages_of, title_of
from answerable.echoes.scanning.released import Followed, Released
from answerable.releases.verification import verify
from answerable.text.documents import Document, read_document, visible
from answerable.text.languages import language_of

CERTIFICATE, RELEASE = "certificate.json", "release.md"


def is_lone(name: str) -> bool:
    """Return whether a name leads to a file, or to the folder of a release."""
    path = Path(name)
    return path.is_file() or (path / CERTIFICATE).is_file() or (path / RELEASE).is_file()


def followed_in_files(paths: Iterable[Path]) -> Followed:
    """Return what to look for, from files and folders.

    Raises:
        NothingReleased: two have one name, or one has no words.
        TextError: a file cannot be read.
        CertificateError: a certificate does not hold, or is of another text.
        OSError: a file is not there.
    """
    releases: dict[str, Released] = {}
    for path in paths:
        released = of_folder(path) if path.is_dir() else of_file(path)
        if released.name in releases:
            raise NothingReleased(f"expected files with a name each, found two called {released.name}")
        releases[released.name] = released
    return Followed(releases=tuple(releases.values()))


def of_file(path: Path) -> Released:
    """Return a lone file as something that was released.

    Raises:
        NothingReleased: it has no words.
        TextError: it cannot be read.
    """
    document = read_document(path)
    return _released(document, path.name, language=_language(document), at_folder=path)


def of_folder(folder: Path) -> Released:
    """Return the release in a folder, after checking its certificate.

    Raises:
        NothingReleased: it has no words.
        CertificateError: the certificate does not hold, or is of another text.
        OSError: one of its two files is not there.
    """
    content = (folder / RELEASE).read_bytes()
    digests = {RELEASE: hashlib.sha256(content).hexdigest()}
    told = verify((folder / CERTIFICATE).read_bytes(), digests=digests).statement.predicate
    language = told.language.partition("-")[0]
    name = f"{told.case}/{told.output}/{told.version}"
    released = _released(read_document(content, media="markdown"), name, language=language, at_folder=folder)
    return msgspec.structs.replace(released, at=told.released_at)


def words_of(path: Path) -> str:
    """Return the words of a file, for texts whose words are everybody's.

    Raises:
        TextError: it cannot be read.
    """
    return _words(read_document(path))


def _released(document: Document, name: str, *, language: str, at_folder: Path) -> Released:
    passages = passages_of(document, language=language)
    if not passages:
        raise NothingReleased(f"{at_folder}: expected words, found none")
    return Released(name=name, title=title_of(document), language=language, passages=passages)


def _language(document: Document) -> str:
    return language_of(_words(document))


def _words(document: Document) -> str:
    return "\n\n".join(visible(block).text for block in document.blocks)
