"""Addresses of petitions and what belongs to them under /api/v1/."""

from django.urls import path

from petitions.api.petition import PetitionClose, PetitionDetail, PetitionList, PetitionOpen
from petitions.api.signature import signatures
from petitions.api.tally import PetitionTally

_ONE = "petitions/<slug:slug>/"

urlpatterns = [
    path("petitions/", PetitionList.as_view(), name="petition-list"),
    path(_ONE, PetitionDetail.as_view(), name="petition-detail"),
    path(_ONE + "open/", PetitionOpen.as_view(), name="petition-open"),
    path(_ONE + "close/", PetitionClose.as_view(), name="petition-close"),
    path(_ONE + "signatures/", signatures, name="signatures"),
    path(_ONE + "tally/", PetitionTally.as_view(), name="petition-tally"),
]
