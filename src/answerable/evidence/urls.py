"""Addresses of the evidence of a case."""

from __future__ import annotations

from django.urls import path

from answerable.evidence.views import item, items

urlpatterns = [
    path("cases/<str:case>/evidence/", items, name="items"),
    path("cases/<str:case>/evidence/<str:item>/", item, name="item"),
]
