"""Addresses: one line per app."""

from django.urls import include, path
from django.views.decorators.http import require_safe
from drf_spectacular.views import SpectacularSwaggerSplitView

from core import health
from core.api.schema_view import schema
from core.problems.kinds import problem_kind

handler400 = "core.problems.handlers.bad_request"
handler403 = "core.problems.handlers.permission_denied"
handler404 = "core.problems.handlers.page_not_found"
handler500 = "core.problems.handlers.server_error"

urlpatterns = [
    # Addresses are tried in order: those that are asked for most stand first.
    path("api/v1/", include("petitions.api.urls")),
    path("api/v1/", include("events.api.urls")),
    path("api/v1/", include("campaign.api.urls")),
    path("api/v1/", include("groups.api.urls")),
    path("api/schema/", schema, name="schema"),
    path("api/docs/", require_safe(SpectacularSwaggerSplitView.as_view()), name="docs"),
    path("accounts/", include("allauth.urls")),
    path("anymail/", include("core.mail.notices")),
    path("", include("pages.urls")),
    path("problems/<str:code>/", problem_kind, name="problem"),
    path("healthz", health.healthz),
    path("readyz", health.readyz),
    path("metrics", health.prometheus),
]
