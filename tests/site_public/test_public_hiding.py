"""What a publisher might like to hide, and what somebody's key might break: it stands on the pages all the same."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from answerable.evidence.clock import moment_of
from answerable.releases.models import read_release
from answerable.site.errors import SameName
from answerable.site.files import anchors_on
from answerable.site.frame import LeftOut, place
from answerable.site.publishing import left_out, publish, site_files
from answerable.site.writing import write_site
from tests.site_public.canaries import Canaries
from tests.site_public.test_public_canary import put

AT = datetime(2026, 6, 1, tzinfo=UTC)
REVIEW = "reviews/harbour/RV1/index.html"


def opened(*, case: str = "harbour", **links: object) -> None:
    """Put acts of every kind on record in a case: a review and a list are among them, and no release."""
    given = {"version": 2, "draft_ref": "0" * 64, "released_ref": "0" * 64, "statements": [], "replaced_by": ""}
    given |= {
        "reverses": "",
        "outputs": ["release"],
        "cases": [case],
        "statuses": ["ST1"],
        "policy.adopted/1.afterwards.review": 1,
    }
    Canaries(links={**given, **links}, public=False, case=case).release()


def test_a_review_is_told_from_its_opening_though_nothing_of_its_case_was_released(countersigned):
    opened()
    files = site_files(at=AT)
    assert REVIEW in files
    assert b"harbour/RV1/index.html" in files["reviews/index.html"]
    assert not [path for path in files if path.startswith(("cases/", "critiques/harbour", "releases/"))]
    assert b"Accident records at the port of Selsund" not in b"".join(files.values())
    assert REVIEW in site_files(at=AT, cases=["harbour"])


def test_what_is_left_out_by_choice_is_said_by_number_on_every_page(released):
    opened(case="quay")
    chosen = site_files(at=AT, cases=["quay"])
    pages = [path for path in chosen if path.endswith("index.html")]
    assert pages
    assert [path for path in pages if b"left out, by number: cases 1, reviews 0, lists 0." not in chosen[path]] == []
    assert b"lists 1." in site_files(at=AT, cases=["harbour"])["index.html"]
    assert b"left out" not in site_files(at=AT)["index.html"]


def test_a_review_that_is_left_out_by_choice_is_counted(countersigned):
    opened()
    assert left_out(["quay"], at=AT) == LeftOut(cases=0, reviews=1, lists=1)


def test_a_clock_that_stands_is_told_wherever_days_are_counted(released):
    put(public=True)
    files = site_files(at=AT)
    counted = ["critiques/harbour/CR1/", "reviews/harbour/RV1/", "lists/LS1/", "commitments/", "critiques/", "reviews/"]
    assert [path for path in counted if b"Worked example: its clock stands at" not in files[f"{path}index.html"]] == []


@pytest.mark.parametrize("key", ["index.html", "INDEX.HTML", "feed.xml", "con", "Aux.txt", "lpt1", "a."])
def test_no_key_takes_the_place_of_a_file_or_a_name_that_a_system_cannot_hold(key):
    assert place(key) == f"~{key}~"


def test_other_keys_are_their_own_folder():
    assert [place(key) for key in ("harbour", "K1", "a..b", "console", "index")] == [
        "harbour",
        "K1",
        "a..b",
        "console",
        "index",
    ]


def test_a_list_and_a_review_called_as_a_page_is_take_no_page_away(released, tmp_path):
    opened(review="index.html", list="index.html")
    files = publish(tmp_path / "site", at=AT)
    assert {"lists/~index.html~/index.html", "reviews/harbour/~index.html~/index.html"} <= set(files)
    assert b"~index.html~/index.html" in files["lists/index.html"]


def test_where_a_file_system_takes_two_names_for_one_the_earlier_site_stands(tmp_path):
    write_site(tmp_path / "site", {"index.html": b"first"}, moment="2026-06-01T00:00:00+00:00", language="en")
    with pytest.raises(SameName, match="two keys are one here"):
        write_site(tmp_path / "site", {"a/x": b"1", "a//x": b"2"}, moment="2026-06-01T00:00:00+00:00", language="en")
    assert (tmp_path / "site" / "index.html").read_bytes() == b"first"


def test_a_section_whose_key_another_took_before_is_heard(released):
    """Whoever takes the name that a dissociation would have keeps nobody from being heard."""
    put(public=True)
    state = read_release("harbour", at=moment_of("harbour"))
    (said,) = state.dissociations
    (release,) = state.released
    twice = [replace(said, ref=f"{number}" * 64) for number in (1, 2, 3)]
    anchors = anchors_on(replace(state, dissociations=tuple(twice)), release)
    assert {fact.ref for fact in twice} <= set(anchors)
    assert len(set(anchors.values())) == len(anchors)
