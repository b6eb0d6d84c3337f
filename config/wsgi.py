"""The web application."""

import multiprocessing
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from config.process_death import die_with

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

# In a worker of the web server: one whose master was killed would keep the port.
master = multiprocessing.parent_process()
if master is not None and master.pid:
    die_with(master.pid)

application = get_wsgi_application()
get_resolver().url_patterns  # noqa: B018 - loads every view now, not for the first visitor
