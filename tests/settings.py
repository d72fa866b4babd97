"""The project's own settings over a home that belongs to this run, so that no test can touch a person's data."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile

HOME = tempfile.mkdtemp(prefix="answerable-tests-")
atexit.register(shutil.rmtree, HOME, ignore_errors=True)
os.environ["ANSWERABLE_HOME"] = HOME
os.environ.setdefault("ANSWERABLE_SECRET_KEY", "only for tests, and long enough for Django's own checks of it")

from answerable.web.settings import *  # noqa: E402, F403 - read after the home is set

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # quick; nothing here is worth guarding
ANSWERABLE_PAGES_A_MINUTE = ANSWERABLE_ACTS_A_MINUTE = (
    0  # tests ask more in a minute than people; tests/web/test_guarding.py sets its own
)
