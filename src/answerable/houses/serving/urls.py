"""Addresses that houses ask each other for."""

from __future__ import annotations

from django.urls import path

from answerable.houses.serving.giving import content
from answerable.houses.serving.mirroring import add_entries
from answerable.houses.serving.reading import checkpoint, logs, tile, witnessed
from answerable.houses.serving.witnessing import add_checkpoint

urlpatterns = [
    path("logs", logs, name="house-logs"),
    path("log/<log>/checkpoint", checkpoint, name="house-checkpoint"),
    path("log/<log>/witnessed", witnessed, name="house-witnessed"),
    path("log/<log>/tile/<path:path>", tile, name="house-tile"),
    path("add-checkpoint", add_checkpoint, name="house-add-checkpoint"),
    path("add-entries", add_entries, name="house-add-entries"),
    path("content/<commitment>", content, name="house-content"),
]
