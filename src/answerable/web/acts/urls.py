"""Addresses of acts."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from answerable.web.acts.views import act, acts

urlpatterns: list[URLPattern | URLResolver] = [
    path("say/", acts, name="acts-of-house"),
    path("say/<str:table>/", act, name="act-of-house"),
    path("cases/<str:case>/say/", acts, name="acts"),
    path("cases/<str:case>/say/<str:table>/", act, name="act"),
]
