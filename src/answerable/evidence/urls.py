"""Addresses of the evidence of a case."""

from __future__ import annotations

from django.urls import path

from answerable.evidence.views import bring_in, examine_item, item, items, ledger, open_item, preview

urlpatterns = [
    path("cases/<str:case>/evidence/", items, name="items"),
    path("cases/<str:case>/evidence/<str:item>/", item, name="item"),
    path("cases/<str:case>/evidence/<str:item>/preview.jpg", preview, name="item-preview"),
    path("cases/<str:case>/evidence/<str:item>/examine/", examine_item, name="item-examine"),
    path("cases/<str:case>/bring-in/", bring_in, name="bring-in"),
    path("cases/<str:case>/evidence/<str:item>/file/", open_item, name="item-file"),
    path("cases/<str:case>/evidence/<str:item>/ledger/", ledger, name="item-ledger"),
]
