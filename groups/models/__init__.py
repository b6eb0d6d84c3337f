"""Tables of coalition groups, their staff, their API tokens and their member lists."""

from groups.models.canonical_rule import CanonicalRule
from groups.models.consent_wording import ConsentWording
from groups.models.group import Group
from groups.models.group_message import GroupMessage, GroupMessageState
from groups.models.invitation import Invitation, InvitationState
from groups.models.member import Member, MemberSource, MemberState
from groups.models.member_consent import MemberConsent
from groups.models.member_export import (
    ExportCapacity,
    ExportFormat,
    ExportStage,
    ExportVerdict,
    MemberExport,
    MemberExportRow,
)
from groups.models.member_forward import MemberForward
from groups.models.member_import import (
    ChangeKind,
    ImportStage,
    ImportStep,
    MemberChange,
    MemberImport,
    MemberImportRow,
    RowKind,
)
from groups.models.member_read import MemberRead, ReadHow
from groups.models.staff import Role, Staff
from groups.models.tag import Tag
from groups.models.token import Token

__all__ = [
    "CanonicalRule",
    "ChangeKind",
    "ConsentWording",
    "ExportCapacity",
    "ExportFormat",
    "ExportStage",
    "ExportVerdict",
    "Group",
    "GroupMessage",
    "GroupMessageState",
    "ImportStage",
    "ImportStep",
    "Invitation",
    "InvitationState",
    "Member",
    "MemberChange",
    "MemberConsent",
    "MemberExport",
    "MemberExportRow",
    "MemberForward",
    "MemberImport",
    "MemberImportRow",
    "MemberRead",
    "MemberSource",
    "MemberState",
    "ReadHow",
    "Role",
    "RowKind",
    "Staff",
    "Tag",
    "Token",
]
