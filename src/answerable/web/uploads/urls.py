"""Addresses under which files are sent in pieces."""

from __future__ import annotations

from django.urls import path

from answerable.web.uploads import views

urlpatterns = [
    path("uploads/", views.uploads, name="uploads"),
    path("uploads/<slug:token>/", views.upload, name="upload"),
]
