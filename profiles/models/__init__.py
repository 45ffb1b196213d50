"""The rows of this room, a file per noun."""

from .member import (
    EDITORS,
    HOSTS,
    MODERATORS,
    NEVER,
    READ_IN,
    Block,
    BlockQuerySet,
    Member,
    MemberManager,
    Role,
    TrustChange,
    validate_handle,
)
from .session import MemberSession, MemberSessionQuerySet

__all__ = [
    "EDITORS",
    "HOSTS",
    "MODERATORS",
    "NEVER",
    "READ_IN",
    "Block",
    "BlockQuerySet",
    "Member",
    "MemberManager",
    "MemberSession",
    "MemberSessionQuerySet",
    "Role",
    "TrustChange",
    "validate_handle",
]
