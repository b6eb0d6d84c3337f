"""How sign-in differs from allauth's defaults: nobody signs up by themselves."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class ClosedSignUp(DefaultAccountAdapter):
    """Users are made by `create_user` or an invitation."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
