"""The logs of houses that were named before are copies from here on (`record.copies`)."""

from __future__ import annotations

from typing import Any

from django.db import migrations


def mark(apps: Any, schema_editor: Any) -> None:
    """Mark the log of each house that was named."""
    copied, using = apps.get_model("record", "CopiedLog"), schema_editor.connection.alias
    origins = apps.get_model("houses", "Peer").objects.using(using).values_list("origin", flat=True)
    copied.objects.using(using).bulk_create([copied(origin=origin) for origin in origins], ignore_conflicts=True)


class Migration(migrations.Migration):
    """What is said of logs that are here already; one that grows by what others hold is marked as it grows."""

    dependencies = [("houses", "0001_initial"), ("record", "0004_copied_logs")]
    operations = [migrations.RunPython(mark, migrations.RunPython.noop)]
