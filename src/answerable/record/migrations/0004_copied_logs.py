from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("record", "0003_paused_logs"),
    ]

    operations = [
        migrations.CreateModel(
            name="CopiedLog",
            fields=[
                ("origin", models.CharField(max_length=200, primary_key=True, serialize=False)),
            ],
            options={
                "db_table": "record_copied",
            },
        ),
    ]
