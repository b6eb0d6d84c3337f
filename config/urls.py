"""Addresses: one line per app."""

from django.urls import include, path

from core import health

handler400 = "core.problems.handlers.bad_request"
handler403 = "core.problems.handlers.permission_denied"
handler404 = "core.problems.handlers.page_not_found"
handler500 = "core.problems.handlers.server_error"

urlpatterns = [
    path("api/v1/", include("groups.api.urls")),
    path("api/v1/", include("campaign.api.urls")),
    path("api/v1/", include("petitions.api.urls")),
    path("accounts/", include("allauth.urls")),
    path("healthz", health.healthz),
    path("readyz", health.readyz),
    path("metrics", health.prometheus),
]
