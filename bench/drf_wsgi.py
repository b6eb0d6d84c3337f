"""Serves `bench.drf_idiom` with the project's own settings and middlewares."""

from django.conf import settings
from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()
settings.ROOT_URLCONF = "bench.drf_idiom"
