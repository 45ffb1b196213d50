"""What a seller's page tells higher rooms, inside its verb's transaction."""

from core.signals import DomainSignal

seller_started = DomainSignal()  # seller: her page was begun
seller_changed = DomainSignal()  # seller: words, showcase, who may see it
contact_asked = DomainSignal()  # ask: a member asks a seller for a number
ask_answered = DomainSignal()  # ask: she said yes, no, or blocked
warning_decided = DomainSignal()  # warning: moderators upheld or refused it
