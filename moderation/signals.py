"""What moderation tells higher rooms; each inside the verb's transaction.

All are sent by `announce(sender, …)`; receivers only write rows. Who reported is for the
reporters themselves and for nobody else: never show `reporters` to `about`.
"""

from core.signals import DomainSignal

# case, target, thing: work has come, or has come again.
case_opened = DomainSignal()
# case, target, thing, about (the author or None): hidden for now by many reports.
case_covered = DomainSignal()
# case, target, thing (None where it is gone), action (ModerationEntry.Action), by,
# reason, about (the author or None), reporters (ids of members whose reports it answers).
case_decided = DomainSignal()
# case, by: a decision was undone, the case is open again.
case_restored = DomainSignal()
# sanction, member
member_sanctioned = DomainSignal()
# sanction, member: taken back before its end.
sanction_lifted = DomainSignal()
