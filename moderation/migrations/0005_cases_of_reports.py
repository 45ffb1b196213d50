from django.db import migrations
from django.db.models import Max, Min

STATES = {"open": "open", "done": "resolved", "dismissed": "rejected"}


def gather(apps, schema_editor):
    """Put every report into the one case of its kind about its thing."""
    Case = apps.get_model("moderation", "Case")
    Report = apps.get_model("moderation", "Report")
    groups = Report.objects.values("kind", "target_kind", "target_id").annotate(
        first=Min("at"), last=Max("pk")
    )
    for group in list(groups.order_by("last")):
        same = {name: group[name] for name in ("kind", "target_kind", "target_id")}
        reports = Report.objects.filter(**same)
        last = reports.get(pk=group["last"])
        join(reports.filter(kind="report").exclude(by=None).order_by("pk"))
        waiting = reports.filter(state="open").count()
        reason = "asked" if group["kind"] == "takedown" else "other"
        state = "open" if waiting else STATES[last.state]
        case = Case.objects.create(
            **same,
            state=state,
            opened_at=group["first"],
            report_count=waiting or reports.count(),
            reason=reason,
            reasons={reason: waiting or reports.count()},
            decided_at=None if waiting else last.decided_at,
            decided_by=None if waiting else last.decided_by,
        )
        reports.update(case=case)


def join(reports):
    """Make one of several reports by the same member: she counts once."""
    firsts = {}
    for report in reports:
        first = firsts.setdefault(report.by_id, report)
        if first is not report:
            first.words = f"{first.words}\n\n{report.words}"[:2000]
            if report.state == "open":
                first.state = "open"
            first.save(update_fields=["words", "state"])
            report.delete()


class Migration(migrations.Migration):
    dependencies = [("moderation", "0004_cases")]

    operations = [migrations.RunPython(gather, migrations.RunPython.noop)]
