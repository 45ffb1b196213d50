"""What this room tells higher rooms; each inside the verb's transaction.

All are sent by `announce(sender, …)`; receivers only write rows.
"""

from core.signals import DomainSignal

trust_changed = DomainSignal()  # member, before, after, why (TrustChange.Why)
role_given = DomainSignal()  # member, role (a value of Role), by
export_ready = DomainSignal()  # member
name_claimed = DomainSignal()  # claim
claim_decided = DomainSignal()  # claim, member (who asked)
login_changed = DomainSignal()  # member: her number or e-mail, to another or back
recovery_begun = DomainSignal()  # recovery, member: somebody with her number began it
# recovery, member, by_member: it needs nobody any more; by_member where it ended by the
# member's own act, so that she need not be told that it began.
recovery_over = DomainSignal()
