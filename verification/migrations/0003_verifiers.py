"""Make the group of those who see the papers of sellers (profiles.Role.VERIFIER)."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

VERIFIERS = "verifier"


def grant(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    # Permissions are rows that Django makes after all migrations; on a fresh database
    # they are not there yet.
    ContentType = apps.get_model("contenttypes", "ContentType")
    Permission = apps.get_model("auth", "Permission")
    Group = apps.get_model("auth", "Group")
    kind, _made = ContentType.objects.get_or_create(
        app_label="verification", model="verification"
    )
    permission, _made = Permission.objects.get_or_create(
        content_type=kind,
        codename="verify_identity",
        defaults={"name": "See evidence and decide about it"},
    )
    group, _made = Group.objects.get_or_create(name=VERIFIERS)
    group.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [
        ("verification", "0002_codes"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    operations = [migrations.RunPython(grant, migrations.RunPython.noop)]
