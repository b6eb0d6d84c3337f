"""App registration: coalition groups, staff and roles, API tokens, member lists."""

from django.apps import AppConfig


class GroupsConfig(AppConfig):
    name = "groups"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Models are not ready when this module is imported.
        from core import dispatcher, outbox
        from groups.selectors.group_message import KIND
        from groups.services import (
            group_message_mail,
            group_message_sending,
            invitation_mail,
            member_export_build,
            member_export_expiry,
            member_import_expiry,
            member_import_work,
        )

        outbox.register(invitation_mail.MESSAGE_KIND, invitation_mail.compose_invitation)
        outbox.register(KIND, group_message_mail.compose_group_message)
        dispatcher.register(
            "group messages",
            group_message_sending.group_message_pass,
            every_seconds=2.0,
            turn=dispatcher.Turn.FIRST,
        )
        dispatcher.register(
            "group message figures",
            group_message_sending.group_message_count_pass,
            every_seconds=10.0,
        )
        dispatcher.register(
            "member imports", member_import_work.member_import_pass, every_seconds=2.0, parallel=2
        )
        dispatcher.register("member exports", member_export_build.export_pass, every_seconds=2.0)
        dispatcher.register(
            "member export expiry", member_export_expiry.export_expiry_pass, every_seconds=60.0
        )
        dispatcher.register(
            "member import expiry",
            member_import_expiry.member_import_expiry_pass,
            every_seconds=600.0,
        )
