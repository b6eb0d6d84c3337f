"""App registration: coalition groups, staff and roles, API tokens, member lists."""

from django.apps import AppConfig


class GroupsConfig(AppConfig):
    name = "groups"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Models are not ready when this module is imported.
        from core import outbox
        from groups.services import invitation_mail

        outbox.register(invitation_mail.MESSAGE_KIND, invitation_mail.compose_invitation)
