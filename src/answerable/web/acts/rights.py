"""Who may say an act through a page: whoever holds one of the roles that its form names, in their own section."""

from __future__ import annotations

from datetime import datetime
from typing import cast

from answerable.forms.description import ActForm, Words
from answerable.people.access import Reader
from answerable.people.entries import Role
from answerable.people.models import read_people
from answerable.people.offers import ROLES
from answerable.people.standing import People, holds_role, within


def may_say(form: ActForm, reader: Reader, *, case: str, at: datetime, people: People | None = None) -> bool:
    """Tell whether this reader holds a role of the form, in this case or in all; the gates are not asked here."""
    here = people or within(read_people(), reader.origin)
    return not form.roles or any(
        holds_role(here, reader.person, cast("Role", role), case=case, at=at) for role in form.roles
    )


def roles_in_words(form: ActForm) -> list[Words]:
    """Return the roles of which one is needed, in the order in which roles are named."""
    return [words for role, words in ROLES.items() if role in form.roles]
