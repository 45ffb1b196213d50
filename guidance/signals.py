"""What a tip tells higher rooms, inside its verb's transaction."""

from core.signals import DomainSignal

tip_changed = DomainSignal()  # tip: published, its words changed, withdrawn
