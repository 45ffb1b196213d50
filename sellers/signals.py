"""What a seller's page tells higher rooms, inside its verb's transaction."""

from core.signals import DomainSignal

seller_started = DomainSignal()  # seller: her page was begun
seller_changed = DomainSignal()  # seller: words, showcase, who may see it
