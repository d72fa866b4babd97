"""Addresses of drafting. They come before the page of a draft, which would take ``new`` for the name of one."""

from __future__ import annotations

from django.urls import path

from answerable.clearance.authoring.views.beside import beside
from answerable.clearance.authoring.views.drafting import edit_draft, new_draft
from answerable.clearance.authoring.views.marking import mark_statements
from answerable.clearance.authoring.views.supporting import support_statements

urlpatterns = [
    path("cases/<str:case>/drafts/new/", new_draft, name="draft-new"),
    path("cases/<str:case>/drafts/<str:output>/edit/", edit_draft, name="draft-edit"),
    path("cases/<str:case>/drafts/<str:output>/<int:version>/mark/", mark_statements, name="draft-mark"),
    path("cases/<str:case>/drafts/<str:output>/<int:version>/support/", support_statements, name="draft-support"),
    path("cases/<str:case>/drafts/<str:output>/<int:version>/beside/", beside, name="draft-beside"),
]
