"""What an adda tells higher rooms, inside its verb's transaction."""

from core.signals import DomainSignal

adda_changed = DomainSignal()  # adda: made, opened, closed, published, words changed
