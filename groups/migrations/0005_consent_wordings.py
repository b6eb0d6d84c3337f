"""The sentence beside the boxes of the sign form, as people have seen it so far; it stands."""

from django.db import migrations

WORDINGS = [
    (
        "2026-1",
        "en",
        "Hear from the groups behind this. Only those you choose get your address. "
        "You can take it back at any time.",
    ),
    (
        "2026-1",
        "es",
        "Recibir noticias de los grupos que la impulsan. Solo los que elijas reciben tu correo. "
        "Puedes retirarlo en cualquier momento.",
    ),
]
REFUSE = """
CREATE FUNCTION groups_consentwording_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a wording that people agreed to never changes'
        USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER groups_consentwording_no_change BEFORE UPDATE OR DELETE ON groups_consentwording
    FOR EACH ROW EXECUTE FUNCTION groups_consentwording_refuse();
"""
ALLOW = """
DROP TRIGGER groups_consentwording_no_change ON groups_consentwording;
DROP FUNCTION groups_consentwording_refuse();
"""


def seed(apps, schema_editor):
    wording = apps.get_model("groups", "ConsentWording")
    wording.objects.bulk_create(
        wording(version=version, language=language, text=text)
        for version, language, text in WORDINGS
    )


class Migration(migrations.Migration):
    dependencies = [("groups", "0004_member_lists")]

    operations = [
        migrations.RunPython(seed, migrations.RunPython.noop),
        migrations.RunSQL(REFUSE, ALLOW),
    ]
