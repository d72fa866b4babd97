"""What is noticed in marked statements by their own words and against what they rest on, without the learned part."""

from __future__ import annotations

import pytest
from hypothesis import given, settings, strategies as st

from answerable.text.checking import Marked, Passage, Reading, check, engine, read_statements
from answerable.text.checking.renderings.gates import CODES, NAMES
from answerable.text.documents import read_document


@pytest.fixture(autouse=True)
def no_shifts(monkeypatch):
    """Leave the learned part out: it has tests of its own."""
    monkeypatch.setattr("answerable.text.comparing.shifts", lambda *_, **__: [])


def read(
    text: str,
    *passages: str,
    says: str = "fact",
    place: str = "body",
    language: str = "en",
    limits: tuple[str, ...] = (),
) -> Reading:
    """Return the reading of a draft that is one statement, resting on passages."""
    known = {
        f"F{number}": Passage(id=f"F{number}", text=each, language=language, limits=limits)
        for number, each in enumerate(passages, start=1)
    }
    marked = Marked(id="a", start=0, end=len(text), place=place, says=says, rests_on=tuple(known))
    return read_statements(text, language=language, marked=[marked], passages=known)


def noticed(reading: Reading) -> list[str]:
    return [each.code for each in reading.notes]


def sure(reading: Reading) -> list[str]:
    return [each.code for each in reading.notes if each.sure]


GRAVER = {
    "en": ("The army committed war crimes in Selle.", "war crime"),
    "en, passive": ("Forty people were tortured by the police.", "torture"),
    "en, intent": ("The guards deliberately closed the gate.", "deliberate"),
    "uk": ("Військо вчинило воєнні злочини у Селлі.", "war crime"),
    "ru": ("Армия совершила военные преступления в Селле.", "war crime"),
    "fr": ("L'armée a commis des crimes de guerre à Selle.", "war crime"),
    "de": ("Die Armee hat in Selle Kriegsverbrechen begangen.", "war crime"),
    "es": ("El ejército cometió crímenes de guerra en Selle.", "war crime"),
    "pl": ("Armia popełniła zbrodnie wojenne w Selle.", "war crime"),
    "ar": ("ارتكب الجيش جرائم حرب في سيل.", "war crime"),
}


@pytest.mark.parametrize(("text", "category"), GRAVER.values(), ids=GRAVER)
def test_a_word_of_a_graver_category_is_named_with_its_category(text, category):
    language = next(name for name, case in GRAVER.items() if case[0] == text)[:2]
    found = [each for each in read(text, language=language).notes if each.code == "graver-word"]
    assert [(each.value, each.sure, each.carried) for each in found] == [(category, True, False)]


NOT_CLAIMED = {
    "quoted speech": '"It was genocide, it was torture," a woman from Selle said.',
    "a denial": "What happened does not amount to war crimes.",
    "a question examined": "We did not examine whether anyone acted deliberately.",
    "a question": "Was it torture?",
    "the name of a law": "The Convention against Torture binds the State.",
    "the name of a court": "A war crimes tribunal sits in Selle.",
}


@pytest.mark.parametrize("text", NOT_CLAIMED.values(), ids=NOT_CLAIMED)
def test_a_graver_word_that_is_not_claimed_is_left_alone(text):
    assert "graver-word" not in noticed(read(text))


def test_what_others_are_reported_to_have_said_is_a_remark():
    reading = read("The ministry said that the mayor was a terrorist.")
    assert noticed(reading).count("graver-word") == 1
    assert sure(reading) == []


def test_a_call_to_end_something_is_a_remark():
    assert sure(read("We call on the army to end the torture of prisoners.", says="call")) == []


def test_a_graver_word_that_the_finding_has_is_carried():
    (note,) = [
        each
        for each in read("Guards tortured prisoners.", "Guards tortured three prisoners.").notes
        if each.code == "graver-word"
    ]
    assert note.carried


def test_not_aware_does_not_become_did_not():
    reading = read("The army did not warn the residents.", "We are not aware that the army warned the residents.")
    (note,) = [each for each in reading.notes if each.code == "silence-as-failure"]
    assert (note.gate, note.sure, note.against) == (6, True, "F1")


SILENT = {
    "words of not knowing are kept": (
        "We are not aware that the army warned the residents.",
        "We are not aware that the army warned the residents.",
    ),
    "the negation is about something else": (
        "The army did not repair the bridge.",
        "We are not aware that the army warned the residents.",
    ),
    "the finding says that it was not done": (
        "The army did not warn the residents.",
        "The army did not warn the residents.",
    ),
}


@pytest.mark.parametrize(("text", "passage"), SILENT.values(), ids=SILENT)
def test_a_failure_that_is_no_silence_is_left_alone(text, passage):
    assert "silence-as-failure" not in noticed(read(text, passage))


LIMIT = ("Nobody independent could enter the valley.",)
FOUND = "Soldiers shot seven people in the valley."


def test_a_limit_that_stands_nowhere_beside_a_statement_is_lost():
    reading = read("Soldiers shot seven people there.", FOUND, limits=LIMIT)
    assert "limit-lost" in sure(reading)


