import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("moderation", "0005_cases_of_reports")]

    operations = [
        migrations.RemoveField("report", "target_kind"),
        migrations.RemoveField("report", "target_id"),
        migrations.AlterField(
            "report",
            "case",
            models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reports",
                to="moderation.case",
            ),
        ),
    ]
