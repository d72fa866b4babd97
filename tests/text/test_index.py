import pytest
from hypothesis import given, settings, strategies as st

from answerable.text.folding import fold
from answerable.text.index import Index, Least, Match, Passage, WrongLibrary
from answerable.text.index.meaning import sentences

VILLAGES = "Seven of the twelve villages visited in the Kyiv region had no clinic, the mission found in May."
HARBOUR = "Police fired tear gas at peaceful protesters near the old harbour on Sunday, wounding at least nine people."
ARTICLE = "Everyone in the harbour has the right to be heard before the council within thirty days of the complaint."


def scan(document: str, *passages: str, **options) -> list[Match]:
    index = Index({f"p{at}": each for at, each in enumerate(passages or (VILLAGES, HARBOUR))}, **options)
    return list(index.scan({"d": document}))


def words(match: Match, document: str) -> list[tuple[str, str]]:
    return [(step.op, step.document.words(document)) for step in match.alignment]


def test_a_passage_found_word_for_word_is_verbatim():
    document = f"Yesterday it was said: {VILLAGES} Nobody answered."
    [match] = scan(document)
    assert (match.type, match.score, match.passage, match.document) == ("verbatim", 1.0, "p0", "d")


def test_spans_point_at_the_words_on_both_sides():
    document = f"Было сказано: {VILLAGES} Nobody answered."
    [match] = scan(document)
    [source], [found] = match.source_spans, match.document_spans
    assert source.words(VILLAGES) == found.words(document) == VILLAGES.rstrip(".")


@pytest.mark.parametrize("place", ["Kiev", "Київ", "Киев", "KYIV", "Kyjiw", "Київ’"])
def test_another_name_of_a_place_is_the_same_word(place):
    [match] = scan(VILLAGES.replace("Kyiv", place))
    assert match.type == "verbatim"


def test_a_place_of_two_words_is_one_word():
    [match] = scan(VILLAGES.replace("Kyiv", "Кривой Рог"), VILLAGES.replace("Kyiv", "Kryvyi Rih"))
    assert match.type == "verbatim"


def test_an_ordinary_word_is_a_place_only_with_a_capital():
    ours = "По их словам тогда в городе Рівне было тихо весь вечер и всю ночь"
    small, great = scan(ours.replace("Рівне", "ровно"), ours), scan(ours.replace("Рівне", "Ровно"), ours)
    assert (small[0].type, great[0].type) == ("edited", "verbatim")


@pytest.mark.parametrize(
    "document",
    [
        VILLAGES.upper(),
        VILLAGES.replace("clinic", "сliniс"),  # with two Cyrillic letters
        VILLAGES.replace("mission", "mis\u00adsion"),
        VILLAGES.replace("mission", "mis-\nsion"),
        VILLAGES.replace("villages", "ｖｉｌｌａｇｅｓ"),
        VILLAGES.replace("e", "e\u0301"),
        VILLAGES.replace(" ", " \u00a0"),
        VILLAGES.replace(" ", " * "),
    ],
)
def test_another_way_of_writing_is_still_verbatim(document):
    assert [match.type for match in scan(document)] == ["verbatim"]


def test_replaced_words_make_it_edited_and_are_named():
    document = VILLAGES.replace("twelve villages", "ten towns")
    [match] = scan(document)
    assert (match.type, ("replaced", "ten towns") in words(match, document)) == ("edited", True)


def test_added_words_make_it_edited_and_are_named():
    document = VILLAGES.replace("had no clinic", "had no open clinic")
    [match] = scan(document)
    assert (match.type, ("added", "open") in words(match, document)) == ("edited", True)


def test_words_left_out_make_it_trimmed_and_are_named():
    [match] = scan(VILLAGES.partition(",")[0])
    dropped = [step.source.words(VILLAGES) for step in match.alignment if step.op == "dropped"]
    assert (match.type, dropped) == ("trimmed", ["the mission found in May"])


