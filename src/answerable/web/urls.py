"""Root addresses: those of the rooms, and sign-in."""

from __future__ import annotations

from django.contrib.auth.views import LoginView, LogoutView
from django.urls import include, path

from answerable.people.access import everyone

urlpatterns = [
    path("sign-in/", everyone(LoginView.as_view(template_name="web/sign_in.html")), name="sign-in"),
    path("sign-out/", everyone(LogoutView.as_view()), name="sign-out"),
    path("", include("answerable.people.accounts.urls")),
    path("", include("answerable.people.urls")),
    path("", include("answerable.people.training.urls")),
    path("", include("answerable.people.policies.urls")),
    path("", include("answerable.web.home.urls")),
    path("", include("answerable.web.acts.urls")),
    path("", include("answerable.releases.urls")),
    path("", include("answerable.clearance.urls")),
    path("", include("answerable.clearance.authoring.urls")),
    path("", include("answerable.outputs.urls")),
    path("", include("answerable.findings.urls")),
    path("", include("answerable.evidence.urls")),
]
