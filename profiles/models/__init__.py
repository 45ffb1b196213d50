"""The rows of this room, a file per noun."""

from profiles.data_export import DataExport
from profiles.devices import MemberDevice
from profiles.erasure import Erasure

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
    "DataExport",
    "Erasure",
    "Member",
    "MemberDevice",
    "MemberManager",
    "MemberSession",
    "MemberSessionQuerySet",
    "Role",
    "TrustChange",
    "validate_handle",
]
