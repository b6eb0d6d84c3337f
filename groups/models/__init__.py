"""Tables of coalition groups, their staff, their API tokens and their member lists."""

from groups.models.canonical_rule import CanonicalRule
from groups.models.group import Group
from groups.models.invitation import Invitation, InvitationState
from groups.models.staff import Role, Staff
from groups.models.token import Token

__all__ = [
    "CanonicalRule",
    "Group",
    "Invitation",
    "InvitationState",
    "Role",
    "Staff",
    "Token",
]
