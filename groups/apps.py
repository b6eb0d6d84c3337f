"""App registration: coalition groups, staff and roles, API tokens, member lists."""

from django.apps import AppConfig


class GroupsConfig(AppConfig):
    name = "groups"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Models are not ready when this module is imported.
        from core import dispatcher, outbox
        from groups.services import invitation_mail, member_import_expiry, member_import_work

        outbox.register(invitation_mail.MESSAGE_KIND, invitation_mail.compose_invitation)
        dispatcher.register(
            "member imports", member_import_work.member_import_pass, every_seconds=2.0, parallel=2
        )
        dispatcher.register(
            "member import expiry",
            member_import_expiry.member_import_expiry_pass,
            every_seconds=600.0,
        )
