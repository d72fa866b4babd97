"""Who keeps copies of content besides the vault: read by every erasure (`vault.erasing`).

A room that keeps words or files of somebody in a table or a folder of its own adds a line here. `rows` go in the
transaction of the entry that says so, `files` after it. What is given out, and what others published, is no copy.
"""

from __future__ import annotations

from answerable.echoes import forgetting as echoes
from answerable.evidence.examining import keeping as examinations
from answerable.houses import forgetting as houses
from answerable.people import forgetting as people
from answerable.releases.releasing import close_opening_of
from answerable.vault import remnants
from answerable.vault.erasing import Holder

HOLDERS: tuple[Holder, ...] = (
    Holder(name="certificates kept here", rows=close_opening_of),
    Holder(name="acts that wait to be signed", rows=people.forget_prepared),
    Holder(name="uploads of the same bytes", rows=remnants.forget_uploads),
    Holder(name="sessions", rows=remnants.forget_in_sessions),
    Holder(name="the cache", rows=people.forget_counted),
    Holder(name="messages in files", files=remnants.forget_in_mails),
    Holder(name="what machines found in files", rows=examinations.forget),
    Holder(name="files that were on their way from another house", files=houses.forget_arriving),
    Holder(name="uses of our words, and runs that look for them", files=echoes.forget),
)
