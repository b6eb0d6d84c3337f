"""The web application."""

import multiprocessing
import os
import signal

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from config.process_death import die_with

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

# In a worker process of the web server
master = multiprocessing.parent_process()
if master is not None and master.pid:
    # Until it serves it has its master's handler, which would do nothing here.
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    # One whose master was killed would keep the port.
    die_with(master.pid)

application = get_wsgi_application()
get_resolver().url_patterns  # noqa: B018 - loads every view now, not for the first visitor
