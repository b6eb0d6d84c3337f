"""Addresses of member lists, and of messages to members, at the desk."""

from django.urls import path

from pages.views.desk import (
    member,
    member_edit,
    member_export,
    member_exports,
    member_import,
    member_import_columns,
    member_imports,
    member_list,
    member_tags,
    message,
    messages,
)

_MEMBERS = "groups/<slug:slug>/members/"
_MEMBER = _MEMBERS + "<uuid:member_id>/"
_TAG = _MEMBERS + "tags/<str:tag>/"
_IMPORTS = _MEMBERS + "imports/"
_IMPORT = _IMPORTS + "<uuid:public_id>/"
_EXPORTS = _MEMBERS + "exports/"
_EXPORT = "members/exports/<uuid:public_id>/"
_MESSAGES = "groups/<slug:slug>/messages/"
_MESSAGE = _MESSAGES + "<uuid:public_id>/"

members = [
    path("members/", member_list.members, name="desk-members"),
    path(_MEMBERS, member_list.member_list, name="desk-group-members"),
    path(_MEMBERS + "add/", member_edit.member_new, name="desk-member-new"),
    path(_MEMBER, member.member, name="desk-member"),
    path(_MEMBER + "edit/", member_edit.member_edit, name="desk-member-edit"),
    path(_MEMBER + "tags/", member.member_tagging, name="desk-member-tagging"),
    path(_MEMBER + "unsubscribe/", member.member_unsubscribe, name="desk-member-unsubscribe"),
    path(_MEMBER + "remove/", member.member_removal, name="desk-member-remove"),
    path(_MEMBERS + "tags/", member_tags.member_tags, name="desk-member-tags"),
    path(_TAG, member_tags.member_tag, name="desk-member-tag"),
    path(_TAG + "delete/", member_tags.member_tag_removal, name="desk-member-tag-delete"),
    path(_IMPORTS, member_imports.member_imports, name="desk-member-imports"),
    path(_IMPORTS + "new/", member_imports.member_import_new, name="desk-member-import-new"),
    path(_IMPORT, member_import.member_import, name="desk-member-import"),
    path(
        _IMPORT + "columns/",
        member_import_columns.member_import_columns,
        name="desk-member-import-columns",
    ),
    path(_IMPORT + "undo/", member_import.member_import_undo, name="desk-member-import-undo"),
    path(
        _IMPORT + "discard/", member_import.member_import_discard, name="desk-member-import-discard"
    ),
    path(
        _IMPORT + "rejected-rows.csv",
        member_import.member_import_rejects,
        name="desk-member-import-rejects",
    ),
    path(_EXPORTS, member_exports.member_exports, name="desk-member-exports"),
    path(_EXPORTS + "new/", member_exports.member_export_new, name="desk-member-export-new"),
    path("members/exports/", member_exports.export_approvals, name="desk-export-approvals"),
    path(_EXPORT, member_export.member_export, name="desk-member-export"),
    path(_EXPORT + "file/", member_export.member_export_file, name="desk-member-export-file"),
    path("messages/", messages.messages, name="desk-messages"),
    path(_MESSAGES, messages.group_messages, name="desk-group-messages"),
    path(_MESSAGES + "new/", messages.message_new, name="desk-message-new"),
    path(_MESSAGE, message.message, name="desk-message"),
    path(_MESSAGE + "edit/", messages.message_edit, name="desk-message-edit"),
    path(_MESSAGE + "test/", message.message_test, name="desk-message-test"),
    path(_MESSAGE + "send/", message.message_send, name="desk-message-send"),
    path(_MESSAGE + "cancel/", message.message_cancel, name="desk-message-cancel"),
]
