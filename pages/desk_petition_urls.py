"""Addresses of petitions at the desk, with their imports and bundles, under /desk/."""

from django.urls import path

from pages.views.desk import (
    bundle,
    bundle_delivery,
    bundle_step,
    petition,
    petition_form,
    petition_list,
    petition_share,
    signature_import,
    signature_import_columns,
    signature_import_step,
    suspect,
)

_ONE = "petitions/<slug:slug>/"
_IMPORT = "imports/<uuid:public_id>/"
_BUNDLE = "bundles/<uuid:public_id>/"

urlpatterns = [
    path("petitions/", petition_list.petitions, name="desk-petitions"),
    path("petitions/new/", petition_form.new_petition, name="desk-petition-new"),
    path(_ONE, petition.petition, name="desk-petition"),
    path(_ONE + "figures/", petition.figures, name="desk-petition-figures"),
    path(_ONE + "counts.<slug:ending>", petition.counts_file, name="desk-petition-counts"),
    path(_ONE + "edit/", petition_form.edit_petition, name="desk-petition-edit"),
    path(_ONE + "open/", petition_form.open_it, name="desk-petition-open"),
    path(_ONE + "close/", petition_form.close_it, name="desk-petition-close"),
    path(_ONE + "share/", petition_share.share, name="desk-petition-share"),
    path(_ONE + "imports/", signature_import.imports, name="desk-imports"),
    path(_IMPORT, signature_import.one_import, name="desk-import"),
    path(_IMPORT + "progress/", signature_import.progress, name="desk-import-progress"),
    path(_IMPORT + "columns/", signature_import_columns.columns, name="desk-import-columns"),
    path(_IMPORT + "confirm/", signature_import_step.confirm, name="desk-import-confirm"),
    path(_IMPORT + "retry/", signature_import_step.retry, name="desk-import-retry"),
    path(_IMPORT + "undo/", signature_import_step.undo, name="desk-import-undo"),
    path(_IMPORT + "rejects.csv", signature_import_step.rejects, name="desk-import-rejects"),
    path(_ONE + "suspects/", suspect.suspects, name="desk-suspects"),
    path(_ONE + "suspects/all/", suspect.all_suspects, name="desk-suspects-all"),
    path(_ONE + "suspects/propose/", suspect.propose_suspects, name="desk-suspects-propose"),
    path(_ONE + "bundles/", bundle.bundles, name="desk-bundles"),
    path(_BUNDLE, bundle.one_bundle, name="desk-bundle"),
    path(_BUNDLE + "progress/", bundle.progress, name="desk-bundle-progress"),
    path(_BUNDLE + "approve/", bundle_step.approve, name="desk-bundle-approve"),
    path(_BUNDLE + "call-off/", bundle_step.call_off, name="desk-bundle-call-off"),
    path(_BUNDLE + "retry/", bundle_step.retry, name="desk-bundle-retry"),
    path(_BUNDLE + "check/", bundle_step.check, name="desk-bundle-check"),
    path(_BUNDLE + "download/", bundle_step.download, name="desk-bundle-download"),
    path(_BUNDLE + "hand-over/", bundle_delivery.hand_over, name="desk-bundle-hand-over"),
]
