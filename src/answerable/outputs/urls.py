"""Addresses of readings, of answers to flags, and of two versions side by side."""

from __future__ import annotations

from django.urls import path

from answerable.outputs.views import answer_flag, compare, read

urlpatterns = [
    path("cases/<str:case>/compare/", compare, name="compare"),
    path("cases/<str:case>/drafts/<str:output>/<int:version>/read/", read, name="read"),
    path(
        "cases/<str:case>/drafts/<str:output>/<int:version>/flags/<str:statement>/<path:flag>/",
        answer_flag,
        name="answer-flag",
    ),
]
