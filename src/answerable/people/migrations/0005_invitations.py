"""Invitations, and what the processes of the server count together."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0004_prepared_and_credentials")]

    operations = [
        migrations.CreateModel(
            name="Invitation",
            fields=[
                ("digest", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("person", models.CharField(db_index=True, max_length=64)),
                ("by", models.CharField(blank=True, max_length=64)),
                ("made", models.DateTimeField()),
                ("expires", models.DateTimeField()),
                ("used", models.DateTimeField(null=True)),
                ("forget", models.BooleanField(default=False)),
            ],
            options={"db_table": "people_invitation"},
        ),
        migrations.CreateModel(
            name="Counted",
            fields=[
                ("cache_key", models.CharField(max_length=255, primary_key=True, serialize=False)),
                ("value", models.TextField()),
                ("expires", models.DateTimeField(db_index=True)),
            ],
            options={"db_table": "people_counted"},
        ),
    ]
