"""Addresses of petitions under /api/v1/."""

from django.urls import path

from petitions.api.signature import signatures

urlpatterns = [
    path("petitions/<slug:slug>/signatures/", signatures, name="signatures"),
]
