"""Addresses of cases, boards, drafts and releases."""

from __future__ import annotations

from django.urls import path

from answerable.releases.views.board import board
from answerable.releases.views.case import case
from answerable.releases.views.cases import cases
from answerable.releases.views.draft import draft
from answerable.releases.views.release import download, release, release_form

urlpatterns = [
    path("", cases, name="cases"),
    path("cases/<str:case>/", case, name="case"),
    path("cases/<str:case>/way/<str:output>/", case, name="way"),
    path("cases/<str:case>/board/", board, name="case-board"),
    path("cases/<str:case>/board/<str:output>/", board, name="board"),
    path("cases/<str:case>/draft/", draft, name="case-draft"),
    path("cases/<str:case>/drafts/<str:output>/", draft, name="draft"),
    path("cases/<str:case>/drafts/<str:output>/<int:version>/", draft, name="draft-version"),
    path("cases/<str:case>/release/<str:output>/", release_form, name="release-form"),
    path("releases/<str:case>/<str:output>/<int:version>/", release, name="release"),
    path("releases/<str:case>/<str:output>/<int:version>/<str:name>", download, name="download"),
]
