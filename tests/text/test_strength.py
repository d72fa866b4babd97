"""How much a passage says: each kind in each language where it is marked, and where a near-miss must not be."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from answerable.text.strengths import strength

MARKED = [
    ("en", "certainty", "possible", "The guards may have broken the door.", "may have"),
    ("en", "certainty", "reported", "The mayor reportedly paid them.", "reportedly"),
    ("en", "certainty", "unknown", "The panel is not aware of a warning.", "is not aware of a warning"),
    ("en", "condition", "if", "If confirmed, the order is void.", "If confirmed"),
    ("en", "condition", "inverted", "Should the truce collapse, they would leave.", "Should the truce collapse"),
    ("en", "quantity", "most", "Most of the wells are dry.", "Most of"),
    ("en", "alternatives", "or", "It held fuel or fertiliser.", "or"),
    ("en", "alternatives", "one-or-both", "It was mined by one or both parties.", "one or both"),
    ("en", "scope", "everywhere", "It happened across the country.", "across the country"),
    ("en", "scope", "time", "It happened in May 2020.", "in May 2020"),
    ("en", "scope", "place", "It happened in Upper Selle.", "in Upper Selle"),
    ("en", "polarity", "negated", "They did not answer.", "did not answer"),
    ("en", "polarity", "double", "We cannot rule out arson.", "cannot rule out arson"),
    ("en", "cause", "cause", "They left because the well was dry.", "because"),
    ("en", "cause", "sequence", "They left after the unit came.", "after"),
    ("en", "intent", "deliberate", "The tents were deliberately burned.", "deliberately"),
    ("en", "agency", "doer-named", "Two men were shot by police.", "were shot by police"),
    ("en", "agency", "doer-hidden", "Two men were shot near the gate.", "were shot"),
    ("en", "legal_label", "law.war-crime", "This was a war crime.", "war crime"),
    ("en", "caveat", "not-justified", "This in no way justifies the raid.", "This in no way justifies the raid."),
    ("en", "attribution", "said", "It was raining, the Lamp Group said.", "the Lamp Group said"),
    ("en", "attribution", "no-comment", "The firm declined to comment.", "The firm declined to comment"),
    ("fr", "certainty", "reported", "Le maire aurait payé les hommes.", "aurait"),
    ("fr", "condition", "if", "Si cela se confirme, le décret est nul.", "Si cela se confirme"),
    ("fr", "quantity", "most", "La plupart des puits sont secs.", "La plupart"),
    ("fr", "alternatives", "or", "Du carburant ou des engrais.", "ou"),
    ("fr", "scope", "everywhere", "Cela arrive dans tout le pays.", "dans tout le pays"),
    ("fr", "polarity", "negated", "Ils ne viendront jamais.", "ne viendront jamais"),
    ("fr", "cause", "cause", "Ils sont partis parce que le puits est sec.", "parce que"),
    ("fr", "intent", "deliberate", "Les tentes ont été brûlées délibérément.", "délibérément"),
    ("fr", "agency", "doer-named", "Deux hommes ont été tués par la police.", "ont été tués par la"),
    ("fr", "legal_label", "law.war-crime", "C'est un crime de guerre.", "crime de guerre"),
    ("fr", "caveat", "contrast", "Le juge est venu, mais tard.", "mais tard"),
    ("fr", "attribution", "accused", "Le syndicat accuse la direction.", "Le syndicat accuse"),
    ("de", "certainty", "reported", "Der Wärter soll ihn geschlagen haben.", "soll"),
    ("de", "condition", "if", "Falls sich das bestätigt, gilt es nicht.", "Falls sich das bestätigt"),
    ("de", "quantity", "most", "Die meisten Brunnen sind trocken.", "Die meisten"),
    ("de", "alternatives", "or", "Treibstoff oder Dünger.", "oder"),
    ("de", "scope", "everywhere", "Das geschieht landesweit.", "landesweit"),
    ("de", "polarity", "negated", "Sie kamen nicht.", "nicht"),
    ("de", "cause", "cause", "Sie gingen, weil der Brunnen trocken war.", "weil"),
    ("de", "intent", "deliberate", "Die Zelte wurden absichtlich verbrannt.", "absichtlich"),
    ("de", "agency", "doer-hidden", "Zwei Männer wurden erschossen.", "wurden erschossen"),
    ("de", "legal_label", "law.war-crime", "Das war ein Kriegsverbrechen.", "Kriegsverbrechen"),
    ("de", "caveat", "contrast", "Er kam, jedoch spät.", "jedoch spät"),
    ("de", "attribution", "warned", "Die Ärztin warnte davor.", "Die Ärztin warnte"),
    ("es", "certainty", "reported", "El alcalde habría pagado.", "habría"),
    ("es", "condition", "if", "Si se confirma, el decreto es nulo.", "Si se confirma"),
    ("es", "quantity", "most", "La mayoría de los pozos están secos.", "La mayoría"),
    ("es", "alternatives", "or", "Combustible o abono.", "o"),
    ("es", "scope", "everywhere", "Pasa en todo el país.", "en todo el país"),
    ("es", "polarity", "negated", "No vinieron.", "No vinieron"),
    ("es", "cause", "cause", "Se fueron porque el pozo está seco.", "porque"),
    ("es", "intent", "deliberate", "Quemaron las tiendas deliberadamente.", "deliberadamente"),
    ("es", "agency", "doer-named", "Dos hombres fueron heridos por la policía.", "fueron heridos por la"),
    ("es", "legal_label", "law.war-crime", "Es un crimen de guerra.", "crimen de guerra"),
    ("es", "caveat", "contrast", "Vino, pero tarde.", "pero tarde"),
    ("es", "attribution", "demanded", "El sindicato exige una respuesta.", "El sindicato exige"),
    ("ru", "certainty", "reported", "Следователь якобы взял деньги.", "якобы"),
    ("ru", "condition", "if", "Если это подтвердится, приказ недействителен.", "Если это подтвердится"),
    ("ru", "quantity", "most", "Большинство колодцев пусты.", "Большинство"),
    ("ru", "alternatives", "or", "Топливо или удобрения.", "или"),
    ("ru", "scope", "everywhere", "Это происходит по всей стране.", "по всей стране"),
    ("ru", "polarity", "negated", "Они не пришли.", "не пришли"),
    ("ru", "cause", "cause", "Они ушли, потому что колодец пуст.", "потому что"),
    ("ru", "intent", "deliberate", "Палатки сожгли умышленно.", "умышленно"),
    ("ru", "agency", "doer-hidden", "Погибли двое.", "Погибли"),
    ("ru", "legal_label", "law.war-crime", "Это военное преступление.", "военное преступление"),
    ("ru", "caveat", "contrast", "Он пришёл, однако поздно.", "однако поздно"),
    ("ru", "attribution", "demanded", "Профсоюз потребовал ответа.", "Профсоюз потребовал"),
    ("uk", "certainty", "reported", "Слідчий нібито взяв гроші.", "нібито"),
    ("uk", "condition", "if", "Якщо це підтвердиться, наказ недійсний.", "Якщо це підтвердиться"),
    ("uk", "quantity", "most", "Більшість криниць порожні.", "Більшість"),
    ("uk", "alternatives", "or", "Пальне або добрива.", "або"),
    ("uk", "scope", "everywhere", "Це відбувається по всій країні.", "по всій країні"),
    ("uk", "polarity", "negated", "Вони не прийшли.", "не прийшли"),
    ("uk", "cause", "cause", "Вони пішли, тому що криниця порожня.", "тому що"),
    ("uk", "intent", "deliberate", "Намети спалили навмисно.", "навмисно"),
    ("uk", "agency", "doer-hidden", "Загинули двоє.", "Загинули"),
    ("uk", "legal_label", "law.war-crime", "Це воєнний злочин.", "воєнний злочин"),
    ("uk", "caveat", "contrast", "Він прийшов, однак пізно.", "однак пізно"),
    ("uk", "attribution", "demanded", "Профспілка вимагає відповіді.", "Профспілка вимагає"),
    ("pl", "certainty", "reported", "Burmistrz rzekomo zapłacił.", "rzekomo"),
    ("pl", "condition", "if", "Jeśli się to potwierdzi, rozkaz jest nieważny.", "Jeśli się to potwierdzi"),
    ("pl", "quantity", "most", "Większość studni jest sucha.", "Większość"),
    ("pl", "alternatives", "or", "Paliwo lub nawóz.", "lub"),
    ("pl", "scope", "everywhere", "Dzieje się to w całym kraju.", "w całym kraju"),
    ("pl", "polarity", "negated", "Oni nie przyszli.", "nie przyszli"),
    ("pl", "cause", "cause", "Odeszli, ponieważ studnia wyschła.", "ponieważ"),
    ("pl", "intent", "deliberate", "Namioty spalono celowo.", "celowo"),
    ("pl", "agency", "doer-named", "Zostali pobici przez policję.", "Zostali pobici przez policję"),
    ("pl", "legal_label", "law.war-crime", "To zbrodnia wojenna.", "zbrodnia wojenna"),
    ("pl", "caveat", "contrast", "Przyszedł, jednak późno.", "jednak późno"),
    ("pl", "attribution", "demanded", "Związek żąda odpowiedzi.", "Związek żąda"),
    ("ar", "certainty", "possible", "ربما كسر الحراس الباب.", "ربما"),
    ("ar", "condition", "if", "إذا تأكد ذلك فالقرار باطل.", "إذا تأكد ذلك فالقرار باطل"),
    ("ar", "quantity", "most", "معظم الآبار جافة.", "معظم"),
    ("ar", "alternatives", "or", "وقود أو سماد.", "أو"),
    ("ar", "scope", "everywhere", "يحدث ذلك في جميع أنحاء البلاد.", "في جميع أنحاء"),
    ("ar", "polarity", "negated", "لم يأتوا.", "لم يأتوا"),
    ("ar", "cause", "cause", "رحلوا لأن البئر جافة.", "لأن"),
    ("ar", "intent", "deliberate", "أحرقت الخيام عمدا.", "عمدا"),
    ("ar", "agency", "doer-hidden", "توفي رجلان.", "توفي"),
    ("ar", "legal_label", "law.war-crime", "هذه جريمة حرب.", "جريمة حرب"),
    ("ar", "caveat", "contrast", "جاء، لكن متأخرا.", "لكن متأخرا"),
    ("ar", "attribution", "demanded", "طالبت النقابة برد.", "طالبت النقابة برد"),
]

NEAR_MISSES = [
    ("en", "certainty", "It rained in May 2020."),
    ("en", "certainty", "The might of the river broke the dam."),
    ("en", "certainty", "He opened a can of soup."),
    ("en", "certainty", "Come as soon as possible."),
    ("en", "alternatives", "Or Valley has two wells."[3:]),
    ("en", "alternatives", "It was more or less dry."),
    ("en", "polarity", "There is no doubt."),
    ("en", "cause", "The police force came."),
    ("en", "intent", "The security forces came."),
    ("en", "scope", "They may go 6 metres."),
    ("fr", "polarity", "C'est sans doute lui."),
    ("fr", "condition", "C'est comme si de rien."),
    ("de", "alternatives", "Früher oder später regnet es."),
    ("de", "polarity", "Nicht nur er kam."),
    ("es", "alternatives", "Está más o menos seco."),
    ("es", "caveat", "Vinieron todos."),
    ("ru", "alternatives", "Рано или поздно пойдёт дождь."),
    ("uk", "alternatives", "Рано чи пізно піде дощ."),
    ("pl", "alternatives", "Prędzej czy później spadnie deszcz."),
    ("ar", "alternatives", "سيأتي عاجلا أم آجلا."),
]

RUNGS = [
    ("en", "The patrol broke the law.", "categorical"),
    ("en", "The patrol may have broken the law.", "may-have"),
    ("en", "The patrol probably broke the law.", "likely"),
    ("en", "The search raises concerns about privacy.", "raises-concern"),
    ("en", "The union asks the ministry to reply.", ""),
    ("en", "Who fired first is not known.", ""),
    ("en", "Did the patrol break the law?", ""),
    ("en", "North Gate", ""),
    ("en", "", ""),
    ("en", "The patrol burned the barn, which may be a crime.", "categorical"),
    ("de", "Die Streife könnte das Recht gebrochen haben.", "may-have"),
    ("ru", "Патруль, возможно, нарушил закон.", "may-have"),
]


def pairs(lang, text):
    return [(each.kind, each.value, each.words) for each in strength(text, lang=lang).features]


@pytest.mark.parametrize(("lang", "kind", "value", "text", "words"), MARKED)
def test_a_marked_passage_names_the_words_that_mark_it(lang, kind, value, text, words):
    assert (kind, value, words) in pairs(lang, text)


@pytest.mark.parametrize(("lang", "kind", "text"), NEAR_MISSES)
def test_a_near_miss_is_not_marked(lang, kind, text):
    assert [each for each in pairs(lang, text) if each[0] == kind and each[1] not in {"time", "place"}] == []


@pytest.mark.parametrize(("lang", "text", "expected"), RUNGS)
def test_the_main_clause_stands_on_its_rung(lang, text, expected):
    assert strength(text, lang=lang).rung == expected


@pytest.mark.parametrize(
    ("denied", "said"),
    [
        ("Nothing justifies the raid.", "Hunger justifies the raid."),
        ("This cannot be justified.", "This is justified."),
    ],
)
def test_a_justification_and_its_denial_are_told_apart(denied, said):
    assert "not-justified" in [value for _, value, _ in pairs("en", denied)]
    assert "justified" in [value for _, value, _ in pairs("en", said)]
    assert "not-justified" not in [value for _, value, _ in pairs("en", said)]


def test_features_stand_in_order():
    places = [each.start for each in strength("If two or more may go, most will not.", lang="en").features]
    assert places == sorted(places)


@given(st.text(), st.sampled_from(["en", "fr", "de", "es", "ru", "uk", "pl", "ar", "zh", "und"]))
def test_offsets_point_at_the_words_in_any_text(text, lang):
    found = strength(text, lang=lang)
    assert [each for each in found.features if text[each.start : each.end] != each.words or not each.words] == []


@pytest.mark.parametrize(
    "text", ["\ud800", "a\u0301" * 50, "🙂 not 🙂", "no\x00t", "не\u0301 пришли", "لم\u064f يأتوا", "１２ 人"]
)
def test_odd_characters_do_no_harm(text):
    assert all(each.words == text[each.start : each.end] for each in strength(text, lang="en").features)
