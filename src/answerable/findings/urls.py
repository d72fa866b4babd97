"""Addresses of findings."""

from __future__ import annotations

from django.urls import path

from answerable.findings.views import finding

urlpatterns = [path("cases/<str:case>/findings/<str:finding>/", finding, name="finding")]
