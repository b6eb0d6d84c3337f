"""Seeds the rules by which mail providers read addresses: dots and +tags that name no one else."""

from django.db import migrations

DROP_TAG = (
    "outlook.com",
    "hotmail.com",
    "live.com",
    "msn.com",
    "icloud.com",
    "me.com",
    "mac.com",
    "fastmail.com",
    "proton.me",
    "protonmail.com",
    "pm.me",
)
# domain, its one name, dots dropped, +tag dropped
RULES = (
    ("gmail.com", "gmail.com", True, True),
    ("googlemail.com", "gmail.com", True, True),
    *((domain, domain, False, True) for domain in DROP_TAG),
)


def seed(apps, schema_editor):
    rule = apps.get_model("petitions", "CanonicalRule")
    rule.objects.bulk_create(
        [
            rule(domain=domain, becomes=becomes, drop_dots=drop_dots, drop_tag=drop_tag)
            for domain, becomes, drop_dots, drop_tag in RULES
        ],
        ignore_conflicts=True,
    )


class Migration(migrations.Migration):
    dependencies = [("petitions", "0005_fewer_foreign_keys")]

    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
