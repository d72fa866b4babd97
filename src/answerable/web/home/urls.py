"""Addresses of home, sections and registers."""

from __future__ import annotations

from django.urls import path

from answerable.web.home.views.feeds import my_calendar, my_feed
from answerable.web.home.views.home import home, waiting
from answerable.web.home.views.preferences import preferences, renew
from answerable.web.home.views.registers import figure, figures, register
from answerable.web.home.views.sections import section, sections

urlpatterns = [
    path("waiting/", home, name="home"),
    path("waiting/<slug:mark>/", waiting, name="waiting"),
    path("sections/", sections, name="sections"),
    path("sections/<str:section>/", section, name="section"),
    path("register/", register, name="register"),
    path("figures/", figures, name="figures"),
    path("figures/<slug:name>-<slug:paper>.svg", figure, name="figure"),
    path("preferences/", preferences, name="preferences"),
    path("preferences/renew/", renew, name="renew-feed"),
    path("feeds/<str:token>/waiting.atom", my_feed, name="my-feed"),
    path("feeds/<str:token>/waiting.ics", my_calendar, name="my-calendar"),
]
