"""Let the group "editor" into the editors' side: words of pages, and pictures."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

EDITORS = "editor"
# Permissions are rows that Django makes after all migrations; on a fresh database
# they are not there yet.
PAGE_ACTIONS = ("change", "publish")
IMAGE_ACTIONS = ("add", "change", "choose")


def grant(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    ContentType = apps.get_model("contenttypes", "ContentType")
    Permission = apps.get_model("auth", "Permission")
    Group = apps.get_model("auth", "Group")
    Collection = apps.get_model("wagtailcore", "Collection")
    GroupPagePermission = apps.get_model("wagtailcore", "GroupPagePermission")
    GroupCollectionPermission = apps.get_model(
        "wagtailcore", "GroupCollectionPermission"
    )
    Site = apps.get_model("wagtailcore", "Site")

    def permission(app: str, model: str, action: str, name: str) -> object:
        kind, _made = ContentType.objects.get_or_create(app_label=app, model=model)
        return Permission.objects.get_or_create(
            content_type=kind, codename=action, defaults={"name": name}
        )[0]

    editors = Group.objects.get(name=EDITORS)
    editors.permissions.add(
        permission("wagtailadmin", "admin", "access_admin", "Can access Wagtail admin")
    )
    home_id = Site.objects.get(is_default_site=True).root_page_id
    for action in PAGE_ACTIONS:
        GroupPagePermission.objects.get_or_create(
            group=editors,
            page_id=home_id,
            permission=permission(
                "wagtailcore", "page", f"{action}_page", f"Can {action} page"
            ),
        )
    root = Collection.objects.get(depth=1)
    for action in IMAGE_ACTIONS:
        GroupCollectionPermission.objects.get_or_create(
            group=editors,
            collection=root,
            permission=permission(
                "wagtailimages", "image", f"{action}_image", f"Can {action} image"
            ),
        )


class Migration(migrations.Migration):
    dependencies = [
        ("adda_posts", "0001_initial"),
        ("home", "0002_first_pages"),
        ("wagtailadmin", "0001_create_admin_access_permissions"),
        ("wagtailimages", "0025_alter_image_file_alter_rendition_file"),
    ]
    operations = [migrations.RunPython(grant, migrations.RunPython.noop)]