@pytest.mark.parametrize(
    "text",
    [
        "Soldiers shot seven people there; nobody independent could enter the valley.",
        "Soldiers shot seven people in the valley, which we could not visit.",
    ],
)
def test_a_limit_in_its_own_or_other_words_is_carried(text):
    assert "limit-lost" not in noticed(read(text, FOUND, limits=LIMIT))


def test_a_limit_in_the_next_sentence_of_the_paragraph_is_carried():
    text = "Soldiers shot seven people there. Nobody independent could enter the valley."
    end = text.index(".") + 1
    marked = [Marked(id="a", start=0, end=end, place="body", says="fact", rests_on=("F",))]
    passages = {"F": Passage(id="F", text=FOUND, language="en", limits=LIMIT)}
    assert "limit-lost" not in noticed(read_statements(text, language="en", marked=marked, passages=passages))


def test_a_limit_that_a_title_leaves_out_is_a_remark():
    reading = read("Soldiers shot seven people", FOUND, place="title", limits=LIMIT)
    assert ("limit-lost" in noticed(reading), sure(reading)) == (True, [])


def test_a_quantifier_needs_a_number_somewhere():
    assert "quantifier-without-count" in sure(read("Most families left.", "Families left the village."))
    assert "quantifier-without-count" not in noticed(read("Most families left.", "Of 60 families 41 left."))
    assert "quantifier-without-count" not in noticed(read("Most families, 41 of 60, left.", "Families left."))


def test_a_quantifier_of_what_is_not_known_is_left_alone():
    assert noticed(read("We do not know how many families left.", "Families left.")) == []


NUMBERS = {
    "the same count": ("Police held 34 people.", "Police held 34 people.", False),
    "another count": ("Police held 43 people.", "Police held 34 people.", True),
    "words for digits": ("Police held thirty-four people.", "Police held 34 people.", False),
    "a share for its count": ("A quarter of the houses burned.", "15 of 60 houses burned.", False),
    "what is left of a base": ("The office showed 18 records.", "The office did not show 12 of 30 records.", False),
    "a rounded percentage": ("Some 57 per cent of cells had no window.", "4 of 7 cells had no window.", False),
    "a year": ("Police held people in 2019.", "Police held people.", False),
    "one in words": ("Police held one man.", "Police held a man.", False),
}


@pytest.mark.parametrize(("text", "passage", "found"), NUMBERS.values(), ids=NUMBERS)
def test_a_number_is_one_of_what_it_rests_on(text, passage, found):
    assert ("number-not-found" in noticed(read(text, passage))) is found


def test_a_number_that_somebody_else_named_is_a_remark():
    assert "number-not-found" not in sure(read("The ministry said that police held 43 people.", "Police held people."))


def test_a_statement_that_rests_on_nothing_is_compared_with_nothing():
    assert noticed(read("Police held 43 people in the yard.")) == []


def test_a_cause_needs_its_doer_and_a_count():
    reading = read("As a result, people died in the shelling.", says="cause")
    assert "cause-without-doer" in sure(reading)


@pytest.mark.parametrize(
    "text",
    [
        "As a result, 14 people died in the shelling.",
        "As a result, people were killed by soldiers of the Second Brigade.",
        "As a result, the office changed its rules.",
    ],
)
def test_a_cause_with_its_count_or_doer_or_without_harm_is_left_alone(text):
    assert "cause-without-doer" not in noticed(read(text, says="cause"))


def test_a_hidden_doer_is_a_remark_and_never_blocks():
    reading = read("People were killed at the gate.")
    assert ("doer-hidden" in noticed(reading), sure(reading)) == (True, [])


def test_words_without_exception_and_terms_of_art_are_remarks():
    reading = read("Everyone fled from the indiscriminate fire, always.")
    assert {"general", "term-of-art"} <= set(noticed(reading))
    assert sure(reading) == []


def test_a_term_of_art_in_a_legal_conclusion_is_left_alone():
    assert "term-of-art" not in noticed(read("The fire was indiscriminate.", says="law"))


PARTIES = ("the army", "the rebels", "the police", "the company", "the settlers", "the union")
SENTENCES = (
    "As a result of what {0} did, people died.",
    "Most of those whom {0} held were tortured by {1}.",
    "It is deliberate, and {0} always does it to {1}.",
    "We call on {0} to open the gate to {1}.",
    '"{0} committed genocide," a witness said of {1}.',
)


@pytest.mark.parametrize("sentence", SENTENCES)
def test_who_is_meant_makes_no_difference(sentence):
    shapes = set()
    for one in PARTIES:
        for other in PARTIES:
            notes = read(sentence.format(one, other), f"{one} was near.", says="").notes
            shapes.add(tuple((each.gate, each.code, each.value, each.sure) for each in notes))
    assert len(shapes) == 1


