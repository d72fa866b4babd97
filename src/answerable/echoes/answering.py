"""The drafted answer to one use of a release: what it is drafted from, as it stands on record."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse

from answerable.echoes.answers import Answering, caveats, drafted
from answerable.echoes.reading import Release
from answerable.echoes.tables import Use
from answerable.people.messages import whole_address


def answer_to(release: Release, use: Use) -> str:
    """Return a drafted answer to a use, in the language of its page where these pages speak it."""
    released = release.version(use.version or None)
    return drafted(
        Answering(
            echo=release.here(use),
            title=release.title,
            address=whole_address(reverse("release", args=[release.case, release.output, released.body.version])),
            caveats=caveats(release.state, released.ref, use.passage),
            releases=len({(fact.body.output, fact.body.version) for fact in release.state.release.released}),
            language=use.page.language,
        )
    )


def language_of_answer(use: Use) -> str:
    """Return the language of the answer that is drafted to a use."""
    return use.page.language if use.page.language in dict(settings.LANGUAGES) else "en"
