"""The questions of an attempt: in the order of the module, their options shuffled, and marked.

Rules:
  - The order of options is worked out from a seed that travels with the form, signed (`django.core.signing`) together
    with the person, the module and the SHA-256 of its file. Nobody chooses their own seed, hands on a form, or
    answers another text than the one that is kept with the attempt.
  - A question is right when exactly the right options are chosen.
"""

from __future__ import annotations

import random
import secrets
from collections.abc import Mapping

import msgspec
from django.core import signing
from django.utils.translation import gettext as _

from answerable.people.training.errors import NotAnAttempt
from answerable.people.training.module import Module, Option, Question

FORM, RESULT = "answerable.training.form", "answerable.training.result"
"""Salts: a form is not a result."""

LONGEST = 24 * 3600
"""Seconds for which a form can be sent; chosen by hand, long enough to sleep over it."""

Answers = Mapping[str, frozenset[int]]
"""Places of the chosen options, in the order of the file, by the key of the question."""


class Paper(msgspec.Struct, frozen=True, kw_only=True):
    """What an attempt is about: who answers which text, with the options in which order."""

    person: str
    module: str
    sha256: str
    seed: str


class Marked(msgspec.Struct, frozen=True, kw_only=True):
    """A question with what was chosen, in the order in which it was shown."""

    question: Question
    right: bool
    options: tuple[tuple[Option, bool], ...]
    """Each option, and whether it was chosen."""


def new_paper(module: Module, person: str) -> Paper:
    """Return a paper for a new attempt."""
    return Paper(person=person, module=module.key, sha256=module.sha256, seed=secrets.token_hex(16))


def signed_paper(paper: Paper) -> str:
    """Return a paper as it travels with the form."""
    return signing.dumps(msgspec.to_builtins(paper), salt=FORM)


def paper_of(signed: str, module: Module, *, person: str) -> Paper:
    """Return the paper that a form was made from.

    Raises:
        NotAnAttempt: the site did not make it, or made it too long ago, for somebody else or for another text.
    """
    try:
        paper = msgspec.convert(signing.loads(signed, salt=FORM, max_age=LONGEST), Paper)
    except (signing.BadSignature, msgspec.ValidationError) as error:
        raise NotAnAttempt(_("This form is too old, or not one of this site. Please begin again.")) from error
    if (paper.person, paper.module) != (person, module.key):
        raise NotAnAttempt(_("This form was made for somebody else or for another module. Please begin again."))
    if paper.sha256 != module.sha256:
        raise NotAnAttempt(_("The module has changed since you began. Please begin again."))
    return paper


def order(paper: Paper, question: Question) -> tuple[int, ...]:
    """Return the places of a question's options in the order in which this attempt shows them."""
    places = list(range(len(question.options)))
    random.Random(f"{paper.seed} {question.key}").shuffle(places)  # noqa: S311 - an order, not a secret
    return tuple(places)


def score(module: Module, answers: Answers) -> int:
    """Return how many questions are answered right."""
    return sum(answers.get(question.key) == question.right for question in module.questions)


def marked(module: Module, paper: Paper, answers: Answers) -> list[Marked]:
    """Return every question with what was chosen, for the page that shows the reasons."""
    return [
        Marked(
            question=question,
            right=answers.get(question.key) == question.right,
            options=tuple(
                (question.options[place], place in answers.get(question.key, ())) for place in order(paper, question)
            ),
        )
        for question in module.questions
    ]


def signed_answers(paper: Paper, answers: Answers) -> str:
    """Return an attempt's answers as they travel in the address of its result."""
    chosen = {key: sorted(places) for key, places in answers.items()}
    return signing.dumps([msgspec.to_builtins(paper), chosen], salt=RESULT, compress=True)


def answers_of(signed: str, module: Module, *, person: str) -> tuple[Paper, Answers]:
    """Return the paper and the answers of an attempt of this person's.

    Raises:
        NotAnAttempt: it is none, or one for another text.
    """
    try:
        paper, chosen = msgspec.convert(signing.loads(signed, salt=RESULT), tuple[Paper, dict[str, frozenset[int]]])
    except (signing.BadSignature, msgspec.ValidationError) as error:
        raise NotAnAttempt(_("This is no result of this site.")) from error
    if (paper.person, paper.module, paper.sha256) != (person, module.key, module.sha256):
        raise NotAnAttempt(_("This result belongs to somebody else, or to an earlier text of the module."))
    return paper, chosen
