"""A release with its notices in the forms that agencies, search engines and registries read."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import get_args

import feedparser
import NewsMLG2
import pytest
from lxml import etree
from msgspec.structs import replace

from answerable.releases.entries import NoticeType
from answerable.releases.exports import (
    Exported,
    Told,
    as_atom,
    as_jsonld,
    as_newsml,
    as_ninjs,
    as_updates,
    publication_status,
)
from answerable.releases.exports.newsml import NAMESPACE
from answerable.releases.notices import CROSSMARK

HOME = "https://harbour.example/releases/harbour/release/2/"
CROSSMARK_TYPES = {
    *("addendum", "clarification", "correction", "corrigendum", "erratum", "expression_of_concern"),
    *("new_edition", "new_version", "partial_retraction", "removal", "retraction", "withdrawal"),
}
NINJS = {
    *("uri", "standard", "type", "representationtype", "profile", "version", "firstcreated", "versioncreated"),
    *("contentcreated", "embargoed", "pubstatus", "urgency", "ednote", "language", "descriptions", "bodies"),
    *("headlines", "people", "organisations", "places", "subjects", "infosources", "title", "by", "altids"),
    *("associations", "trustindicators", "genres", "rightsinfo", "name"),
}
"""Properties of ninjs 2.1 that could be of use here; it allows no other than its own."""

RELEASE = Exported(
    address=HOME,
    certificate=f"{HOME}certificate.json",
    organisation="Harbour Watch",
    case="harbour",
    output="release",
    version=2,
    type="release",
    title="Twelve records & <thirty>",
    text="# Twelve records\n\nThe port did not show 12 of 30 records.",
    language="en",
    first=datetime(2026, 3, 1, 12, tzinfo=UTC),
    released=datetime(2026, 3, 2, 12, tzinfo=UTC),
)


def told(type_: str = "correction", **changes) -> Told:
    plain = {
        "key": "N1",
        "type": type_,
        "address": f"{HOME}#notice-N1",
        "text": "There were thirty-one, not thirty.",
        "at": datetime(2026, 3, 5, 9, tzinfo=UTC),
        "by": "Centre",
        "statements": (("lead", "The port did not show 12 of 30 records."),),
    }
    return Told(**{**plain, **changes})


def with_notice(type_: str = "correction", *, status: str = "current", **changes) -> Exported:
    return replace(RELEASE, status=status, notices=(told(type_, **changes),))


@pytest.mark.parametrize(
    ("release", "status"),
    [
        (RELEASE, "usable"),
        (with_notice(status="corrected"), "usable"),
        (with_notice("addendum"), "usable"),
        (with_notice("dissociation"), "usable"),
        (with_notice("expression-of-concern", status="under-review"), "withheld"),
        (with_notice("expression-of-concern", status="current"), "usable"),
        (with_notice("expression-of-concern", status="under-review", awaited=True), "usable"),
        (with_notice("expression-of-concern", on=f"{HOME}1/", status="under-review"), "usable"),
        (replace(RELEASE, status="under-review"), "usable"),
        (replace(RELEASE, rests="withheld"), "withheld"),
        (replace(RELEASE, rests="canceled"), "canceled"),
        (with_notice("retraction", status="current"), "usable"),
        (with_notice("retraction", status="retracted"), "canceled"),
        (with_notice("withdrawal", status="withdrawn"), "canceled"),
    ],
)
def test_an_agency_learns_what_it_may_do(release, status):
    assert publication_status(release) == status
    assert as_ninjs(release)["pubstatus"] == status
    item = etree.fromstring(as_newsml(release))
    assert item.find(f".//{{{NAMESPACE}}}pubStatus").get("qcode") == f"stat:{status}"


def test_ninjs_has_no_property_of_its_own_making():
    found = as_ninjs(with_notice())
    assert set(found) <= NINJS
    assert all(set(each) <= NINJS for each in found["associations"])
    assert found["associations"][0]["bodies"][0]["value"] == told().text


def test_another_reader_of_newsml_finds_item_status_and_notice():
    item = NewsMLG2.NewsMLG2Document(as_newsml(with_notice())).get_item()
    assert (item.guid, item.version, item.standardversion) == (HOME, "3", "2.34")
    meta = item.itemmeta
    assert meta.pubstatus.qcode == "stat:usable"
    assert meta.provider.literal == "Harbour Watch"
    assert [each.qcode for each in meta.signal] == ["sig:correction"]


def test_what_a_receiver_holds_is_replaced_by_a_higher_version():
    before, after = (etree.fromstring(as_newsml(each)) for each in (RELEASE, with_notice()))
    assert before.get("guid") == after.get("guid")
    assert int(after.get("version")) > int(before.get("version"))
    assert after.find(f".//{{{NAMESPACE}}}signal").get("qcode") == "sig:correction"


def test_the_article_carries_its_corrections_and_each_statement_taken_back_a_review():
    article, review = as_jsonld(with_notice())["@graph"]
    (comment,) = article["correction"]
    assert (comment["@type"], comment["text"]) == ("CorrectionComment", told().text)
    assert (review["@type"], review["claimReviewed"]) == ("ClaimReview", told().statements[0][1])


def test_a_dissociation_reviews_no_claim():
    assert [each["@type"] for each in as_jsonld(with_notice("dissociation"))["@graph"]] == ["NewsArticle"]


@pytest.mark.parametrize("write", [as_ninjs, as_jsonld, as_updates, as_newsml, lambda each: as_atom(each, own=HOME)])
def test_what_sections_say_against_a_wording_is_printed_with_it(write):
    release = with_notice(declined=(("Coast", "the wrong office"),), silent=("North",))
    left = write(release)
    whole = left.decode() if isinstance(left, bytes) else json.dumps(left)
    assert "Coast does not stand by the wording of this notice: the wrong office" in whole
    assert "North was asked about this notice and has not answered." in whole


def test_every_type_of_notice_has_a_type_of_crossmark():
    assert set(CROSSMARK) == {*get_args(NoticeType), "dissociation"}
    assert set(CROSSMARK.values()) <= CROSSMARK_TYPES


def test_updates_point_both_ways():
    work, notice = as_updates(with_notice("retraction"))["message"]["items"]
    assert work["updated-by"][0]["URL"] == notice["URL"]
    assert notice["update-to"][0]["URL"] == work["URL"]
    assert notice["update-to"][0]["type"] == "retraction"


def test_the_feed_is_read_with_its_notice_first():
    feed = feedparser.parse(as_atom(with_notice(), own=f"{HOME}wire.atom"))
    assert not feed.bozo
    assert [each.id for each in feed.entries] == [f"{HOME}#notice-N1", HOME]


@pytest.mark.parametrize("write", [as_newsml, lambda release: as_atom(release, own=HOME)])
def test_words_that_no_xml_can_hold_break_nothing(write):
    etree.fromstring(write(with_notice(text="a\x00b\x0b<c>&d")))


def test_words_that_were_erased_leave_no_body():
    gone = replace(RELEASE, text="")
    assert "bodies" not in as_ninjs(gone)
    assert etree.fromstring(as_newsml(gone)).find(f"{{{NAMESPACE}}}contentSet") is None
    assert "articleBody" not in as_jsonld(gone)["@graph"][0]
