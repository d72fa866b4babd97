"""Finds where passages reappear in documents: verbatim, edited, trimmed, spliced, reworded, translated.

    index = Index({"r1-s3": "Seven of the twelve villages visited had no clinic."})
    for match in index.scan({"page": "… seven of twelve villages visited had no clinic …"}):
        ...

A funnel keeps it fast. Shared runs of four words, read in one pass over the bytes, give candidates; alignment of the
words decides which are reuse and of what type; sentences that share no words can be asked for by meaning, with an
encoder that is passed in. Every match has half-open spans in characters of both originals, and an alignment that says
which words were kept, dropped, added and replaced. A machine match is a proposal; a person confirms it.
"""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Self

from answerable.text.index.arrays import Library, WrongLibrary, gather, load, save
from answerable.text.index.meaning import Encoder, Meaning, encoded
from answerable.text.index.passages import Change, Match, Operation, Passage, Reuse, as_passages
from answerable.text.index.scanning import batches, matches, read
from answerable.text.index.verification import Least

__all__ = ["Change", "Index", "Least", "Match", "Operation", "Passage", "Reuse", "WrongLibrary"]


class Index:
    """Passages to be found again.

    A passage of fewer than four words has no shingle and is found by meaning only.

    Args:
        passages: The passages, by id.
        common: Texts whose words are everybody's, such as treaties: quoting them is not reuse of ours.
        least: What reuse is at least.
    """

    def __init__(
        self,
        passages: Mapping[str, str] | Iterable[Passage],
        *,
        common: Iterable[str] = (),
        least: Least | None = None,
    ) -> None:
        self._take(gather(as_passages(passages), common), least)

    def _take(self, library: Library, least: Least | None) -> None:
        self._library = library
        self._least = least or Least()
        self._meaning: Meaning | None = None

    @classmethod
    def of(cls, library: Library, *, least: Least | None = None) -> Self:
        """The index over a library that was made before."""
        index = cls.__new__(cls)
        index._take(library, least)  # noqa: SLF001 - its own
        return index

    @classmethod
    def open(cls, folder: Path, *, least: Least | None = None) -> Self:
        """The index saved in a folder, mapped into memory.

        Raises:
            WrongLibrary: The folder holds none, or one made with other rules.
        """
        return cls.of(load(folder), least=least)

    def save(self, folder: Path) -> None:
        """Write the index into a folder, for `open`; an encoder's vectors are not written."""
        save(self._library, folder)

    def __len__(self) -> int:
        """The number of passages."""
        return len(self._library)

    def ask(self, encoder: Encoder, *, near: float, anchored: bool = False) -> Self:
        """The same index, which from now on finds passages by meaning too.

        Args:
            encoder: Gives texts their vectors; all passages are encoded now.
            near: Least lead of a reuse: the cosine with a passage, less half the mean cosine with the next five. About
                .45 for the default encoder; measure it for another, on sentences that are no reuse.
            anchored: Encode only sentences that share a number, a place or a name with some passage: faster, and loses
                the rewordings without any.
        """
        self._meaning = encoded(self._library, encoder, near=near, anchored=anchored)
        return self

    def scan(self, documents: Mapping[str, str] | Iterable[Passage]) -> Iterator[Match]:
        """The matches, document by document; those by meaning follow once some documents have been read.

        Documents are read in batches, so that a stream of any length fits the memory.
        """
        for batch in batches(as_passages(documents)):
            texts = [each.text for each in batch]
            yield from matches(read(texts), batch, self._library, self._least, self._meaning)
