from django.db import migrations, models

from core import text


def fold_names(apps, schema_editor):
    """Give the members who are there their folded names, some hundred at a time."""
    members = apps.get_model("profiles", "Member").objects
    last = 0
    while True:
        found = list(members.filter(pk__gt=last).order_by("pk").only("display_name")[:500])
        if not found:
            return
        for member in found:
            member.name_key = text.fold(member.display_name)
        members.bulk_update(found, ["name_key"])
        last = found[-1].pk


class Migration(migrations.Migration):

    dependencies = [
        ('profiles', '0005_roles'),
    ]

    operations = [
        migrations.AddField(
            model_name='member',
            name='name_key',
            field=models.CharField(db_index=True, default='', editable=False, max_length=240),
        ),
        migrations.RunPython(fold_names, migrations.RunPython.noop, elidable=True),
    ]
