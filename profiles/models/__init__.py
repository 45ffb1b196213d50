"""The rows of this room, a file per noun."""

from profiles.data_export import DataExport
from profiles.devices import MemberDevice
from profiles.erasure import Erasure
from profiles.name_claim import ClaimedRow, NameClaim

from .email_change import EmailChange
from .mail_job import MailJob
from .member import (
    EDITORS,
    HOSTS,
    MODERATORS,
    NEVER,
    READ_IN,
    VERIFIERS,
    Block,
    BlockQuerySet,
    Member,
    MemberManager,
    Role,
    TrustChange,
    validate_handle,
)
from .number_change import NumberChange
from .recovery import Recovery, RecoveryLock
from .session import MemberSession, MemberSessionQuerySet
from .sms_job import SmsJob
from .typed import FormDraft

__all__ = [
    "EDITORS",
    "HOSTS",
    "MODERATORS",
    "NEVER",
    "READ_IN",
    "VERIFIERS",
    "Block",
    "BlockQuerySet",
    "ClaimedRow",
    "DataExport",
    "EmailChange",
    "Erasure",
    "FormDraft",
    "MailJob",
    "Member",
    "MemberDevice",
    "MemberManager",
    "MemberSession",
    "MemberSessionQuerySet",
    "NameClaim",
    "NumberChange",
    "Recovery",
    "RecoveryLock",
    "Role",
    "SmsJob",
    "TrustChange",
    "validate_handle",
]
