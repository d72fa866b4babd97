import numpy as np
import pytest

from answerable.text.index import Index, Passage

CLINIC = "The mission found no clinic in seven villages near Lviv in May 2024."
HARBOUR = "Officers fired gas at a peaceful crowd beside the harbour on Sunday."
REWORDED = "According to its delegates, 7 settlements around Lwów lacked any medical centre as of May 2024."
TRANSLATED = "Миссия не нашла больницы в семи сёлах около Львова в мае 2024 года."
UNRELATED = "A choir from the northern islands sang for two hours to a small but cheerful audience."


class Subjects:
    """An encoder for these sentences only: one dimension for each subject."""

    SUBJECTS = (("clinic", "medical", "больницы"), ("gas", "газ"), ("choir", "sang"))

    def __init__(self):
        self.seen = []

    def encode(self, texts):
        self.seen += texts
        rows = [[float(any(word in text for word in words)) for words in self.SUBJECTS] for text in texts]
        return np.array(rows, dtype=np.float32).reshape(len(texts), len(self.SUBJECTS))


@pytest.fixture
def encoder():
    return Subjects()


def index(encoder, **options):
    passages = [Passage("clinic", CLINIC, "en"), Passage("harbour", HARBOUR, "en")]
    return Index(passages).ask(encoder, near=0.9, **options)


def test_the_same_in_other_words_is_reworded(encoder):
    [match] = index(encoder).scan([Passage("d", REWORDED, "en")])
    assert (match.passage, match.type) == ("clinic", "reworded")


def test_the_same_in_another_language_is_translated(encoder):
    [match] = index(encoder).scan([Passage("d", TRANSLATED, "ru")])
    assert (match.passage, match.type) == ("clinic", "translated")


def test_a_language_that_is_not_named_is_told_from_the_words(encoder):
    [match] = index(encoder).scan({"d": TRANSLATED})
    assert match.type == "translated"


def test_the_match_is_the_sentence(encoder):
    document = f"{UNRELATED} {TRANSLATED} {UNRELATED}"
    [match] = index(encoder).scan({"d": document})
    [span] = match.document_spans
    assert (span.words(document), match.source_spans[0].words(CLINIC)) == (TRANSLATED, CLINIC)


def test_what_is_near_no_passage_is_no_reuse(encoder):
    assert list(index(encoder).scan({"d": UNRELATED})) == []


def test_what_was_found_by_words_is_not_asked_for_again(encoder):
    [match] = index(encoder).scan({"d": CLINIC})
    assert (match.type, CLINIC in encoder.seen[2:]) == ("verbatim", False)


def test_a_short_sentence_is_not_asked_for(encoder):
    list(index(encoder).scan({"d": "No clinic anywhere. None."}))
    assert encoder.seen[2:] == []


def test_with_anchors_only_sentences_with_a_name_or_number_of_ours_are_encoded(encoder):
    found = list(index(encoder, anchored=True).scan({"d": f"{REWORDED} {UNRELATED}"}))
    assert ([match.type for match in found], encoder.seen[2:]) == (["reworded"], [REWORDED])


def test_an_empty_index_asks_nothing(encoder):
    assert list(Index({}).ask(encoder, near=0.5).scan({"d": REWORDED})) == []


def test_many_passages_are_searched_by_a_graph(encoder, monkeypatch):
    pytest.importorskip("usearch")
    monkeypatch.setattr("answerable.text.index.meaning.MANY", 1)
    [match] = index(encoder).scan([Passage("d", REWORDED, "en")])
    assert (match.passage, match.type) == ("clinic", "reworded")
