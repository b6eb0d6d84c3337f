"""App registration: actions across cities, events, RSVPs, reminders, calendars."""

from django.apps import AppConfig


class EventsConfig(AppConfig):
    name = "events"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Models are not ready when this module is imported.
        from core import dispatcher, outbox
        from events.services import event_time, reminder, rsvp_enrolment, rsvp_mail

        for kind, compose in rsvp_mail.COMPOSERS.items():
            outbox.register(kind, compose)
        first = dispatcher.Turn.FIRST
        dispatcher.register("reminders", reminder.remind_pass, every_seconds=2.0, turn=first)
        dispatcher.register("event times", event_time.zone_pass, every_seconds=3600.0)
        dispatcher.register("event consents", rsvp_enrolment.enrol_pass, every_seconds=2.0)
