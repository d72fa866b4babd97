"""What changed between two texts, word by word."""

from __future__ import annotations

from hypothesis import given, strategies as st

from answerable.clearance.authoring.difference import Run, _joined, _runs, difference, word_runs


def test_changed_words_are_set_apart():
    assert difference("He hid it.\n", "He showed it.\n") == (
        Run("same", "He "),
        Run("out", "hid"),
        Run("in", "showed"),
        Run("same", " it.\n"),
    )


def test_equal_texts_have_no_change():
    assert {run.kind for run in difference("One.\n\nTwo.", "One.\n\nTwo.")} == {"same"}


@given(st.text("ab \n", max_size=60), st.text("ab \n", max_size=60))
def test_both_texts_can_be_put_together_again(first, second):
    runs = list(_joined(_runs(first.splitlines(keepends=True), second.splitlines(keepends=True))))
    assert "".join(run.words for run in runs if run.kind != "in") == first
    assert "".join(run.words for run in runs if run.kind != "out") == second


def test_the_words_of_one_sentence_are_all_kept_however_long_it_is():
    long = "as it was said " * 40
    runs = word_runs(f"{long}on Monday", f"{long}on Tuesday")
    assert "".join(run.words for run in runs if run.kind != "in") == f"{long}on Monday"
    assert [run.words for run in runs if run.kind == "in"] == ["Tuesday"]
