"""A release as schema.org JSON-LD: an article with its corrections, and a ClaimReview for each statement taken back."""

from __future__ import annotations

from typing import Any

from answerable.releases.exports.exported import Exported, Told, label, publication_status, whole

SCHEMA = "https://schema.org"

TYPES = {"report": "Report", "post": "SocialMediaPosting"}
"""What an output is called at schema.org; a `NewsArticle` else."""

TAKES_BACK = frozenset({"correction", "partial-retraction", "retraction", "withdrawal"})
"""Notices with which statements are taken back or put right."""


def as_jsonld(release: Exported) -> dict[str, Any]:
    """Return the article, its notices as `CorrectionComment`, and a `ClaimReview` of each statement taken back."""
    reviews = [
        _review(release, told, name, words)
        for told in release.notices
        if told.type in TAKES_BACK and not told.on
        for name, words in told.statements
    ]
    return {"@context": SCHEMA, "@graph": [_article(release), *reviews]}


def _article(release: Exported) -> dict[str, Any]:
    return {
        "@type": TYPES.get(release.type, "NewsArticle"),
        "@id": release.address,
        "url": release.address,
        "headline": release.title,
        "inLanguage": release.language,
        "version": release.version,
        "datePublished": release.released.isoformat(),
        "dateModified": release.changed.isoformat(),
        "creativeWorkStatus": release.status,
        "publisher": {"@type": "Organization", "name": release.organisation},
        **({"translationOfWork": {"@id": release.variant_of}} if release.variant_of else {}),
        **({"articleBody": release.text} if release.text else {}),
        "correction": [_comment(release, told) for told in release.notices],
        "isAccessibleForFree": True,
        "additionalProperty": [
            {"@type": "PropertyValue", "name": "certificate", "value": release.certificate},
            {"@type": "PropertyValue", "name": "pubstatus", "value": publication_status(release)},
        ],
    }


def _comment(release: Exported, told: Told) -> dict[str, Any]:
    return {
        "@type": "CorrectionComment",
        "@id": told.address,
        "url": told.address,
        "name": label(told.type),
        "genre": told.type,
        "text": whole(told),
        "inLanguage": release.language,
        "dateCreated": told.at.isoformat(),
        "author": {"@type": "Organization", "name": told.by},
        "about": [
            {"@type": "Quotation", "identifier": name, "text": words, "isPartOf": {"@id": release.address}}
            for name, words in told.statements
        ],
        **({"mainEntityOfPage": told.replaced_by} if told.replaced_by else {}),
    }


def _review(release: Exported, told: Told, name: str, words: str) -> dict[str, Any]:
    return {
        "@type": "ClaimReview",
        "@id": f"{told.address}#{name}",
        "url": told.address,
        "datePublished": told.at.isoformat(),
        "author": {"@type": "Organization", "name": told.by},
        "inLanguage": release.language,
        "claimReviewed": words,
        "reviewRating": {"@type": "Rating", "alternateName": f"{label(told.type)} by its publisher"},
        "reviewBody": whole(told),
        "itemReviewed": {
            "@type": "Claim",
            "appearance": {"@type": "CreativeWork", "url": release.address},
            "author": {"@type": "Organization", "name": release.organisation},
            "datePublished": release.released.isoformat(),
        },
    }
