"""Addresses of findings."""

from __future__ import annotations

from django.urls import path

from answerable.findings.views import finding, findings

urlpatterns = [
    path("cases/<str:case>/findings/", findings, name="findings"),
    path("cases/<str:case>/findings/<str:finding>/", finding, name="finding"),
]
