from django.db import migrations

SENTENCES = {
    "proof.known": (
        "বিক্রেতা এই কেনাকাটা চেনেন।",
        "The seller knows this purchase.",
    ),
    "proof.not-known": (
        "বিক্রেতা বলছেন, এই কেনাকাটা তিনি চেনেন না।",
        "The seller says that she does not know this purchase.",
    ),
}


def take_codes(apps, schema_editor):
    """What sellers said of proofs becomes a code, said in each reader's language."""
    cases = apps.get_model("moderation", "Case").objects.filter(target_kind="review")
    events = apps.get_model("moderation", "CaseEvent").objects.filter(
        case__target_kind="review"
    )
    for code, sentences in SENTENCES.items():
        cases.filter(decision__in=sentences).update(decision=code)
        events.filter(words__in=sentences).update(words=code)


class Migration(migrations.Migration):
    dependencies = [
        ("sellers", "0012_claim_decision"),
        ("moderation", "0009_canned_answers"),
    ]
    operations = [
        migrations.RunPython(take_codes, migrations.RunPython.noop, elidable=True),
    ]
