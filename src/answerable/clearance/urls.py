"""Addresses of the consultation room: objections, signatures, guests, replies, harm, misuse and overrides."""

from __future__ import annotations

from django.urls import path

from answerable.clearance.views.alarms import alarm
from answerable.clearance.views.consultation import consultation
from answerable.clearance.views.guest import guest
from answerable.clearance.views.guests import ask_guest, guests
from answerable.clearance.views.harm import harm
from answerable.clearance.views.misuse import misuse
from answerable.clearance.views.objections import answer, close, dissent, object_to, objection, objections
from answerable.clearance.views.overrides import overrides
from answerable.clearance.views.receipt import delivered, receipt
from answerable.clearance.views.reply import replies, reply
from answerable.clearance.views.signing import countersign, decline, review_whole

VERSION = "cases/<str:case>/drafts/<str:output>/<int:version>/"

urlpatterns = [
    path("cases/<str:case>/consultation/", consultation, name="consultation"),
    path(f"{VERSION}receipt/", receipt, name="receipt"),
    path(f"{VERSION}delivered/", delivered, name="delivered"),
    path(f"{VERSION}object/", object_to, name="object"),
    path(f"{VERSION}countersign/", countersign, name="countersign"),
    path(f"{VERSION}decline/", decline, name="decline"),
    path(f"{VERSION}review-whole/", review_whole, name="review-whole"),
    path(f"{VERSION}misuse/", misuse, name="misuse"),
    path(f"{VERSION}ask/", ask_guest, name="ask-guest"),
    path("cases/<str:case>/objections/", objections, name="objections"),
    path("cases/<str:case>/objections/<str:objection>/", objection, name="objection"),
    path("cases/<str:case>/objections/<str:objection>/answer/", answer, name="answer"),
    path("cases/<str:case>/objections/<str:objection>/close/", close, name="close"),
    path("cases/<str:case>/objections/<str:objection>/dissent/", dissent, name="dissent"),
    path("cases/<str:case>/alarm/", alarm, name="alarm"),
    path("cases/<str:case>/guests/", guests, name="guests"),
    path("cases/<str:case>/reply/", replies, name="replies"),
    path("cases/<str:case>/reply/<str:party>/", reply, name="reply"),
    path("cases/<str:case>/harm/", harm, name="harm"),
    path("cases/<str:case>/overrides/", overrides, name="overrides"),
    path("g/<str:token>/", guest, name="guest"),
]
