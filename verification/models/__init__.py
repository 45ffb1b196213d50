"""What was checked about sellers, and what it was checked by."""

from .evidence import Evidence, EvidenceLook
from .verification import Method, Reason, Verification, Why

__all__ = ["Evidence", "EvidenceLook", "Method", "Reason", "Verification", "Why"]