def test_words_left_out_in_the_middle_make_two_stretches_of_the_source():
    [match] = scan(VILLAGES.replace(" visited in the Kyiv region", ""))
    assert (match.type, len(match.source_spans), len(match.document_spans)) == ("trimmed", 2, 1)


def test_parts_of_two_passages_joined_are_spliced():
    document = f"{' '.join(VILLAGES.split()[:11])} and {' '.join(HARBOUR.split()[6:])}"
    found = scan(document)
    assert [(match.passage, match.type, match.joined_with) for match in found] == [
        ("p0", "spliced", ("p1",)),
        ("p1", "spliced", ("p0",)),
    ]


def test_two_passages_one_after_the_other_are_not_spliced():
    assert [match.type for match in scan(f"{VILLAGES} {HARBOUR}")] == ["verbatim", "verbatim"]


def test_the_alignment_names_every_word_of_the_passage_once_and_in_order():
    document = "Seven of twelve small villages in the Kiev region had no clinic or school, a mission found in May"
    [match] = scan(document)
    named = " ".join(step.source.words(VILLAGES) for step in match.alignment if step.source)
    assert fold(named).text.replace(",", "").split() == fold(VILLAGES).text.replace(",", "").rstrip(".").split()


def test_a_few_common_words_are_no_reuse():
    assert scan("In the region nobody was asked; on Sunday the mission found in its own files that it was so.") == []


def test_a_short_headline_kept_to_the_last_word_is_reuse():
    assert [
        match.type for match in scan("Today: no clinic in seven villages. So it is.", "No clinic in seven villages")
    ] == ["verbatim"]


def test_a_passage_of_a_treaty_alone_is_never_reuse():
    assert scan(ARTICLE, ARTICLE, common=[ARTICLE]) == []


def test_the_same_words_in_another_order_are_no_reuse():
    assert scan(" ".join(sorted(VILLAGES.split()))) == []


def test_a_treaty_that_everybody_quotes_is_no_reuse_of_ours():
    ours = f"The council refused nine of them. {ARTICLE}"
    assert (bool(scan(ARTICLE, ours)), scan(ARTICLE, ours, common=[ARTICLE])) == (True, [])


def test_our_own_words_around_a_treaty_are_still_found():
    ours = f"The council refused nine of the twelve petitions without reasons in writing. {ARTICLE}"
    assert [match.type for match in scan(ours, ours, common=[ARTICLE])] == ["verbatim"]


def test_of_two_passages_in_the_same_words_the_nearer_is_named():
    near = VILLAGES.replace("May", "June")
    assert [match.passage for match in scan(VILLAGES, near, VILLAGES)] == ["p1"]


def test_two_passages_with_the_same_words_are_both_named():
    assert sorted(match.passage for match in scan(VILLAGES, VILLAGES, VILLAGES)) == ["p0", "p1"]


def test_a_passage_may_be_found_twice_in_a_document():
    filler = "Nothing else of note was reported from there that week by anyone at all. " * 3
    assert [match.type for match in scan(f"{VILLAGES} {filler}{VILLAGES}")] == ["verbatim", "verbatim"]


def test_a_long_passage_is_one_match():
    long = " ".join(f"word{at}" for at in range(700))
    [match] = scan(f"before that {long} after that", long)
    assert (match.type, match.score) == ("verbatim", 1.0)


def test_chinese_is_matched_by_characters():
    ours = "委员会在十二个村庄中的七个没有发现任何诊所并且没有收到答复"
    document = f"据报道，{ours[:20]}，而且没有收到答复。"
    [match] = scan(document, ours)
    assert ours[:20] in document[match.document_spans[0].start : match.document_spans[-1].end]


def test_arabic_is_matched_without_points():
    ours = "وجدت البعثة أن سبع قرى من اثنتي عشرة قرية زارتها لا توجد فيها عيادة"
    pointed = ours.replace("قرية", "قَرْيَة").replace("إ", "ا").replace("أ", "ا")
    assert [match.type for match in scan(f"قالوا: {pointed}.", ours)] == ["verbatim"]


