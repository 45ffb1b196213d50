"""What a seller's page tells higher rooms, inside its verb's transaction."""

from core.signals import DomainSignal

seller_started = DomainSignal()  # seller: her page was begun
seller_changed = DomainSignal()  # seller: words, showcase, who may see it
seller_renamed = DomainSignal()  # seller: what her reviews are found by (FOUND_BY)
contact_asked = DomainSignal()  # ask: a member asks a seller for a number
ask_answered = DomainSignal()  # ask: she said yes, no, or blocked
warning_decided = DomainSignal()  # warning: moderators upheld or refused it
review_changed = DomainSignal()  # review: its words, or who may read it
review_sent = DomainSignal()  # review: it waits until its proof is looked at
review_told = DomainSignal()  # review, member (id), what: a word to one of the two
review_contested = DomainSignal()  # review, words: which facts the seller finds wrong
claim_refused = DomainSignal()  # claim: the moderators do not think so
claim_made = DomainSignal()  # claim: a member says that an unclaimed page is hers
