"""What leaves: confirmed uses in three forms, and nothing of what is inside."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, date, datetime

import msgspec
import pytest

from answerable.echoes.exports import (
    AROUND,
    Exported,
    claim_review,
    claim_reviews,
    table,
    web_annotation,
    web_annotations,
)

PART = "“Записи зникли”, — сказали вони. Seven e\u0301cole records are missing. That is all."
WORDS = "Seven e\u0301cole records are missing."


def exported(**changed) -> Exported:
    start = PART.index(WORDS)
    plain = {
        "id": "e" * 64,
        "organisation": "Harbour Watch",
        "release": "https://watch.example/releases/harbour/release/2/",
        "title": "Records",
        "statement": "lead",
        "statement_words": "Seven records may be missing.",
        "language": "en",
        "page": "https://a.example/1",
        "outlet": "The A",
        "page_title": "Gone",
        "page_language": "en",
        "published": datetime(2026, 3, 20, 12, tzinfo=UTC),
        "place": "body",
        "words": WORDS,
        "start": start,
        "before": PART[:start],
        "after": PART[start + len(WORDS) :],
        "relation": "edited",
        "shifts": (("certainty", "stronger"),),
        "attributed": True,
        "confirmed": date(2026, 3, 21),
    }
    return Exported(**{**plain, **changed})


def test_a_review_names_page_words_statement_and_label_and_gives_no_grade():
    found = claim_review(exported())
    assert found["@type"] == "ClaimReview"
    assert found["claimReviewed"] == WORDS
    assert found["itemReviewed"]["appearance"]["url"] == "https://a.example/1"
    assert found["isBasedOn"]["hasPart"]["identifier"] == "lead"
    assert found["url"].endswith("#statement-lead")
    assert found["reviewRating"] == {
        "@type": "Rating",
        "alternateName": "Our words, with some replaced or added. Changed: certainty stronger.",
    }


def test_a_review_says_nothing_of_who_published():
    assert "The A" not in json.dumps(claim_review(exported()))


def test_a_use_without_a_shift_is_called_faithful():
    assert claim_review(exported(shifts=()))["reviewRating"]["alternateName"].endswith("Faithful.")


def test_an_annotation_finds_its_words_by_place_and_by_what_stands_around_them():
    quote, place = web_annotation(exported())["target"]["selector"]
    assert PART[place["start"] : place["end"]] == quote["exact"] == WORDS
    assert PART.startswith(quote["prefix"] + quote["exact"] + quote["suffix"], PART.index(WORDS) - len(quote["prefix"]))
    assert len(quote["prefix"]) <= AROUND >= len(quote["suffix"])


def test_words_put_into_our_mouth_rest_on_no_statement():
    found = exported(relation="attribution", statement="", statement_words="", shifts=())
    assert len(web_annotation(found)["body"]) == 1
    assert "identifier" not in claim_review(found)["isBasedOn"]["hasPart"]


def test_documents_of_many_name_their_context_once():
    two = [exported(), exported(id="f" * 64)]
    for document in (claim_reviews(two), web_annotations(two, address="https://watch.example/echoes")):
        assert json.dumps(json.loads(json.dumps(document))).count("@context") == 1


def test_every_field_stands_in_the_table_and_comes_back_from_it():
    (row,) = csv.DictReader(io.StringIO(table([exported()]).decode()))
    assert set(row) == {*Exported.__struct_fields__, "label"}
    assert row["words"] == WORDS
    assert row["shifts"] == "certainty stronger"


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_a_cell_that_a_spreadsheet_would_run_is_quoted(cell):
    (row,) = csv.DictReader(io.StringIO(table([exported(page_title=cell)]).decode(), newline=""))
    assert row["page_title"] == f"'{cell}"


def test_what_may_leave_is_these_fields_and_no_others():
    assert {field.name for field in msgspec.structs.fields(Exported)} == {
        *("id", "organisation", "release", "title", "statement", "statement_words", "language", "page", "outlet"),
        *("page_title", "page_language", "published", "place", "words", "start", "before", "after", "relation"),
        *("shifts", "attributed", "confirmed"),
    }
