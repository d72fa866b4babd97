"""What is read in a letter and in the reply to it.

Rules:
  - Offsets are half-open, in characters of the whole letter or the whole reply; `text` is exactly what stands there.
  - Who wrote a letter, and what it is about, is no feature of any label.
  - Everything found is a proposal; a person confirms or corrects it.

Terms: `docs/explanation/answering.md`.
"""

from __future__ import annotations

from typing import Final, Literal, get_args

import msgspec

ItemKind = Literal["demand", "allegation", "grievance", "question", "thanks"]
"""What an item of a letter is: an action asked for, a statement of fact or process held against us, what it did to
somebody, something to be told, and thanks."""

State = Literal["met", "partly", "acknowledged", "refused", "silent"]
"""What a reply does with an item: done, or accepted with owner or date; part of it; admitted or regretted without
action; refused, with reasons or without; nothing at all."""

SpokenAct = Literal["regret", "apology", "explanation", "correction", "commitment", "denial", "attack"]
"""What a sentence of a reply does. Regret is not an apology, an apology is not a correction."""

Where = Literal["letter", "reply", "between"]

ITEM_KINDS: Final[tuple[str, ...]] = get_args(ItemKind)
STATES: Final[tuple[str, ...]] = get_args(State)
SPOKEN_ACTS: Final[tuple[str, ...]] = get_args(SpokenAct)

NOBODY: Final = "none"
"""The body that could meet a demand that nobody on our side can meet."""


class Body(msgspec.Struct, frozen=True):
    """A body on our side, and what it can decide, in plain words."""

    name: str
    decides: str = ""


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What a reply does with an item; the words are empty where it is silent. `score`: 0 to 1, how likely."""

    state: State
    start: int = -1
    end: int = -1
    text: str = ""
    score: float = 0.0
    reason: str = ""


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that a letter says.

    Attributes:
        n: Its number in the letter, from 1.
        kind: What it is.
        start: Where its words begin in the letter.
        end: After the last.
        text: Its exact words.
        addressee: Who is asked, as the letter writes it; empty where it does not say.
        able: The name of the body that could meet a demand, `NOBODY`, or empty: no demand, or no bodies known.
        asked: What is to be done and to what, for a demand: characters of the letter; equal to `text` if not narrower.
        score: 0 to 1, how likely it is an item of this kind.
        reason: Why it is taken for one, in plain words.
        answer: What the reply does with it; None where no reply was read.
    """

    n: int
    kind: ItemKind
    start: int
    end: int
    text: str
    addressee: str = ""
    able: str = ""
    asked: str = ""
    score: float = 1.0
    reason: str = ""
    answer: Answer | None = None


class Promise(msgspec.Struct, frozen=True, kw_only=True):
    """A promise in a reply. "We" is no owner and "soon" no date: `owner` and `due` are then empty."""

    start: int
    end: int
    text: str
    owner: str = ""
    due: str = ""
    items: tuple[int, ...] = ()


class Spoken(msgspec.Struct, frozen=True, kw_only=True):
    """What a sentence of a reply does; one sentence may stand here under several acts."""

    act: SpokenAct
    start: int
    end: int
    text: str
    reason: str = ""


class Drift(msgspec.Struct, frozen=True, kw_only=True):
    """One thing under two names, or one promise in two forms, with where each stands.

    `where`: both in the letter, both in the reply, or `a` in the letter and `b` in the reply.
    """

    a: str
    b: str
    where: Where
    a_start: int
    a_end: int
    b_start: int
    b_end: int
    note: str = ""


class Read(msgspec.Struct, frozen=True, kw_only=True):
    """A letter, and the reply where one was given, as the engine reads them.

    `disputed` lists the numbers of the items whose facts the reply disputes or corrects.
    """

    letter: str
    language: str
    items: tuple[Item, ...]
    reply: str = ""
    reply_language: str = ""
    promises: tuple[Promise, ...] = ()
    spoken: tuple[Spoken, ...] = ()
    drift: tuple[Drift, ...] = ()
    disputed: tuple[int, ...] = ()
