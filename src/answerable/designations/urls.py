"""Addresses of lists: the public register for everybody, and proposals for insiders."""

from __future__ import annotations

from django.urls import path

from answerable.designations.views.inside import list_inside, person_inside, proposal
from answerable.designations.views.public import export, list_page, lists, person_page

LIST = "lists/<str:list_>/"

urlpatterns = [
    path("lists/", lists, name="lists"),
    path(LIST, list_page, name="list"),
    path(f"{LIST}register.<slug:form>", export, name="list-export"),
    path(f"{LIST}persons/<str:listed>/", person_page, name="listed-person"),
    path(f"{LIST}inside/", list_inside, name="list-inside"),
    path(f"{LIST}inside/persons/<str:listed>/", person_inside, name="person-inside"),
    path(f"{LIST}proposals/<str:proposal>/", proposal, name="proposal"),
]
