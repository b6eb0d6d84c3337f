"""Addresses of the desk, under /desk/."""

from django.urls import path

from pages.views.desk import today

urlpatterns = [
    path("", today.today, name="desk"),
]
