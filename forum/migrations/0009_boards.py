"""The boards that every site begins with; moderators change them as they like."""

from typing import Any

from django.db import migrations

BOARDS = (
    (
        "ponno-dekhan",
        "পণ্য দেখান",
        "Show your work",
        "নতুন কী বানালেন, কী আনলেন, সবাইকে দেখান। দাম লিখতে ভুলবেন না।",
        "What you made or brought in. Please say the price.",
    ),
    (
        "poramorsho-chai",
        "পরামর্শ চাই",
        "Ask for advice",
        "ব্যবসার যে কোনো প্রশ্ন। ছোট প্রশ্ন বলে কিছু নেই।",
        "Any question about your business. No question is too small.",
    ),
    (
        "kretader-proshno",
        "ক্রেতাদের প্রশ্ন",
        "Buyers ask",
        "কেনার আগে জেনে নিন। বিক্রেতারা উত্তর দেন।",
        "Ask before you buy. Sellers answer.",
    ),
    (
        "protarona-sotorkota",
        "প্রতারণা সতর্কতা",
        "Scam warnings",
        "কী ঘটেছে, কী দেখে চেনা যেত। প্রমাণ ছাড়া নাম নয়।",
        "What happened and how it could be seen. No names without proof.",
    ),
    (
        "sofolotar-golpo",
        "সফলতার গল্প",
        "Success stories",
        "ছোট জয়ও জয়।",
        "Small wins count.",
    ),
)


def make_boards(apps: Any, schema_editor: Any) -> None:
    """Add those that are not there; one of the same address stays as it is."""
    board_model = apps.get_model("forum", "Board")
    for place, (slug, name_bn, name_en, about_bn, about_en) in enumerate(BOARDS, 1):
        board_model.objects.get_or_create(
            slug=slug,
            defaults={
                "name_bn": name_bn,
                "name_en": name_en,
                "about_bn": about_bn,
                "about_en": about_en,
                "position": place,
            },
        )


class Migration(migrations.Migration):
    dependencies = [("forum", "0008_lists")]
    operations = [migrations.RunPython(make_boards, migrations.RunPython.noop)]
