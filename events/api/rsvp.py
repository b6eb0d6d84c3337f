"""Where programs hand in RSVPs: `POST /api/v1/events/SLUG/rsvps/`."""

from django.http import HttpRequest
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers

from core.actors import Actor
from core.client_address import client_network
from core.json_body import read_json
from events.models.rsvp import MOST_GUESTS
from events.rsvp_form import read_rsvp_form
from events.services.rsvp import answer_event
from groups.endpoint import PUBLIC, Endpoint, documented_by
from groups.public_form import ReceivedFields, public_form
from groups.selectors.canonical_rule import canonical_rules
from petitions.form_limits import RSVP
from petitions.sign_form import SUBSCRIBE_LIMIT


@public_form("rsvps:create")
def rsvps(request: HttpRequest, slug: str, actor: Actor) -> None:
    """Takes one RSVP in; the same answer whether or not the person comes already."""
    form = read_rsvp_form(read_json(request), canonical_rules())
    RSVP.require(email=form.email, network=client_network(request), actor=actor)
    answer_event(slug=slug, form=form)


class RsvpFields(serializers.Serializer):
    """What coming to an event takes, for the documentation; `events.rsvp_form` reads it."""

    given_name = serializers.CharField(max_length=100)
    family_name = serializers.CharField(max_length=100)
    email = serializers.CharField(max_length=254)
    phone = serializers.CharField(required=False, max_length=40)
    guests = serializers.IntegerField(
        required=False, min_value=0, max_value=MOST_GUESTS, help_text="People beside oneself."
    )
    subscribe = serializers.ListField(
        child=serializers.CharField(max_length=60),
        required=False,
        max_length=SUBSCRIBE_LIMIT,
        help_text="Slugs of groups behind the event that the person wants to hear from.",
    )


class Rsvps(Endpoint):
    """Documents `rsvps`, which answers in its place."""

    needs = {"POST": PUBLIC}

    @extend_schema(
        operation_id="answer_event",
        request=RsvpFields,
        responses={201: OpenApiResponse(ReceivedFields)},
    )
    def post(self) -> None:
        """Comes to the event, or waits for a place: the mailbox is told which."""


documented_by(Rsvps, rsvps)
