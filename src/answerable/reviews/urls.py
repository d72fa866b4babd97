"""Addresses of reviews: their public face for everyone; the rest, and who knew what, for insiders."""

from __future__ import annotations

from django.urls import URLPattern, path

from answerable.reviews.views.draft import draft
from answerable.reviews.views.knew import knew, knew_export, knew_line, knew_print, knew_proof
from answerable.reviews.views.promise import promise
from answerable.reviews.views.public import public_review, reviews
from answerable.reviews.views.publish import publication
from answerable.reviews.views.review import case_reviews, review

CASE = "cases/<str:case>/"
REVIEW = "cases/<str:case>/reviews/<str:review>/"

urlpatterns: list[URLPattern] = [
    path("reviews/", reviews, name="reviews"),
    path("reviews/<str:case>/<str:review>/", public_review, name="public-review"),
    path(f"{CASE}reviews/", case_reviews, name="case-reviews"),
    path(REVIEW, review, name="review"),
    path(f"{REVIEW}drafts/<int:version>/", draft, name="review-draft"),
    path(f"{REVIEW}publish/", publication, name="review-publish"),
    path(f"{REVIEW}recommendations/<str:recommendation>/", promise, name="review-promise"),
    path(f"{REVIEW}knew/", knew, name="review-knew"),
    path(f"{REVIEW}knew/print/", knew_print, name="review-knew-print"),
    path(f"{CASE}knew/", knew, name="knew"),
    path(f"{CASE}knew/print/", knew_print, name="knew-print"),
    path(f"{CASE}knew.<slug:form>", knew_export, name="knew-export"),
    path(f"{CASE}knew/<str:ref>/", knew_line, name="knew-line"),
    path(f"{CASE}knew/<str:ref>/proof.txt", knew_proof, name="knew-proof"),
]
