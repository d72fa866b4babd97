"""Addresses of critiques: for insiders, for everybody, and for a critic with a link."""

from __future__ import annotations

from django.urls import URLPattern, path

from answerable.critiques.views.critic import critic, critic_link
from answerable.critiques.views.critique import critique, item
from answerable.critiques.views.index import case_critiques, commitments, public_page
from answerable.critiques.views.listing import critique_list
from answerable.critiques.views.replies import new_reply, reply
from answerable.critiques.views.taking_in import take_in

ALL = "cases/<str:case>/critiques/"
ONE = f"{ALL}<str:critique>/"

urlpatterns: list[URLPattern] = [
    path(ALL, case_critiques, name="case-critiques"),
    path("cases/<str:case>/take-in/", take_in, name="critique-new"),
    path(ONE, critique, name="critique"),
    path(f"{ONE}list/", critique_list, name="critique-list"),
    path(f"{ONE}items/<str:item>/", item, name="critique-item"),
    path(f"{ONE}reply/", new_reply, name="critique-reply-new"),
    path(f"{ONE}replies/<str:reply>/", reply, name="critique-reply"),
    path(f"{ONE}critic/", critic_link, name="critic-link"),
    path("cases/<str:case>/commitments/", commitments, name="commitments"),
    path("releases/<str:case>/critiques/", public_page, name="public-critiques"),
    # the part before the key is the one that the server's own log knows and leaves out
    path("critic/g/<str:token>/", critic, name="critic"),
]
