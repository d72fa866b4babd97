"""Addresses of cases, boards, drafts and releases."""

from __future__ import annotations

from django.urls import path

from answerable.releases.views.acknowledging import acknowledge
from answerable.releases.views.board import board
from answerable.releases.views.case import case
from answerable.releases.views.cases import cases
from answerable.releases.views.dissociation import dissociate
from answerable.releases.views.draft import draft
from answerable.releases.views.exports import export
from answerable.releases.views.notices import draft_notice, notice, notices
from answerable.releases.views.reached import reached
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
    path("cases/<str:case>/evidence/<str:item>/reached/", reached, name="item-reached"),
    path("cases/<str:case>/notices/", notices, name="notices"),
    path("cases/<str:case>/notices/<str:notice>/", notice, name="notice"),
    path("cases/<str:case>/releases/<str:output>/<int:version>/notice/", draft_notice, name="notice-draft"),
    path("cases/<str:case>/releases/<str:output>/<int:version>/dissociate/", dissociate, name="dissociate"),
    path("n/<str:token>/", acknowledge, name="notice-acknowledge"),
    path("releases/<str:case>/<str:output>/<int:version>/", release, name="release"),
    path("releases/<str:case>/<str:output>/<int:version>/wire.<slug:form>", export, name="release-export"),
    path("releases/<str:case>/<str:output>/<int:version>/<str:name>", download, name="download"),
]
