"""The districts and upazilas of Bangladesh (sellers/places.json)."""

from django.db import migrations

from sellers import places


def make(apps, schema_editor):
    places.import_places(
        apps.get_model("sellers", "District"),
        apps.get_model("sellers", "Upazila"),
        places.read(),
    )


class Migration(migrations.Migration):
    dependencies = [("sellers", "0001_initial")]
    operations = [migrations.RunPython(make, migrations.RunPython.noop)]
