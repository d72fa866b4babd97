"""`answerable notify`: tells people what waits for them; meant to be run by cron, every hour or so."""

from __future__ import annotations

import sys

from answerable.cli.failure import fail, failing
from answerable.cli.setup import prepare


def notify() -> None:
    """Tell people what waits, which days come near, and send again what could not be sent before."""
    prepare()
    from answerable.web.home.telling import tell_all

    with failing():
        told = tell_all()
    sys.stdout.write(f"{told.sent} messages sent\n")
    if told.failed:
        raise fail(f"{told.failed} messages could not be sent; they are kept and sent again next time", status=1)
