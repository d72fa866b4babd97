"""Addresses of training."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from answerable.people.training import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("training/", views.training, name="training"),
    path("training/accept/", views.training_accept, name="training-accept"),
    path("training/modules/<str:module>/", views.training_module, name="training-module"),
    path("training/modules/<str:module>/questions/", views.training_quiz, name="training-quiz"),
    path("training/modules/<str:module>/result/", views.training_result, name="training-result"),
    path("training/modules/<str:module>/badge/", views.training_badge, name="training-badge"),
]
