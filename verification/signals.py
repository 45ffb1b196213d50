"""What verification tells higher rooms, inside its verb's transaction."""

from core.signals import DomainSignal

# verification, what: one of granted, refused, ended, ending (soon)
verification_told = DomainSignal()
