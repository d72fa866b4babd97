"""Addresses of objections and countersignatures."""

from __future__ import annotations

from django.urls import path

from answerable.clearance.views.objections import answer, close, countersign, dissent, object_to, objection

urlpatterns = [
    path("cases/<str:case>/drafts/<str:output>/<int:version>/object/", object_to, name="object"),
    path("cases/<str:case>/drafts/<str:output>/<int:version>/countersign/", countersign, name="countersign"),
    path("cases/<str:case>/objections/<str:objection>/", objection, name="objection"),
    path("cases/<str:case>/objections/<str:objection>/answer/", answer, name="answer"),
    path("cases/<str:case>/objections/<str:objection>/close/", close, name="close"),
    path("cases/<str:case>/objections/<str:objection>/dissent/", dissent, name="dissent"),
]
