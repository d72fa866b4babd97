"""Addresses of the page of houses, and of what houses ask each other for."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from answerable.houses.views import fork, houses

urlpatterns: list[URLPattern | URLResolver] = [
    path("houses/", houses, name="houses"),
    path("houses/forks/<ref>.txt", fork, name="house-fork"),
    path("house/", include("answerable.houses.serving.urls")),
]
