"""Django's settings, from the environment. Reading and defaults live in `config.env`."""

import base64
import os
from pathlib import Path

import environ

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
DATA_DIR = Path(env.str("DATA_DIR", default=str(BASE_DIR / ".data")))
DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="skeleton-only-replaced-by-config-env")
IDENTITY_KEY = base64.b64decode(env.str("IDENTITY_KEY", default="A" * 43 + "="))
VAULT_KEYS = [
    (pair.split(":", 1)[0], base64.b64decode(pair.split(":", 1)[1]))
    for pair in env.str("VAULT_KEYS", default="k1:" + "A" * 43 + "=").split(",")
]
SIGNING_KEY = base64.b64decode(env.str("SIGNING_KEY", default="A" * 43 + "="))
PUBLIC_URL = env.str("PUBLIC_URL", default="http://localhost:8000")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
TRUSTED_PROXIES = env.list("TRUSTED_PROXIES", default=[])
SIGN_LIMITS = env.bool("SIGN_LIMITS", default=True)
DUTY_LEASE_SECONDS = env.float("DUTY_LEASE_SECONDS", default=60.0)
DUTY_BACKOFF_SECONDS = env.float("DUTY_BACKOFF_SECONDS", default=30.0)
DUTY_PASS_SECONDS = env.float("DUTY_PASS_SECONDS", default=5.0)
EMAIL_URL = env.str("EMAIL_URL", default=f"file://{DATA_DIR}/mail")
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Muster <noreply@localhost>")
REDIS_URL = env.str("REDIS_URL", default="redis://localhost:6379/0")

INSTALLED_APPS = [
    "config",
    "core",
    "places",
    "accounts",
    "groups",
    "campaign",
    "petitions",
    "pages",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
]
MIDDLEWARE = [
    "core.problems.middleware.ProblemMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]
DATABASES = {"default": env.db("DATABASE_URL", default=f"postgres:///muster?host={DATA_DIR}/run")}
DATABASES["default"]["CONN_MAX_AGE"] = None
CSRF_FAILURE_VIEW = "core.problems.handlers.csrf_failure"
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
REST_FRAMEWORK = {
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "UNAUTHENTICATED_USER": None,
    "EXCEPTION_HANDLER": "core.problems.handlers.handle_api_error",
    "DEFAULT_PARSER_CLASSES": ["core.json_body.StrictJSONParser"],
}
LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_TZ = True
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
