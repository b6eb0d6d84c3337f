"""The API of tokens: a token may mint narrower ones and revoke its owner's in its group."""

from typing import cast

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import User
from core.api.serializer import StrictSerializer
from groups.endpoint import ANY_TOKEN, Endpoint, ListEndpoint
from groups.selectors.group import group_of_token
from groups.selectors.token import get_token, tokens_of
from groups.services.token import DAYS, mint_token, revoke_token


class MintSerializer(StrictSerializer):
    scopes = serializers.ListField(child=serializers.CharField(max_length=40), max_length=40)
    name = serializers.CharField(max_length=100, default="", allow_blank=True)
    days = serializers.IntegerField(default=DAYS, min_value=1, max_value=366)


class TokenSerializer(serializers.Serializer):
    prefix = serializers.CharField()
    name = serializers.CharField()
    group = serializers.SlugField(source="group.slug")
    scopes = serializers.ListField(child=serializers.CharField())
    created_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField()
    last_used_on = serializers.DateField(allow_null=True)


class MintedSerializer(TokenSerializer):
    token = serializers.CharField(help_text="The token itself, shown this once.")


class TokenList(ListEndpoint):
    """The caller's own tokens in the group of the token that asks."""

    needs = {"GET": ANY_TOKEN, "POST": ANY_TOKEN}

    @extend_schema(responses=TokenSerializer(many=True))
    def get(self, request: Request) -> Response:
        return self.pages(tokens_of(self.actor), TokenSerializer)

    @extend_schema(request=MintSerializer, responses={201: MintedSerializer})
    def post(self, request: Request) -> Response:
        body = MintSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        minted = mint_token(
            user=cast(User, request.user),
            group=group_of_token(self.actor),
            actor=self.actor,
            **body.validated_data,
        )
        shown = TokenSerializer(minted.token).data
        return Response({**shown, "token": minted.text}, status=201)


class TokenDetail(Endpoint):
    """One of the caller's own tokens, by the prefix that was shown."""

    needs = {"GET": ANY_TOKEN, "DELETE": ANY_TOKEN}

    @extend_schema(responses=TokenSerializer)
    def get(self, request: Request, prefix: str) -> Response:
        return Response(TokenSerializer(get_token(prefix=prefix, actor=self.actor)).data)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, prefix: str) -> Response:
        revoke_token(token=get_token(prefix=prefix, actor=self.actor), actor=self.actor)
        return Response(status=204)
