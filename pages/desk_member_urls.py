"""Addresses of member lists at the desk."""

from django.urls import path

from pages.views.desk import (
    member,
    member_edit,
    member_import,
    member_imports,
    member_list,
    member_tags,
)

_MEMBERS = "groups/<slug:slug>/members/"
_MEMBER = _MEMBERS + "<uuid:member_id>/"
_TAG = _MEMBERS + "tags/<str:tag>/"
_IMPORTS = _MEMBERS + "imports/"
_IMPORT = _IMPORTS + "<uuid:public_id>/"

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
    path(_IMPORT + "undo/", member_import.member_import_undo, name="desk-member-import-undo"),
    path(
        _IMPORT + "discard/", member_import.member_import_discard, name="desk-member-import-discard"
    ),
    path(
        _IMPORT + "rejected-rows.csv",
        member_import.member_import_rejects,
        name="desk-member-import-rejects",
    ),
]
