"""What persons want of the pages, and what they were told."""

from django.db import migrations, models

import answerable.people.preferences


class Migration(migrations.Migration):
    dependencies = [("people", "0002_personal_keys")]

    operations = [
        migrations.CreateModel(
            name="Preference",
            fields=[
                ("person", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("language", models.CharField(blank=True, default="", max_length=16)),
                ("zone", models.CharField(blank=True, default="", max_length=64)),
                ("mail", models.EmailField(blank=True, default="", max_length=254)),
                ("mail_new", models.BooleanField(default=True)),
                ("mail_due", models.BooleanField(default=True)),
                (
                    "token",
                    models.CharField(default=answerable.people.preferences.new_token, max_length=64, unique=True),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Message",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("person", models.CharField(max_length=64)),
                ("case", models.CharField(max_length=64)),
                ("mark", models.CharField(max_length=64)),
                ("occasion", models.CharField(max_length=16)),
                ("kind", models.CharField(max_length=64)),
                ("due", models.DateField(null=True)),
                ("made", models.DateTimeField()),
                ("tried", models.DateTimeField(null=True)),
                ("done", models.DateTimeField(null=True)),
                ("failure", models.CharField(default="", max_length=200)),
            ],
            options={
                "indexes": [models.Index(fields=["done"], name="people_message_done")],
                "constraints": [
                    models.UniqueConstraint(fields=["person", "mark", "occasion"], name="people_message_once")
                ],
            },
        ),
    ]
