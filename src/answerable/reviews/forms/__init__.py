"""The forms of this room: reviews and holds. A comment and a publication have pages of their own, beside the words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from answerable.forms.description import ActForm
from answerable.people.offers import sections
from answerable.reviews import entries, gates
from answerable.reviews.forms.beside import CommentForm, KnewForm, PromiseForm, PublishForm
from answerable.reviews.forms.offers import (
    draft_field,
    finishing,
    for_own_section,
    last_draft,
    last_list,
    new_hold,
    new_request,
    new_review,
    numbered,
    offer_cases,
    offer_holds,
    offer_items,
    offer_outputs,
    offer_own_reviewers,
    offer_requests,
    offer_reviewers,
    offer_reviews,
    offer_scope,
    report_field,
    to_review,
    to_reviews,
    with_review,
)

ACT_FORMS: tuple[ActForm, ...] = (
    ActForm(
        said=entries.ReviewOpened,
        title=_("Open a review"),
        intro=_(
            "Somebody independent looks again at a matter. Everyone sees the terms, and by when the report is public."
        ),
        labels={
            "review": (_("Key"), ""),
            "title": (_("Title"), _("Everyone reads it.")),
            "terms": (_("Terms of reference"), _("Everyone reads them. Name nobody who has to be protected.")),
            "cases": (_("Cases that it examines"), ""),
            "outputs": (_("Outputs that it examines"), _("None: all of these cases.")),
            "due": (_("The report is public by"), _("This day stays on every page, whatever is said later.")),
        },
        given=frozenset({"section"}),
        fills=for_own_section,
        offers={"cases": offer_cases, "outputs": offer_outputs},
        starts=new_review,
        lines=frozenset({"title"}),
        blocked={
            "review-twice": "review",
            "review-elsewhere": "cases",
            "case-unknown": "cases",
            "output-unknown": "outputs",
            "due-passed": "due",
        },
        back=to_review,
    ),
    ActForm(
        said=entries.ReviewerNamed,
        title=_("Name a reviewer"),
        intro=_("Who wrote, approved, overrode or countersigned in the matter cannot review it; the record is asked."),
        labels={
            "review": (_("Review"), ""),
            "reviewer": (_("Handle, or a key for somebody from outside"), ""),
            "outside": (_("Are they from outside?"), _("They work for no section.")),
            "name": (_("Name"), ""),
            "interests": (_("Interests that they declared"), _("Or that they declared none.")),
        },
        offers={"review": offer_reviews},
        starts=with_review(),
        lines=frozenset({"name"}),
        blocked={
            "reviewer-twice": "reviewer",
            "reviewer-outside": "outside",
            "reviewer-names-self": "reviewer",
            **{f"reviewer-{what}": "reviewer" for what in gates.BARS},
        },
        back=to_review,
    ),
    ActForm(
        said=entries.ReviewerLeft,
        title=_("Say that a reviewer leaves"),
        labels={"review": (_("Review"), ""), "reviewer": (_("Reviewer"), "")},
        offers={"review": offer_reviews, "reviewer": offer_reviewers},
        starts=with_review(),
        blocked={"not-a-reviewer": "reviewer", "left-by-examined": "reviewer"},
        back=to_review,
    ),
    ActForm(
        said=entries.HoldPlaced,
        title=_("Place a hold"),
        intro=_("Nothing said in these cases can be erased until the hold is lifted."),
        labels={
            "hold": (_("Key"), ""),
            "review": (_("Review that it serves"), ""),
            "cases": (_("Cases that are held"), ""),
        },
        offers={"review": lambda context: [("", _("None")), *offer_reviews(context)], "cases": offer_cases},
        starts=new_hold,
        blocked={"hold-twice": "hold", "case-unknown": "cases", "review-unknown": "review"},
        back=to_reviews,
    ),
    ActForm(
        said=entries.HoldLifted,
        title=_("Lift a hold"),
        intro=_("For one piece of content that has to go although it is held, or whole."),
        labels={
            "hold": (_("Hold"), ""),
            "content": (
                _("Only this content"),
                _("As the refusal of the erasure names it: sha256:… Empty: the whole hold is lifted."),
            ),
        },
        offers={"hold": offer_holds},
        blocked={
            "hold-unknown": "hold",
            "lifted-by-author": "content",
            "hold-serves-review": "hold",
            "lifted-by-placer": "hold",
        },
        back=to_reviews,
    ),
    ActForm(
        said=entries.AccessAsked,
        title=_("Ask for access"),
        intro=_("A reviewer asks to see something that is sealed or withheld. Request and decision stay on record."),
        labels={
            "review": (_("Review"), ""),
            "reviewer": (_("Reviewer who asks"), ""),
            "request": (_("Key"), ""),
            "case": (_("Case"), ""),
            "item": (_("Evidence item"), _("None: something else, as said below.")),
            "what": (_("What they ask to see, and why"), ""),
        },
        offers={"review": offer_reviews, "reviewer": offer_own_reviewers, "case": offer_scope, "item": offer_items},
        starts=with_review(new_request),
        blocked={
            "request-twice": "request",
            "not-a-reviewer": "reviewer",
            "spoken-for-reviewer": "reviewer",
            "case-not-in-scope": "case",
            "item-unknown": "item",
        },
        back=to_review,
    ),
    ActForm(
        said=entries.AccessDecided,
        title=_("Decide on access"),
        intro=_("A refusal is reported with the review. Whoever holds the item shows it; no page opens by this."),
        labels={
            "review": (_("Review"), ""),
            "request": (_("Request"), ""),
            "granted": (_("Is it granted?"), ""),
        },
        offers={"review": offer_reviews, "request": offer_requests},
        starts=with_review(),
        blocked={
            "request-unknown": "request",
            "decided-by-asker": "request",
            "decided-by-other-section": "request",
        },
        back=to_review,
    ),
    ActForm(
        said=entries.ReportCommitted,
        title=_("Commit a draft of the report"),
        intro=_("Each draft is bound by its hash as it is now. What changes from draft to draft is shown."),
        labels={
            "review": (_("Review"), ""),
            "reviewer": (_("Reviewer whose draft it is"), ""),
            "language": (_("Language"), _("As a tag: en, fr, ar …")),
        },
        given=frozenset({"number", "text"}),
        fills=numbered,
        adds={"report": report_field},
        offers={"review": offer_reviews, "reviewer": offer_own_reviewers},
        starts=with_review(last_draft),
        blocked={"not-a-reviewer": "reviewer", "spoken-for-reviewer": "reviewer"},
        back=to_review,
    ),
    ActForm(
        said=entries.ReviewFinished,
        title=_("Finish the report"),
        intro=_("A reviewer says that the newest draft is the report, and what it recommends."),
        labels={
            "review": (_("Review"), ""),
            "reviewer": (_("Reviewer"), ""),
            "recommendations": (_("Recommendations"), ""),
            "recommendations.recommendation": (_("Key"), ""),
            "recommendations.to": (_("To"), ""),
            "recommendations.text": (_("What is recommended"), ""),
        },
        given=frozenset({"number", "committed_ref"}),
        fills=finishing,
        adds={"draft": draft_field},
        offers={"review": offer_reviews, "reviewer": offer_own_reviewers, "recommendations.to": sections},
        starts=with_review(last_list),
        blocked={
            "draft-not-newest": "draft",
            "draft-unknown": "draft",
            "not-a-reviewer": "reviewer",
            "spoken-for-reviewer": "reviewer",
            "recommendation-twice": "recommendations.recommendation",
        },
        back=to_review,
    ),
    ActForm(
        said=entries.ReviewDelayed,
        title=_("Say that the report will be late"),
        intro=_("The first day stays, and the review stays overdue by it. Everyone sees the new day and the reason."),
        labels={"review": (_("Review"), ""), "due": (_("New day"), "")},
        offers={"review": offer_reviews},
        starts=with_review(),
        blocked={"delay-not-later": "due"},
        back=to_review,
    ),
)
"""What is said about reviews and holds by a form."""

__all__ = ["ACT_FORMS", "CommentForm", "KnewForm", "PromiseForm", "PublishForm"]
