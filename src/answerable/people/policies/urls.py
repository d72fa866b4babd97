"""Addresses of policies."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from answerable.people.policies import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("policy/", views.policy, name="policy"),
    path("policy/new/", views.policy_new, name="policy-new"),
    path("policy/import/", views.policy_import, name="policy-import"),
    path("policy/<str:ref>/", views.policy_compare, name="policy-compare"),
    path("policy/<str:ref>/endorse/", views.policy_endorse, name="policy-endorse"),
    path("policy/<str:ref>/policy.toml", views.policy_file, name="policy-file"),
]
