"""App registration: petitions, identity, signatures, imports, tally, bundles."""

from django.apps import AppConfig


class PetitionsConfig(AppConfig):
    name = "petitions"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Models are not ready when this module is imported.
        from core import dispatcher, outbox
        from petitions.services import (
            bundle_build,
            bundle_check,
            consent_enrolment,
            import_work,
            signature_mail,
            tally,
            tally_overlap,
        )
        from petitions.services.sign_statement import MESSAGE_KIND

        outbox.register(MESSAGE_KIND, signature_mail.compose_signature_mail)
        dispatcher.register("imports", import_work.import_pass, every_seconds=2.0, parallel=2)
        first = dispatcher.Turn.FIRST
        dispatcher.register("tally", tally.counter_pass, every_seconds=2.0, turn=first)
        dispatcher.register("tally audit", tally.audit_pass, every_seconds=600.0)
        dispatcher.register("overlap", tally_overlap.overlap_pass, every_seconds=15.0)
        dispatcher.register("bundles", bundle_build.build_pass, every_seconds=2.0, parallel=2)
        dispatcher.register("consents", consent_enrolment.enrol_pass, every_seconds=2.0, parallel=2)
        dispatcher.register("bundle checks", bundle_check.check_pass, every_seconds=2.0)
