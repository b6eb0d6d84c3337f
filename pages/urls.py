"""Addresses of the public pages, of people's own pages, and of the desk."""

from django.urls import include, path

from pages.views import (
    action,
    calendar,
    campaign,
    design,
    embed,
    event,
    home,
    join,
    own_data,
    own_rsvp,
    own_signature,
    petition,
    privacy,
    social_card,
)

_OWN_RSVP = "r/<str:token>/"

urlpatterns = [
    path("", home.home, name="home"),
    path("c/<slug:slug>/", campaign.campaign, name="campaign"),
    path("p/<slug:slug>/", petition.petition, name="petition"),
    path("p/<slug:slug>/thanks/", petition.thanks, name="petition-thanks"),
    path("embed/p/<slug:slug>/", embed.embedded_petition, name="petition-embed"),
    path("embed/p/<slug:slug>/thanks/", embed.embedded_thanks, name="petition-embed-thanks"),
    path("cards/<str:kind>/<slug:slug>.png", social_card.card, name="social-card"),
    path("privacy/", privacy.privacy, name="privacy"),
    path("a/<slug:slug>/", action.action, name="action"),
    path("e/<slug:slug>/", event.event, name="event"),
    path("e/<slug:slug>/thanks/", event.thanks, name="event-thanks"),
    path("e/<slug:slug>.ics", calendar.event_calendar, name="event-calendar"),
    path("a/<slug:slug>.ics", calendar.action_calendar, name="action-calendar"),
    path("c/<slug:slug>.ics", calendar.campaign_calendar, name="campaign-calendar"),
    path("s/<str:token>/", own_signature.confirm_page, name="confirm"),
    path("not-me/<str:token>/", own_signature.disown_page, name="not-me"),
    path("me/<str:token>/", own_data.own_data, name="own-data"),
    path("me/<str:token>/proofs/", own_data.proofs, name="own-proofs"),
    path("me/<str:token>/erase/", own_data.erase_page, name="own-erase"),
    path("me/<str:token>/stop/", own_data.stop_page, name="own-stop"),
    path(_OWN_RSVP, own_rsvp.own_page, name="own-rsvp"),
    path(_OWN_RSVP + "cancel/", own_rsvp.cancel_page, name="own-rsvp-cancel"),
    path(_OWN_RSVP + "stop/", own_rsvp.stop_page, name="own-rsvp-stop"),
    path(_OWN_RSVP + "not-me/", own_rsvp.disown_page, name="own-rsvp-not-me"),
    path(_OWN_RSVP + "event.ics", own_rsvp.own_calendar, name="own-rsvp-calendar"),
    path("join/<str:token>/", join.join, name="join"),
    path("desk/design/", design.design, name="design"),
    path("desk/", include("pages.desk_urls")),
]
