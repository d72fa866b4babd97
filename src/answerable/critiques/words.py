"""The words of this room on its pages, in the reader's language: one list for each thing that has a short name."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from answerable.forms.description import Words

KIND_WORDS: Mapping[str, tuple[Words, Words]] = {
    "demand": (_("Demand"), _("Something is to be done.")),
    "allegation": (_("Allegation"), _("A fact, or a way of doing things, is held against us.")),
    "grievance": (_("Grievance"), _("What it did to somebody.")),
    "question": (_("Question"), _("Something is to be told.")),
    "thanks": (_("Thanks"), _("There is nothing to answer.")),
}
"""What an item is, and what that means."""

STATE_WORDS: Mapping[str, tuple[Words, Words]] = {
    "met": (_("Met"), _("Done, or accepted with who does it or when.")),
    "partly": (_("Partly met"), _("Part of it is done or accepted.")),
    "acknowledged": (_("Acknowledged"), _("Admitted or regretted, and nothing is done.")),
    "refused": (_("Refused"), _("Refused, with the reason.")),
    "silent": (_("Silent"), _("The reply says nothing about it.")),
}
"""What a reply does with an item, and what that means."""

STANDING_WORDS: Mapping[str, Words] = {
    "open": _("open"),
    "answered": _("answered, and not yet closed"),
    "closed": _("closed"),
    "reopened": _("reopened"),
    "overdue": _("overdue"),
    "thanks": _("nothing to answer"),
}
"""How an item stands."""

FORM_WORDS: Mapping[str, Words] = {
    "letter": _("Letter"),
    "article": _("Article"),
    "post": _("Post"),
    "petition": _("Petition"),
    "speech": _("Speech"),
    "other": _("Something else"),
}
"""What a critique came as."""

JUDGEMENT_WORDS: Mapping[str, Words] = {
    "accepted": _("Accepted"),
    "corrected": _("Corrected"),
    "disputed": _("Disputed"),
}
"""What was found of a fact stated in a critique."""

OUTCOME_WORDS: Mapping[str, Words] = {
    "open": _("open"),
    "overdue": _("overdue"),
    "kept": _("kept"),
    "partly": _("partly kept"),
    "broken": _("broken"),
}
"""What became of a promise."""

CRITIC_WORDS: Mapping[str, Words] = {
    "settled": _("It is settled."),
    "not-settled": _("It is not settled."),
}
"""What a critic says of an item."""

ACT_WORDS: Mapping[str, Words] = {
    "regret": _("Regret"),
    "apology": _("Apology"),
    "explanation": _("Explanation"),
    "correction": _("Correction"),
    "commitment": _("Commitment"),
    "denial": _("Denial"),
    "attack": _("Attack on the critic"),
}
"""What a sentence of a reply does."""
