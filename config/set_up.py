"""What a database needs before anything can work with it: the tables and the places."""

import io

import django
from django.core.management import call_command
from django.db import connection

from config.env import Environment

FIRST_TABLE = "django_migrations"
# They set up by themselves, or look at a database as it is.
AS_IT_IS = {"dbshell", "migrate", "showmigrations", "sqlmigrate", "makemigrations", "flush", "test"}


def set_up_database() -> None:
    """Migrates and loads the places; harmless when nothing is to be done."""
    call_command("migrate", interactive=False, verbosity=0)
    call_command("load_places", stdout=io.StringIO())


def set_up_new_database(env: Environment, command: str) -> None:
    """Sets the embedded database up when it is new, so that any command may be the first."""
    if not env.embeds_postgres or command in AS_IT_IS:
        return
    django.setup()
    if FIRST_TABLE not in connection.introspection.table_names():
        set_up_database()
    connection.close()
