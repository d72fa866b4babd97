"""The bodies on our side, and which of them could meet a demand.

A file of bodies is TOML: tables `[[body]]` with `name` and `decides`, what it can decide in plain words, parted by
commas.

Rules:
  - Each body is weighed by how near in meaning what it decides is to what is asked, by words both share, and by whether
    the addressee bears its name; the weights were fitted on letters whose labels a person made (`ABLE`).
  - Nobody on our side is weighed beside them: an addressee that bears none of their names, or an authority
    (`wording.toml`, courts), speaks for nobody. Asking the wrong body is shown, not swallowed.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from answerable.critiques.letters.errors import BadBodies
from answerable.critiques.letters.found import NOBODY, Body
from answerable.critiques.letters.wording import cues, languages
from answerable.text.encoders.e5 import E5
from answerable.text.retrieval import key_of

MOST: Final = 200
"""Bodies in a file at most; chosen by hand: bounds the work for a file by mistake."""

SHORTEST: Final = 4
"""Letters of a word that can name or decide; chosen by hand."""

ABLE: Final = (10.7, 22.1, 0.7, 3.2, 1.2)
"""Weights of a body: nearness of what it decides as a whole, of its nearest part, words shared, the addressee's name,
and being named first. Fitted on 561 demands by maximum likelihood (2026-11-22); weights fitted on the 380 of our own
letters alone name the right body for .757 of the 181 of another hand."""

NONE: Final = (-1.2, 3.6, 1.7)
"""Weights of nobody: as such, an addressee that bears no body's name, an authority that is named."""


class _Body(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: str
    decides: str = ""


class _Listed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    body: tuple[_Body, ...]


def read_bodies(path: Path) -> tuple[Body, ...]:
    """Return the bodies of a file.

    Raises:
        BadBodies: It is not TOML, holds something else than tables `[[body]]`, names none or one twice.
    """
    try:
        listed = msgspec.convert(tomllib.loads(path.read_bytes().decode("utf-8")), _Listed).body
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, msgspec.ValidationError) as error:
        raise BadBodies(f"{path}: expected TOML with tables [[body]]: {error}") from error
    names = [each.name.strip() for each in listed]
    if not 0 < len(names) <= MOST or "" in names or NOBODY in names:
        raise BadBodies(f"{path}: expected 1 to {MOST} bodies, each with a name other than {NOBODY!r}; found {names}")
    twice = next((name for name in names if names.count(name) > 1), "")
    if twice:
        raise BadBodies(f"{path}: expected each name once, found {twice!r} twice")
    return tuple(Body(each.name, each.decides) for each in listed)


def able(words: str, bodies: Sequence[Body], *, addressee: str = "") -> str:
    """Return the name of the body that could meet a demand, or `NOBODY`; an empty text where no bodies are known."""
    if not bodies:
        return ""
    rows, none = weighed(words, tuple(bodies), addressee)
    scores = rows @ np.array(ABLE, np.float32)
    place = int(scores.argmax())
    return bodies[place].name if scores[place] >= float(none @ np.array(NONE, np.float32)) else NOBODY


def weighed(words: str, bodies: tuple[Body, ...], addressee: str) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return what speaks for each body, float32 [bodies, 5], and for nobody, float32 [3]."""
    demand = _vector(words)
    asked, named = _keys(words), _keys(addressee)
    wholes = np.array([demand @ _vector(f"{body.name}: {body.decides}") for body in bodies])
    parts = np.array([max(float(demand @ _vector(part)) for part in _parts(body)) for body in bodies])
    shared = np.array([len(asked & _keys(f"{body.name} {body.decides}")) for body in bodies])
    bears = np.array([_bears(named, body, bodies) for body in bodies])
    first = np.eye(1, len(bodies))[0]
    rows = np.stack([wholes - wholes.mean(), parts - parts.mean(), shared, bears, first], axis=1).astype(np.float32)
    authority = any(cues(f"{addressee} {words}", language)["courts"] for language in languages())
    none = np.array([1.0, bool(named) and bears.max() == 0, authority], np.float32)
    return rows, none


def _bears(named: frozenset[str], body: Body, bodies: Sequence[Body]) -> float:
    """Return how much of an addressee's words are this body's name; words that all names share count little."""
    own = _keys(body.name)
    others = frozenset[str]().union(*(_keys(each.name) for each in bodies if each is not body))
    return sum(1.0 if key not in others else 0.25 for key in named & own) / max(1, len(named))


def _parts(body: Body) -> list[str]:
    return [part.strip() for part in re.split(r"[,;،]", body.decides) if part.strip()] or [body.name]


def _keys(text: str) -> frozenset[str]:
    words = (word.casefold() for word in re.findall(r"\w+", text))
    return frozenset(key_of(word, "") for word in words if len(word) >= SHORTEST)


@lru_cache(maxsize=4096)
def _vector(text: str) -> NDArray[np.float32]:
    """Return the unit vector of a text."""
    vector: NDArray[np.float32] = E5().encode([text])[0]
    return vector
