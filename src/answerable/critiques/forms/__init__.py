"""The forms of this room. What may be chosen is what the entries allow; the gates decide the rest.

A critique, its list, a reply and its answers, and the critic's link have pages of their own. Hand-overs, facts and
promises are said by forms made from their entries (`ACT_FORMS`).
"""

from answerable.critiques.forms.acts import ACT_FORMS
from answerable.critiques.forms.answers import AnswersForm
from answerable.critiques.forms.listing import ListForm
from answerable.critiques.forms.pages import (
    AskCriticForm,
    CloseForm,
    CriticForm,
    ReopenForm,
    ReplyForm,
    TakeInForm,
)

__all__ = [
    "ACT_FORMS",
    "AnswersForm",
    "AskCriticForm",
    "CloseForm",
    "CriticForm",
    "ListForm",
    "ReopenForm",
    "ReplyForm",
    "TakeInForm",
]
