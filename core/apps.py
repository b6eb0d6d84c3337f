"""App registration: infrastructure without a campaign word in it."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "core"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Models are not ready when this module is imported.
        from anymail.signals import tracking

        from core import cleaning, dispatcher, outbox
        from core.services import letter, message_delivery, suppression_notice

        outbox.register(letter.KIND, letter.compose_letter)
        tracking.connect(suppression_notice.take_notice, dispatch_uid="suppression")
        dispatcher.register("outbox", message_delivery.deliver_pass, every_seconds=1.0, parallel=2)
        dispatcher.register("cleaning", cleaning.cleaning_pass, every_seconds=300.0)
