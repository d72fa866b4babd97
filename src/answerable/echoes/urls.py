"""Addresses of echoes: releases and their uses for insiders, and what people confirmed for everyone."""

from __future__ import annotations

from django.urls import path

from answerable.echoes.views.exports import export
from answerable.echoes.views.holders import holders
from answerable.echoes.views.index import case_echoes, echoes
from answerable.echoes.views.misuse import misuse
from answerable.echoes.views.release import chart, release_echoes
from answerable.echoes.views.skipped import skipped
from answerable.echoes.views.use import picture, use

OUTPUT = "cases/<str:case>/echoes/<str:output>/"

urlpatterns = [
    path("echoes/", echoes, name="echoes"),
    path("cases/<str:case>/echoes/", case_echoes, name="case-echoes"),
    path(OUTPUT, release_echoes, name="release-echoes"),
    path(f"{OUTPUT}<slug:name>-<slug:paper>.svg", chart, name="echoes-chart"),
    path(f"{OUTPUT}skipped/", skipped, name="echoes-skipped"),
    path(f"{OUTPUT}misuses/<str:misuse>/", misuse, name="misuse-of-release"),
    path(f"{OUTPUT}<str:use>/", use, name="use"),
    path(f"{OUTPUT}<str:use>/picture.png", picture, name="use-picture"),
    path("cases/<str:case>/releases/<str:output>/<int:version>/holders/", holders, name="release-holders"),
    path("releases/<str:case>/<str:output>/<int:version>/echoes.<slug:form>", export, name="echoes-export"),
]
