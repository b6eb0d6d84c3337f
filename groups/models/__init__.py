"""Tables of coalition groups, their staff and their API tokens."""

from groups.models.group import Group
from groups.models.staff import Role, Staff
from groups.models.token import Token

__all__ = ["Group", "Role", "Staff", "Token"]
