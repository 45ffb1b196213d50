from django.db import migrations, models


def leave_one(apps, schema_editor):
    """Of several proofs by one payment the first goes on holding it."""
    proofs = apps.get_model("sellers", "ReviewProof").objects.exclude(trx_digest="")
    seen = set()
    for pk, digest in proofs.order_by("pk").values_list("pk", "trx_digest"):
        if digest in seen:
            proofs.filter(pk=pk).update(trx_digest="")
        seen.add(digest)


class Migration(migrations.Migration):

    dependencies = [("sellers", "0005_found_by")]

    operations = [
        migrations.RunPython(leave_one, migrations.RunPython.noop, elidable=True),
        migrations.AddConstraint(
            model_name="reviewproof",
            constraint=models.UniqueConstraint(
                condition=models.Q(("trx_digest", ""), _negated=True),
                fields=("trx_digest",),
                name="one_proof_per_payment",
            ),
        ),
    ]
