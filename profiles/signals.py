"""What this room tells higher rooms; each inside the verb's transaction.

All are sent by `announce(sender, …)`; receivers only write rows.
"""

from core.signals import DomainSignal

trust_changed = DomainSignal()  # member, before, after, why (TrustChange.Why)
role_given = DomainSignal()  # member, role (a value of Role), by
export_ready = DomainSignal()  # member
name_claimed = DomainSignal()  # claim
claim_decided = DomainSignal()  # claim, member (who asked)
