"""The list of tips in the editors' tree, who may write there, and the first tips.

Made once: what editors change or withdraw afterwards stays as they left it.
"""

import datetime as dt
import uuid

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from django.utils import timezone
from django.utils.encoding import iri_to_uri
from wagtail.models import Page as Tree

from core import text
from guidance.first_tips import FIRST_TIPS

EDITORS = "editor"
LONGEST_SLUG = 28
REVIEWED_AT = dt.date(2026, 11, 28)
REVIEW_UNTIL = dt.date(2027, 11, 27)


def add_under(apps: StateApps, parent, model: str, **fields):
    """Insert a page below `parent`, last among its children."""
    Page = apps.get_model("wagtailcore", "Page")
    ContentType = apps.get_model("contenttypes", "ContentType")
    Locale = apps.get_model("wagtailcore", "Locale")
    kind, _made = ContentType.objects.get_or_create(
        app_label="guidance", model=model.lower()
    )
    last = (
        Page.objects.filter(depth=parent.depth + 1, path__startswith=parent.path)
        .order_by("-path")
        .first()
    )
    step = Tree._str2int(last.path[-Tree.steplen :]) + 1 if last else 1
    now = timezone.now()
    page = apps.get_model("guidance", model).objects.create(
        draft_title=fields["title"],
        content_type=kind,
        path=Tree._get_path(parent.path, parent.depth + 1, step),
        depth=parent.depth + 1,
        numchild=0,
        url_path=f"{parent.url_path}{fields['slug']}/",
        locale=Locale.objects.get(language_code="bn"),
        live=True,
        first_published_at=now,
        last_published_at=now,
        **fields,
    )
    parent.numchild += 1
    Page.objects.filter(pk=parent.pk).update(numchild=parent.numchild)
    return page


def make_list(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    Page = apps.get_model("wagtailcore", "Page")
    Site = apps.get_model("wagtailcore", "Site")
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    ContentType = apps.get_model("contenttypes", "ContentType")
    GroupPagePermission = apps.get_model("wagtailcore", "GroupPagePermission")

    home = Page.objects.get(pk=Site.objects.get(is_default_site=True).root_page_id)
    index = add_under(apps, home, "GuidanceIndexPage", title="পরামর্শ", slug="tips")
    # Permissions are rows that Django makes after all migrations; on a fresh database
    # they are not there yet.
    pages, _made = ContentType.objects.get_or_create(
        app_label="wagtailcore", model="page"
    )
    add, _made = Permission.objects.get_or_create(
        content_type=pages, codename="add_page", defaults={"name": "Can add page"}
    )
    GroupPagePermission.objects.get_or_create(
        group=Group.objects.get(name=EDITORS), page_id=index.pk, permission=add
    )


def make_tips(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    Thread = apps.get_model("forum", "Thread")
    Tip = apps.get_model("guidance", "Tip")
    index = apps.get_model("guidance", "GuidanceIndexPage").objects.get()
    now = timezone.now()
    # The latest stands first in the list.
    for words in reversed(FIRST_TIPS):
        fields = {name: text.normalise(value) for name, value in words.items()}
        page = add_under(
            apps, index, "GuidancePage", slug=f"t-{uuid.uuid4().hex[:12]}", **fields
        )
        slug = text.slug(fields["title"], LONGEST_SLUG)
        thread = Thread.objects.create(
            title=fields["title"],
            home_url=f"/tips/{quoted(slug)}/",
            visible_from=now,
            version=1,
        )
        Tip.objects.create(
            page=page,
            thread=thread,
            slug=slug,
            reviewed_at=REVIEWED_AT,
            review_until=REVIEW_UNTIL,
        )


def quoted(slug: str) -> str:
    """A slug as Django writes it in an address."""
    return iri_to_uri(slug)


class Migration(migrations.Migration):
    dependencies = [
        ("guidance", "0001_initial"),
        ("forum", "0013_photos"),
        ("home", "0002_first_pages"),
        ("adda_posts", "0002_editors"),
    ]
    operations = [
        migrations.RunPython(make_list, migrations.RunPython.noop),
        migrations.RunPython(make_tips, migrations.RunPython.noop),
    ]
