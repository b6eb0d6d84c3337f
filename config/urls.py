"""Addresses: one line per app."""

from django.urls import include, path

urlpatterns = [
    path("accounts/", include("allauth.urls")),
]
