"""Let the group "editor" put results first in the CMS."""

from django.db import migrations

EDITORS = "editor"


def grant(apps, schema_editor):
    ContentType = apps.get_model("contenttypes", "ContentType")
    Permission = apps.get_model("auth", "Permission")
    kind, _made = ContentType.objects.get_or_create(
        app_label="wagtailsearchpromotions", model="searchpromotion"
    )
    editors, _made = apps.get_model("auth", "Group").objects.get_or_create(name=EDITORS)
    # Django makes permissions after all migrations: there are none on a fresh database.
    for action in ("add", "change", "delete"):
        permission, _made = Permission.objects.get_or_create(
            content_type=kind,
            codename=f"{action}_searchpromotion",
            defaults={"name": f"Can {action} search promotion"},
        )
        editors.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [
        ("uthan_search", "0008_word_proposals"),
        ("home", "0002_first_pages"),
        ("wagtailsearchpromotions", "0008_query_verbose_name"),
    ]
    operations = [migrations.RunPython(grant, migrations.RunPython.noop)]
