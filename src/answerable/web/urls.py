"""Root addresses: those of the rooms; sign-in is among those of accounts."""

from __future__ import annotations

from django.urls import include, path
from django.views.i18n import set_language

from answerable.people.access import everyone
from answerable.web.health import health

urlpatterns = [
    path("health/", health, name="health"),
    path("language/", everyone(set_language), name="set-language"),
    path("", include("answerable.people.accounts.urls")),
    path("", include("answerable.people.urls")),
    path("", include("answerable.people.training.urls")),
    path("", include("answerable.people.policies.urls")),
    path("", include("answerable.web.home.urls")),
    path("", include("answerable.web.acts.urls")),
    path("", include("answerable.web.uploads.urls")),
    path("", include("answerable.clearance.authoring.urls")),
    path("", include("answerable.echoes.urls")),
    path("", include("answerable.critiques.urls")),
    path("", include("answerable.designations.urls")),
    path("", include("answerable.reviews.urls")),
    path("", include("answerable.houses.urls")),
    path("", include("answerable.releases.urls")),
    path("", include("answerable.clearance.urls")),
    path("", include("answerable.outputs.urls")),
    path("", include("answerable.findings.urls")),
    path("", include("answerable.evidence.urls")),
]