@pytest.mark.parametrize(
    "document",
    ["", "x", "\ud800", "\x00\x01\x02", "\u202e\u0301", "👩\u200d👩\u200d👧" * 50, "\n" * 1000, "-", "a-", "a-\n", "'"],
)
def test_odd_documents_have_no_matches(document):
    assert scan(document) == []


@pytest.mark.parametrize("passage", ["", "x", "\ud800", "three words only", "\x00" * 9, "👩\u200d👩" * 9])
def test_odd_passages_are_found_nowhere(passage):
    assert scan(VILLAGES, passage) == []


def test_a_lone_surrogate_moves_no_offset():
    document = f"\ud800é👩 {VILLAGES}"
    [match] = scan(document)
    assert match.document_spans[0].words(document) == VILLAGES.rstrip(".")


def test_no_passages_and_no_documents_give_no_matches():
    assert list(Index({}).scan({"d": VILLAGES})) == list(Index({"p": VILLAGES}).scan({})) == []


def test_an_id_that_occurs_twice_is_refused():
    with pytest.raises(ValueError, match="each id once"):
        Index([Passage("p", VILLAGES), Passage("p", HARBOUR)])


def test_a_saved_index_finds_the_same(tmp_path):
    index = Index({"p0": VILLAGES, "p1": HARBOUR})
    index.save(tmp_path / "index")
    again = Index.open(tmp_path / "index")
    document = {"d": f"{HARBOUR} And {VILLAGES}"}
    assert list(again.scan(document)) == list(index.scan(document))
    assert len(again) == 2


def test_an_empty_index_can_be_saved(tmp_path):
    Index({}).save(tmp_path)
    assert len(Index.open(tmp_path)) == 0


def test_a_folder_without_an_index_is_refused(tmp_path):
    with pytest.raises(WrongLibrary, match="expected a saved index"):
        Index.open(tmp_path)


def test_an_index_made_with_other_rules_is_refused(tmp_path):
    Index({"p": VILLAGES}).save(tmp_path)
    manifest = tmp_path / "library.json"
    manifest.write_text(manifest.read_text(encoding="utf-8").replace('"rules": "', '"rules": "0'), encoding="utf-8")
    with pytest.raises(WrongLibrary, match="build it again"):
        Index.open(tmp_path)


def test_what_reuse_is_at_least_can_be_set():
    document = "Seven of the twelve villages visited there"
    assert (scan(document), bool(scan(document, least=Least(part=10)))) == ([], True)


ALPHABETS = ("мир войнаобщийсёй ", "سلامقريةأإآى َ ", "中国人民委员会 ", "aéo\u0301e\u0301xyz ", "a\ud800 \u00ad-'’b")
TEXTS = st.sampled_from(ALPHABETS).flatmap(lambda each: st.text(alphabet=each, min_size=0, max_size=80))


@settings(max_examples=150, deadline=None)
@given(passage=TEXTS, before=TEXTS, after=TEXTS)
def test_kept_words_fold_to_the_same_text_on_both_sides(passage, before, after):
    document = f"{before} {passage} {after}"
    for match in Index({"p": passage}).scan({"d": document}):
        for step in match.alignment:
            if step.op == "kept":
                assert plain(step.source.words(passage)) == plain(step.document.words(document))


@settings(max_examples=100, deadline=None)
@given(passage=TEXTS, document=TEXTS)
def test_spans_lie_inside_and_in_order(passage, document):
    for match in Index({"p": passage}).scan({"d": document}):
        for spans, text in ((match.source_spans, passage), (match.document_spans, document)):
            edges = [edge for span in spans for edge in (span.start, span.end)]
            assert edges == sorted(edges)
            assert edges[-1] <= len(text)


def plain(text: str) -> str:
    """The letters alone: matching reads no marks between words, and joins at hyphens and apostrophes."""
    return "".join(each for each in fold(text).text if each.isalnum())


def test_sentences_end_at_marks_and_lines():
    text = " One is here. Two…  \nThree? 四。五"
    assert [span.words(text) for span in sentences(text)] == ["One is here.", "Two…", "Three?", "四。", "五"]
