"""Who agreed before there were member lists is owed a place on them, too."""

from django.db import migrations

OWE = """
UPDATE petitions_consent AS consent SET due_at = now()
FROM petitions_signature AS signature
WHERE signature.id = consent.signature_id AND consent.withdrawn_at IS NULL
    AND (signature.state = 'confirmed' OR signature.state = 'attested'
         AND consent.wording LIKE 'list:%')
"""


class Migration(migrations.Migration):
    dependencies = [("petitions", "0015_consent_due")]

    operations = [migrations.RunSQL(OWE, migrations.RunSQL.noop)]
