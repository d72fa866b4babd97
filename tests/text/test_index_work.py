"""The work of a scan grows with its input, counted in steps and not in seconds."""

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from answerable.text.index.arrays import gather
from answerable.text.index.candidates import candidates
from answerable.text.index.names import names
from answerable.text.index.passages import Passage
from answerable.text.index.shingles import MOST_PLACES, seeds
from answerable.text.index.words import join, read_words

WORDS = ("council", "harbour", "clinic", "village", "mission", "found", "no", "the")


def steps(document: str, passages: list[str]) -> tuple[int, int]:
    """Words of the document, and cells of all alignments that a scan of it would fill."""
    library = gather(Passage(str(at), each) for at, each in enumerate(passages))
    words = read_words(*join([document]), names())
    found = seeds(words.hashes, words.firsts, library.shingles)
    compared = candidates(found, words.firsts, np.diff(library.pieces.firsts))
    sizes = np.diff(library.pieces.firsts)[compared.pieces]
    return len(words.hashes), int(((compared.ends - compared.starts) * sizes).sum())


@pytest.mark.parametrize("passages", [1, 40, 400])
def test_a_document_of_one_phrase_again_and_again_takes_steps_in_proportion(passages):
    phrase = "no clinic the mission found "
    ours = [f"{phrase * 5} {at}" for at in range(passages)]
    (small, few), (large, many) = (steps(phrase * times, ours) for times in (200, 2000))
    assert many / large <= 1.5 * few / small


def test_a_phrase_of_many_passages_leads_to_a_few_of_them():
    ours = [f"no clinic the mission found in village {at}" for at in range(10 * MOST_PLACES)]
    library = gather(Passage(str(at), each) for at, each in enumerate(ours))
    words = read_words(*join(["no clinic the mission"]), names())
    assert len(seeds(words.hashes, words.firsts, library.shingles).words) == MOST_PLACES


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.sampled_from(WORDS), min_size=4, max_size=40),
    st.lists(st.lists(st.sampled_from(WORDS), min_size=4, max_size=30), min_size=1, max_size=20),
)
def test_each_word_of_a_document_takes_a_bounded_number_of_steps(document, passages):
    longest = max(map(len, passages))
    count, cells = steps(" ".join(document * 20), [" ".join(each) for each in passages])
    assert cells <= count * len(passages) * longest * (5 * longest + 20)


def test_ten_megabytes_on_one_line_are_read():
    line = "мир и harbour 中文 e\u0301 " * 400_000
    words = read_words(*join([line]), names())
    assert len(words.hashes) == 6 * 400_000


def test_a_line_without_any_space_is_one_word():
    assert len(read_words(*join(["a" * 1_000_000]), names()).hashes) == 1


@pytest.mark.parametrize("bad", [b"\xff\xfe", b"\xc3", b"\xe2\x82", b"\xf0\x9f\x98", b"\x80" * 9, b"\xf8\x88\x80\x80"])
def test_bytes_that_are_not_text_end_words_and_nothing_else(bad):
    buffer = np.frombuffer(b"one " + bad + b" two", dtype=np.uint8)
    words = read_words(buffer, np.array([0, len(buffer)]), names())
    found = [buffer[start:end].tobytes() for start, end in zip(words.starts, words.ends, strict=True)]
    assert (found[0], found[-1]) == (b"one", b"two")