QUIET = {
    "a call": ("We call on the ministry to let observers into every prison.", "call"),
    "a caveat": ("We could not visit the valley and do not know who fired.", "fact"),
    "a denial": ("This in no way justifies the attack on the market.", "fact"),
    "criticism of a party": ("The ministry did not answer our letters of May and June.", "fact"),
    "a quotation": ('"They always shoot at everyone, most of us are dead," a man told us.', "quote"),
}


@pytest.mark.parametrize(("text", "says"), QUIET.values(), ids=QUIET)
def test_nothing_blocks_calls_caveats_denials_criticism_and_quotations(text, says):
    assert sure(read(text, says=says)) == []


def test_a_claim_in_no_statement_is_named_where_it_stands():
    text = "Soldiers shot seven people.\n\nPolice burned the market hall down."
    reading = read_statements(
        text, language="en", marked=[Marked(id="a", start=0, end=27, place="lead", says="fact")], passages={}
    )
    (note,) = [each for each in reading.notes if each.code == "not-marked"]
    assert text[note.start : note.end] == "Police burned the market hall down."


def test_headings_quotations_and_our_own_work_need_no_mark():
    text = (
        '# Recommendations\n\nSoldiers shot seven people.\n\nWe worked in May.\n\n"They burned it down," a man told us.'
    )
    start = text.index("Soldiers")
    marked = [Marked(id="a", start=start, end=start + 27, place="body", says="fact")]
    assert "not-marked" not in noticed(read_statements(text, language="en", marked=marked, passages={}))


def test_a_statement_that_is_speech_of_others_asserts_nothing():
    text = 'A man told us: "They burned it all down and shot my brother."'
    start = text.index('"')
    marked = [Marked(id="q", start=start, end=len(text), place="body", says="quote")]
    assert read_statements(text, language="en", marked=marked, passages={}).strengths == (("q", ""),)


def test_words_are_found_behind_markup():
    text = "The army **committed** *war* crimes in <b>Selle</b>."
    (note,) = [each for each in read(text).notes if each.code == "graver-word"]
    assert text[note.start : note.end] == "war* crimes"


def test_every_note_has_a_gate_and_a_code_with_a_name_and_one_line_of_reason():
    reading = read("Most were tortured; as a result people died.", "Some left.", limits=LIMIT)
    assert reading.notes
    for note in reading.notes:
        assert (note.code in CODES, note.gate in NAMES, "\n" in note.reason) == (True, True, False)


def test_the_engine_is_named_with_a_digest():
    assert engine().startswith("answerable-text/")
    assert engine() == read("Nothing.").engine


WORDS = st.lists(
    st.sampled_from(
        [
            "torture",
            "пытки",
            "التعذيب",
            "é",
            "e\u0301",
            "most",
            "12",
            "of",
            "30",
            "…",
            '"',
            "**",
            "\n\n",
            "人",
            "👩‍👧",
            ".",
        ]
    ),
    max_size=30,
)


@settings(max_examples=60, deadline=None)
@given(WORDS, st.sampled_from(["en", "ru", "ar", "uk", "fr", "zh", "und"]))
def test_notes_always_point_into_the_draft(words, language):
    text = " ".join(words)
    marked = [Marked(id="a", start=0, end=len(text), place="body", rests_on=("F",))]
    passages = {"F": Passage(id="F", text="7 of 12 left.", language="en", limits=("We saw nothing.",))}
    for note in read_statements(text, language=language, marked=marked, passages=passages).notes:
        assert 0 <= note.start <= note.end <= len(text)


CAREFUL = {
    "ru": "Нет доказательств, что убийства были преднамеренными.",
    "ru, no evidence": "Доказательств геноцида не найдено.",
    "uk": "Немає доказів, що вбивства були навмисними.",
    "de": "Es gibt keine Beweise dafür, dass die Tötungen vorsätzlich waren.",
    "fr": "Les allégations de torture n'ont pas pu être vérifiées.",
    "es": "Las denuncias de tortura no pudieron verificarse.",
    "en": "Reports of torture were not confirmed.",
    "en, own work": "We systematically interviewed all residents.",
    "en, conditional": "If confirmed, the attacks could amount to war crimes.",
}


@pytest.mark.parametrize("case", CAREFUL)
def test_a_careful_sentence_holds_up_no_lone_draft_in_any_language(case):
    found = check(read_document(CAREFUL[case], media="markdown"), language=case[:2])
    assert [each.code for each in found.reading.notes if each.sure] == []


def test_numbers_that_disagree_within_a_draft_are_named_when_its_statements_are_read():
    one, two = "Soldiers burned 14 houses in Selm.", "In Selm, soldiers burned 41 houses."
    marked = [
        Marked(id="title", start=0, end=len(one), place="title", says="fact"),
        Marked(id="body", start=len(one) + 2, end=len(one) + 2 + len(two), place="body", says="fact"),
    ]
    found = read_statements(f"{one}\n\n{two}", language="en", marked=marked, passages={})
    assert "numbers-disagree" in {note.code for note in found.notes}
    same = read_statements(f"{one}\n\n{two.replace('41', '14')}", language="en", marked=marked, passages={})
    assert "numbers-disagree" not in {note.code for note in same.notes}
