"""A step before the preview: somebody says what the columns of the list hold."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0010_audit_actor"),
        ("groups", "0011_invitation_edition"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="memberimport",
            name="member_import_step_known",
        ),
        migrations.AlterField(
            model_name="memberimport",
            name="step",
            field=models.CharField(
                choices=[
                    ("columns", "Columns"),
                    ("preview", "Preview"),
                    ("apply", "Apply"),
                    ("undo", "Undo"),
                ],
                default="preview",
                max_length=8,
            ),
        ),
        migrations.AddConstraint(
            model_name="memberimport",
            constraint=models.CheckConstraint(
                condition=models.Q(("step__in", ["columns", "preview", "apply", "undo"])),
                name="member_import_step_known",
            ),
        ),
    ]
