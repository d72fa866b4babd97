"""The forms of a consultation. What may be chosen is what the entries allow; the gates decide the rest.

Every act of this room has a page of its own, on which its form stands beside what it concerns; so `ACT_FORMS`, the
acts for which a page is made from the entry alone, is empty.
"""

from __future__ import annotations

from answerable.clearance.forms.consultation import AddForm, AskForm, PartForm, ReceiptForm
from answerable.clearance.forms.fields import PlainForm, Text
from answerable.clearance.forms.guests import AskGuestForm, GuestForm, RevokeForm, WithdrawForm
from answerable.clearance.forms.harm import AcceptForm, AssessForm, RehearseForm
from answerable.clearance.forms.objections import (
    AlarmForm,
    AnswerForm,
    CountersignForm,
    DeclineForm,
    DissentForm,
    LiftForm,
    ObjectionForm,
    ReviewForm,
)
from answerable.clearance.forms.overrides import OverrideForm, OverrideReviewForm
from answerable.clearance.forms.reply import (
    EngagementForm,
    ExtensionForm,
    QuestionForm,
    ReceivedForm,
    ReminderForm,
    RequestForm,
    WaiverForm,
)
from answerable.forms.description import ActForm

ACT_FORMS: tuple[ActForm, ...] = ()

__all__ = [
    "ACT_FORMS",
    "AcceptForm",
    "AddForm",
    "AlarmForm",
    "AnswerForm",
    "AskForm",
    "AskGuestForm",
    "AssessForm",
    "CountersignForm",
    "DeclineForm",
    "DissentForm",
    "EngagementForm",
    "ExtensionForm",
    "GuestForm",
    "LiftForm",
    "ObjectionForm",
    "OverrideForm",
    "OverrideReviewForm",
    "PartForm",
    "PlainForm",
    "QuestionForm",
    "ReceiptForm",
    "ReceivedForm",
    "RehearseForm",
    "ReminderForm",
    "RequestForm",
    "ReviewForm",
    "RevokeForm",
    "Text",
    "WaiverForm",
    "WithdrawForm",
]
