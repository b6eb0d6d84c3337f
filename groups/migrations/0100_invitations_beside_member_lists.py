"""Invitations and member lists came side by side."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("groups", "0004_invitation"),
        ("groups", "0005_consent_wordings"),
    ]
    operations = []
