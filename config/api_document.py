"""What the OpenAPI document says of itself, and how it is shown."""

from typing import Any

DESCRIPTION = """
Backend of coalition campaigns: petitions, signatures, counts and deliveries.

Lists come in pages: `{"next", "previous", "results"}`. Errors are `application/problem+json`
(RFC 9457) with a stable `code`. What a caller may not know of answers like what does not exist.
"""

SETTINGS: dict[str, Any] = {
    "TITLE": "Muster",
    "DESCRIPTION": DESCRIPTION,
    "VERSION": "1",
    "OAS_VERSION": "3.1.1",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SERVE_AUTHENTICATION": [],
    "SERVE_PERMISSIONS": [],
    "COMPONENT_SPLIT_REQUEST": True,
    "DEFAULT_GENERATOR_CLASS": "drf_spectacular.generators.SchemaGenerator",
    "ENUM_NAME_OVERRIDES": {
        "CampaignState": "campaign.models.campaign.CampaignState",
        "LocalityKind": "campaign.models.locality.LocalityKind",
        "EventStage": "events.models.event.Stage",
        "NewEventState": [("draft", "draft"), ("open", "open")],
        "MemberImportRowKind": "groups.models.member_import.RowKind",
        "PartnerState": "campaign.models.partner.PartnerState",
        "PetitionState": "petitions.models.petition.PetitionState",
    },
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SWAGGER_UI_SETTINGS": {"deepLinking": True, "persistAuthorization": False},
}
