"""What every command that uses the database does first."""

from __future__ import annotations

import os
from pathlib import Path

from answerable.cli.failure import fail, plain, unusable


def prepare() -> None:
    """Start Django, and bring the database of this user up to date; quick when it already is."""
    import django
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import call_command
    from django.db.utils import DatabaseError

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "answerable.web.settings")
    try:
        django.setup()
        _make_home()
        if _behind():
            call_command("migrate", verbosity=0, interactive=False)
    except ImproperlyConfigured as error:
        raise fail(plain(error)) from error
    except OSError as error:
        raise fail(f"the folder of ANSWERABLE_HOME cannot be used: {plain(error)}") from error
    except DatabaseError as error:
        raise fail(unusable(error)) from error


def _make_home() -> None:
    """Make the folder, and in it a database file that no other user can read, whatever the umask or the folder."""
    from django.conf import settings

    settings.ANSWERABLE_HOME.mkdir(parents=True, exist_ok=True, mode=0o700)
    file = settings.DATABASES["default"]["NAME"]
    if isinstance(file, Path) and not file.exists():
        # SQLite takes an empty file for a new database, and gives its log of pages the same mode.
        file.touch(mode=0o600)


def _behind() -> bool:
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
