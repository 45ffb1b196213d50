"""The worker's part of sending e-mails that must arrive (MailJob)."""

from profiles.models import MailJob

EVERY_SECONDS = 5
AT_ONCE = 5
# A mail server may take as long as a member would wait for it.
LEASE_SECONDS = 120


def drain() -> int:
    """Send what is due; how many were handed over."""
    jobs = MailJob.objects.claim(AT_ONCE, LEASE_SECONDS)
    return sum(1 for job in jobs if job.send())
