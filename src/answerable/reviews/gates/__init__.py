"""When something may be said about a review, and what a hold keeps from being erased."""

from __future__ import annotations

from answerable.reviews.gates.access import may_ask_access, may_decide_access, sections_holding
from answerable.reviews.gates.case import (
    GATE,
    ReviewCase,
    committed_as,
    has_left,
    is_public,
    language_of,
    latest_draft,
    of_reviewers,
    opening,
    reviewers,
)
from answerable.reviews.gates.clock import Clock, clock_of
from answerable.reviews.gates.holds import (
    ErasureCase,
    hold_named,
    lifted_whole,
    lifts_of,
    may_erase,
    may_hold,
    may_lift,
    standing_holds,
    writers,
)
from answerable.reviews.gates.independence import BARS, Acted, acts_of, not_independent, took_part
from answerable.reviews.gates.report import may_comment, may_commit_report, may_delay, may_finish, may_publish
from answerable.reviews.gates.terms import may_leave, may_name_reviewer, may_open_review

__all__ = [
    "BARS",
    "GATE",
    "Acted",
    "Clock",
    "ErasureCase",
    "ReviewCase",
    "acts_of",
    "clock_of",
    "committed_as",
    "has_left",
    "hold_named",
    "is_public",
    "language_of",
    "latest_draft",
    "lifted_whole",
    "lifts_of",
    "may_ask_access",
    "may_comment",
    "may_commit_report",
    "may_decide_access",
    "may_delay",
    "may_erase",
    "may_finish",
    "may_hold",
    "may_leave",
    "may_lift",
    "may_name_reviewer",
    "may_open_review",
    "may_publish",
    "not_independent",
    "of_reviewers",
    "opening",
    "reviewers",
    "sections_holding",
    "standing_holds",
    "took_part",
    "writers",
]
