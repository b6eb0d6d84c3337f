"""Addresses of the public pages."""

from django.urls import path

from pages.views import campaign, home, own_signature, petition

urlpatterns = [
    path("", home.home, name="home"),
    path("c/<slug:slug>/", campaign.campaign, name="campaign"),
    path("p/<slug:slug>/", petition.petition, name="petition"),
    path("p/<slug:slug>/thanks/", petition.thanks, name="petition-thanks"),
    path("s/<str:token>/", own_signature.confirm_page, name="confirm"),
    path("not-me/<str:token>/", own_signature.disown_page, name="not-me"),
    path("me/<str:token>/", own_signature.own_data, name="own-data"),
    path("me/<str:token>/proofs/", own_signature.proofs, name="own-proofs"),
]
