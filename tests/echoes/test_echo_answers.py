"""A drafted answer: the exact statement, its limit, what changed, a link; no motive, no blame."""

from __future__ import annotations

import msgspec
import pytest

from answerable.echoes.answers import Answering, caveats, drafted
from answerable.echoes.models import read_echoes
from answerable.echoes.scanning.found import Echo
from answerable.evidence.clock import moment_of
from answerable.text.comparing import Shift
from answerable.text.spans import Span

OURS = "Seven of the thirty records may be missing."
THEIRS = "Seven records are missing."


def echo(**changed) -> Echo:
    bent = Shift(
        kind="certainty",
        direction="stronger",
        source=Span(28, 34),
        restatement=Span(14, 17),
        reason="It is now surer.",
        basis="both",
        probability=0.9,
    )
    plain = {
        "id": "e" * 64,
        "document": "d" * 64,
        "place": "body",
        "relation": "edited",
        "release": "harbour/release/2",
        "passage": "lead",
        "score": 0.8,
        "source_words": OURS,
        "restatement": (Span(0, len(THEIRS)),),
        "restatement_words": THEIRS,
        "restatement_start": 0,
        "shifts": (bent,),
    }
    return Echo(**{**plain, **changed})


def answer(**changed) -> str:
    plain = {"echo": echo(), "title": "Records", "address": "https://watch.example/r/", "language": "en"}
    return drafted(Answering(**{**plain, **changed}))


def test_it_quotes_both_sides_what_changed_the_limit_and_the_address():
    text = answer(caveats=("We have not seen them ourselves.",))
    for part in (OURS, THEIRS, "“may be”", "“are”", "We have not seen them ourselves.", "https://watch.example/r/"):
        assert part in text


def test_a_shift_of_which_the_engine_is_not_sure_is_not_held_up():
    doubtful = msgspec.structs.replace(echo().shifts[0], basis="model")
    assert "became" not in answer(echo=echo(shifts=(doubtful,)))


def test_words_put_into_our_mouth_are_answered_by_what_was_looked_through():
    text = answer(echo=echo(relation="attribution", source_words="", passage="", shifts=()), releases=3)
    assert "These words are not in the 3 texts that we released on this." in text
    assert "never said" not in text


@pytest.mark.parametrize(
    ("standing", "said"), [("correction-ignored", "had corrected"), ("superseded", "later version")]
)
def test_words_that_no_longer_stand_are_said_to_be_so(standing, said):
    assert said in answer(echo=echo(standing=standing))


def test_a_language_that_these_pages_do_not_speak_is_answered_in_english():
    assert answer(language="sw") == answer(language="en")


def test_the_same_use_gives_the_same_answer():
    assert answer() == answer()


def test_a_statement_brings_the_limits_that_it_carries(released):
    state = read_echoes("harbour", at=moment_of("harbour"))
    drafts = state.release.clearance.outputs
    carried = {each.id: each.carries for fact in drafts.marked for each in fact.body.statements if each.carries}
    assert carried
    found = {name: caveats(state, released, name) for name in carried}
    assert any(texts for texts in found.values())
    assert caveats(state, released, "s3") == ()
    assert caveats(state, "0" * 64, "lead") == ()
