"""What comparing a review with others costs, and who pays for it.

A site of its own gets as many reviews as are compared, of the longest length; then one
more is sent. Prints the CPU time of the request that sends it, and of the worker that
compares it; together they are what a request cost while it did both. Part of
`make bench`.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable
from typing import Any

AIM_MS = 100  # of CPU in the request


def cpu_ms(act: Callable[[], object]) -> float:
    """The CPU time of an act in this process, in milliseconds."""
    before = time.process_time()
    act()
    return (time.process_time() - before) * 1000


def measure() -> dict[str, Any]:
    """Fill the site, send one review, do the worker's part."""
    import django  # noqa: PLC0415

    django.setup()
    from django.utils import timezone  # noqa: PLC0415

    from profiles.models import Member  # noqa: PLC0415
    from sellers import suspicion  # noqa: PLC0415
    from sellers.models import ASPECTS, Review, ReviewProof, Seller  # noqa: PLC0415
    from sellers.models.review import LONGEST_REVIEW  # noqa: PLC0415

    said = "শাড়িটা ছবির মতোই সুন্দর, দুই দিনে হাতে পেয়েছি, প্যাকেটও ভালো ছিল। "
    owner = Member.objects.create_user("owner", display_name="বিক্রেতা")
    seller = Seller.objects.start(owner, "সুতোর গল্প")
    seller.publish()
    for number in range(suspicion.COMPARED):
        buyer = Member.objects.create_user(f"b{number}", display_name="ক্রেতা")
        words = f"{uuid.uuid4().hex} {said * 40}"[:LONGEST_REVIEW]
        Review.objects.create(
            seller=seller,
            by=buyer,
            stars=5,
            words=words,
            status=Review.Status.SHOWN,
            sent_at=timezone.now(),
        )
    buyer = Member.objects.create_user("buyer", display_name="ক্রেতা")
    review = Review.write(
        seller, buyer, dict.fromkeys(ASPECTS, 5), (said * 40)[:LONGEST_REVIEW]
    )
    request = cpu_ms(lambda: ReviewProof.give(review, buyer, "trx", trx="9AB12CD34E"))
    worker = cpu_ms(suspicion.drain)
    return {
        "compared": suspicion.COMPARED,
        "request_ms": round(request, 1),
        "worker_ms": round(worker, 1),
        "request_before_ms": round(request + worker, 1),
        "aim_ms": AIM_MS,
        "met": request <= AIM_MS,
    }


def main() -> None:
    """Fill a site of its own, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="uthan-copies-") as folder:
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "DATA_DIR": folder,
            "DATABASE_URL": "",
            "WRITING_LIMIT": "0",
        }
        subprocess.run(
            [sys.executable, "manage.py", "migrate", "--verbosity=0"], check=True
        )
        found = measure()
    if options.json:
        sys.stdout.write(json.dumps(found, indent=1) + "\n")
        return
    said = "" if found["met"] else f"  over the aim of {AIM_MS} ms"
    sys.stdout.write(
        f"sending a review beside {found['compared']} others: "
        f"{found['request_ms']} ms of CPU in the request{said}, "
        f"{found['worker_ms']} ms in the worker "
        f"(both in the request: {found['request_before_ms']} ms)\n"
    )


if __name__ == "__main__":
    main()
