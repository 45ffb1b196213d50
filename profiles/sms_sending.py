"""The worker's part of sending SMS that must arrive (SmsJob)."""

from profiles.models import SmsJob

EVERY_SECONDS = 2
AT_ONCE = 5
# One gateway call may take as long as a member would wait for it.
LEASE_SECONDS = 120


def drain() -> int:
    """Send what is due; how many were handed over."""
    jobs = SmsJob.objects.claim(AT_ONCE, LEASE_SECONDS)
    return sum(1 for job in jobs if job.send())
