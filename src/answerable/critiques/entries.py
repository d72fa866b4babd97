"""What can be said about critiques: what others ask of us, item by item, what we answer, and what we promise.

Terms: gate 25 (answers, regret and correction kept apart), COPE and IFCN (prompt, free to read, a public channel for
complaints). Offsets are half-open, in characters of the letter or of the reply as it lies in the vault.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, ClassVar, Literal

from msgspec import Meta

from answerable.critiques.letters.found import ItemKind, State
from answerable.echoes.entries import Changed, OptionalDigest
from answerable.record.entry import Commitment, Count, Key, OptionalCommitment, OptionalKey, Part, Ref, Said
from answerable.releases.entries import OptionalRef

Language = Annotated[str, Meta(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]+)*$(?!\n)")]
"""A language tag (BCP 47)."""


class CritiqueReceived(Said, frozen=True, kw_only=True):
    """A letter, an article or a post against us reached a section, which takes it in word for word.

    `outputs` are the releases of this case that it concerns; none: the organisation's conduct at large. `public` says
    that the critic spoke in public, so that what they said may be shown with their name. `text` is what the offsets of
    items count in; `file_sha256` the digest of the file as it came.
    """

    kind: ClassVar[str] = "critique.received/1"
    critique: Key
    section: Key
    form: Literal["letter", "article", "post", "petition", "speech", "other"]
    who: Commitment
    public: bool
    language: Language
    text: Commitment
    file_sha256: OptionalDigest = ""
    received: date
    address: OptionalCommitment = ""
    outputs: tuple[Key, ...] = ()


class ListedItem(Part, frozen=True, kw_only=True):
    """One thing that a critique says, in its exact words.

    `able` is the body that could meet a demand: the key of a section, another body of ours, or ``none``. `correction`
    marks a demand for a change of what we published, which no regret meets. `proposed` is the kind that the engine had
    found there; empty where a person found the item.
    """

    item: Key
    kind: ItemKind
    start: Count
    end: Count
    words: Commitment
    addressee: OptionalCommitment = ""
    able: OptionalKey = ""
    output: OptionalKey = ""
    statements: tuple[Key, ...] = ()
    correction: bool = False
    proposed: ItemKind | Literal[""] = ""


class ItemsListed(Said, frozen=True, kw_only=True):
    """A person read a critique and says, item by item, what it says. The last list holds; the earlier ones stay.

    An item keeps its key from list to list. One that is left out later is shown as taken out, with the reason.
    """

    kind: ClassVar[str] = "items.listed/1"
    critique: Key
    items: Annotated[tuple[ListedItem, ...], Meta(max_length=120)]
    reason: OptionalCommitment = ""


class ItemHanded(Said, frozen=True, kw_only=True):
    """A demand was put to a body that cannot meet it, and is handed to the one that can."""

    kind: ClassVar[str] = "item.handed/1"
    critique: Key
    item: Key
    to: Key
    reason: Commitment


class ItemTaken(Said, frozen=True, kw_only=True):
    """The section to which an item was handed takes it over."""

    kind: ClassVar[str] = "item.taken/1"
    critique: Key
    item: Key
    section: Key


class FactJudged(Said, frozen=True, kw_only=True):
    """A fact stated in a critique was examined: it is accepted, corrected or disputed, on this ground."""

    kind: ClassVar[str] = "fact.judged/1"
    critique: Key
    item: Key
    judgement: Literal["accepted", "corrected", "disputed"]
    findings: tuple[Key, ...] = ()
    evidence: tuple[Key, ...] = ()
    text: Commitment


class ReplySent(Said, frozen=True, kw_only=True):
    """A section replied to a critique, in these words.

    `released_ref` is the release by which the reply passed its gates. Without one it went out past them, which everyone
    sees.
    """

    kind: ClassVar[str] = "reply.sent/1"
    critique: Key
    reply: Key
    section: Key
    language: Language
    text: Commitment
    sent: date
    output: OptionalKey = ""
    released_ref: OptionalRef = ""
    address: OptionalCommitment = ""


class ItemAnswered(Said, frozen=True, kw_only=True):
    """What became of an item, and the words of a reply that say so.

    `silent` says that the reply leaves the item without an answer; every other state is anchored in words of it.
    `notice` is the notice that carries a change of text, `changed` its day. `listed_ref` is the list by which the item
    was read; empty: the one that held then. `proposed` is what the engine had found.
    """

    kind: ClassVar[str] = "item.answered/1"
    critique: Key
    item: Key
    reply: Key
    state: State
    start: Count | None = None
    end: Count | None = None
    words: OptionalCommitment = ""
    reason: OptionalCommitment = ""
    notice: OptionalKey = ""
    changed: date | None = None
    listed_ref: OptionalRef = ""
    proposed: State | Literal[""] = ""


class ItemClosed(Said, frozen=True, kw_only=True):
    """Somebody who did not answer an item confirms that its answer answers it."""

    kind: ClassVar[str] = "item.closed/1"
    critique: Key
    item: Key
    answered_ref: Ref
    reason: OptionalCommitment = ""


class ItemReopened(Said, frozen=True, kw_only=True):
    """Somebody says that an answer does not answer its item after all, and why. Only another answer can."""

    kind: ClassVar[str] = "item.reopened/1"
    critique: Key
    item: Key
    answered_ref: Ref
    reason: Commitment


class CriticAsked(Said, frozen=True, kw_only=True):
    """The critic is given a link of their own, to see what became of each item and to say whether it is settled.

    Only a digest of the link's token is kept. A later link takes the place of an earlier one.
    """

    kind: ClassVar[str] = "critic.asked/1"
    critique: Key
    token_sha256: Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$(?!\n)")]
    language: Language
    expires: Annotated[datetime, Meta(tz=True)]


class CriticAnswered(Said, frozen=True, kw_only=True):
    """The critic says, through their link, whether an item is settled by the answer that they were shown, if any."""

    kind: ClassVar[str] = "critic.answered/1"
    critique: Key
    item: Key
    answered_ref: OptionalRef = ""
    answer: Literal["settled", "not-settled"]
    text: OptionalCommitment = ""


class CommitmentMade(Said, frozen=True, kw_only=True):
    """A promise, in the exact words in which it was made: who owns it, until when, and what would prove it kept.

    It was made in a `reply` to a `critique`, or follows from a `recommendation` of a `review`. `items` are the items of
    the critique that it answers.
    """

    kind: ClassVar[str] = "commitment.made/1"
    commitment: Key
    critique: OptionalKey = ""
    reply: OptionalKey = ""
    items: tuple[Key, ...] = ()
    review: OptionalKey = ""
    recommendation: OptionalKey = ""
    start: Count | None = None
    end: Count | None = None
    words: Commitment
    language: Language
    section: Key
    owner: Key
    due: date
    proof: Commitment


class CommitmentRestated(Said, frozen=True, kw_only=True):
    """A promise was said again elsewhere, in these words. What changed is shown; the first words stay the promise.

    `shifts` is what the engine found between the first words and these. A later day in `due` moves no deadline: it is
    shown beside the first.
    """

    kind: ClassVar[str] = "commitment.restated/1"
    commitment: Key
    words: Commitment
    language: Language
    said: date
    where: Commitment
    due: date | None = None
    shifts: Annotated[tuple[Changed, ...], Meta(max_length=24)] = ()


class CommitmentJudged(Said, frozen=True, kw_only=True):
    """Somebody other than its owner says whether a promise was kept, on this evidence."""

    kind: ClassVar[str] = "commitment.judged/1"
    commitment: Key
    outcome: Literal["kept", "partly", "broken"]
    evidence: tuple[Key, ...] = ()
    address: OptionalCommitment = ""
    proof: Commitment
