"""Words cut into pieces under marks: every character once, whatever the spans say."""

from __future__ import annotations

from typing import get_args, get_type_hints

from hypothesis import given, strategies as st

from answerable.echoes import words
from answerable.echoes.entries import MisuseAnswered
from answerable.echoes.marking import ours, theirs
from answerable.echoes.relations import RELATIONS, STANDINGS, Direction, Place, ShiftKind
from answerable.echoes.scanning.found import Echo
from answerable.echoes.streams.documents import REASONS
from answerable.text.comparing import Shift
from answerable.text.spans import Span

TEXTS = st.text(alphabet="ab e\u0301עא中 .", max_size=40)
SPANS = st.tuples(st.integers(0, 60), st.integers(0, 60)).map(lambda ends: Span(*sorted(ends)))


@given(TEXTS, TEXTS, st.lists(SPANS, max_size=4), st.lists(SPANS, max_size=4), SPANS, st.integers(0, 10))
def test_every_character_stands_once_on_its_side(source, restatement, used, changed, naming, start):
    shifts = tuple(
        Shift(kind="scope", direction="changed", source=span, restatement=span, reason="", basis="both")
        for span in changed
    )
    echo = Echo(
        id="",
        document="",
        place="body",
        relation="edited",
        score=1,
        source=tuple(used),
        restatement=tuple(used),
        source_words=source,
        restatement_words=restatement,
        restatement_start=start,
        shifts=shifts,
        naming=naming,
    )
    assert "".join(each.words for each in ours(echo)) == source
    assert "".join(each.words for each in theirs(echo)) == restatement


def test_every_short_name_has_words():
    assert set(words.RELATION_WORDS) == set(RELATIONS)
    assert set(words.STANDING_WORDS) == set(STANDINGS)
    assert set(words.REASON_WORDS) == set(REASONS)
    assert set(words.PLACE_WORDS) == set(get_args(Place))
    assert set(words.SHIFT_WORDS) == set(get_args(ShiftKind))
    assert set(words.DIRECTION_WORDS) == set(get_args(Direction))
    assert set(words.HOW_WORDS) == set(get_args(get_type_hints(MisuseAnswered)["how"]))


def test_the_words_say_what_the_engine_means():
    assert {name: str(meaning) for name, (_word, meaning) in words.RELATION_WORDS.items()} == dict(RELATIONS)
    assert {name: str(meaning) for name, (_word, meaning) in words.STANDING_WORDS.items()} == dict(STANDINGS)
    assert {name: str(meaning) for name, (_word, meaning) in words.REASON_WORDS.items()} == dict(REASONS)
