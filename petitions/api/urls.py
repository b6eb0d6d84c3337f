"""Addresses of petitions and what belongs to them under /api/v1/."""

from django.urls import path

from petitions.api.bundle import (
    BundleApprove,
    BundleDetail,
    BundleDownload,
    BundleManifest,
    BundleSignature,
    PetitionBundles,
)
from petitions.api.delivery import BundleDeliveries
from petitions.api.petition import PetitionClose, PetitionDetail, PetitionList, PetitionOpen
from petitions.api.signature import signatures
from petitions.api.signature_import import (
    ImportDetail,
    ImportRejects,
    ImportUndo,
    PetitionImports,
)
from petitions.api.source import PetitionSources
from petitions.api.tally import PetitionTally

_ONE = "petitions/<slug:slug>/"
_IMPORT = "imports/<uuid:public_id>/"
_BUNDLE = "bundles/<uuid:public_id>/"

urlpatterns = [
    path(_ONE + "signatures/", signatures, name="signatures"),
    path("petitions/", PetitionList.as_view(), name="petition-list"),
    path(_ONE, PetitionDetail.as_view(), name="petition-detail"),
    path(_ONE + "open/", PetitionOpen.as_view(), name="petition-open"),
    path(_ONE + "close/", PetitionClose.as_view(), name="petition-close"),
    path(_ONE + "sources/", PetitionSources.as_view(), name="petition-sources"),
    path(_ONE + "tally/", PetitionTally.as_view(), name="petition-tally"),
    path(_ONE + "imports/", PetitionImports.as_view(), name="petition-imports"),
    path(_IMPORT, ImportDetail.as_view(), name="import-detail"),
    path(_IMPORT + "rejects/", ImportRejects.as_view(), name="import-rejects"),
    path(_IMPORT + "undo/", ImportUndo.as_view(), name="import-undo"),
    path(_ONE + "bundles/", PetitionBundles.as_view(), name="petition-bundles"),
    path(_BUNDLE, BundleDetail.as_view(), name="bundle-detail"),
    path(_BUNDLE + "approve/", BundleApprove.as_view(), name="bundle-approve"),
    path(_BUNDLE + "download/", BundleDownload.as_view(), name="bundle-download"),
    path(_BUNDLE + "manifest/", BundleManifest.as_view(), name="bundle-manifest"),
    path(_BUNDLE + "signature/", BundleSignature.as_view(), name="bundle-signature"),
    path(_BUNDLE + "deliveries/", BundleDeliveries.as_view(), name="bundle-deliveries"),
]
