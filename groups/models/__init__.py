"""Tables of coalition groups, their staff, their API tokens and their member lists."""

from groups.models.canonical_rule import CanonicalRule
from groups.models.consent_wording import ConsentWording
from groups.models.group import Group
from groups.models.invitation import Invitation, InvitationState
from groups.models.member import Member, MemberSource, MemberState
from groups.models.member_consent import MemberConsent
from groups.models.member_read import MemberRead, ReadHow
from groups.models.staff import Role, Staff
from groups.models.tag import Tag
from groups.models.token import Token

__all__ = [
    "CanonicalRule",
    "ConsentWording",
    "Group",
    "Invitation",
    "InvitationState",
    "Member",
    "MemberConsent",
    "MemberRead",
    "MemberSource",
    "MemberState",
    "ReadHow",
    "Role",
    "Staff",
    "Tag",
    "Token",
]
