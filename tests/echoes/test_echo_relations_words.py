"""The words of this room are those of the text engine, and each has its meaning."""

from __future__ import annotations

from typing import get_args

from answerable.echoes.relations import RELATIONS, STANDINGS, VERDICTS, Relation, ShiftKind, Standing, Verdict
from answerable.text.lexicons import KINDS


def test_what_can_shift_is_what_the_engine_can_tell():
    assert set(get_args(ShiftKind)) == set(KINDS)


def test_every_word_has_its_meaning():
    for words, meanings in ((Relation, RELATIONS), (Standing, STANDINGS), (Verdict, VERDICTS)):
        assert tuple(meanings) == get_args(words)
