"""Addresses of items of evidence."""

from __future__ import annotations

from django.urls import path

from answerable.evidence.views import item

urlpatterns = [path("cases/<str:case>/evidence/<str:item>/", item, name="item")]
