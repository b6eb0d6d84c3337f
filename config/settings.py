"""Django's settings, from the environment. Reading and defaults live in `config.env`."""

import os
from urllib.parse import urlsplit

from config import api_document, content_security, logs
from config.env import Environment
from core.mail.transport import require_usable

env = Environment.of_process()
BASE_DIR = env.base_dir
DATA_DIR = env.data_dir
DEBUG = env.flag("DEBUG")

# Secrets
SECRET_KEY = env.secret("SECRET_KEY")
IDENTITY_KEY = env.key("IDENTITY_KEY")
VAULT_KEYS = env.keys("VAULT_KEYS")
SIGNING_KEY = env.key("SIGNING_KEY")

# Addresses
PUBLIC_URL = (
    env.url("PUBLIC_URL", ("https", "http")) or f"http://localhost:{env.number('PORT')}"
).rstrip("/")
PUBLIC_HOST = urlsplit(PUBLIC_URL).hostname or "localhost"
ALLOWED_HOSTS = [*env.names("ALLOWED_HOSTS"), PUBLIC_HOST]
if "localhost" in ALLOWED_HOSTS:
    ALLOWED_HOSTS += ["127.0.0.1", "[::1]"]  # its other names
TRUSTED_PROXIES = env.networks("TRUSTED_PROXIES")
SECURE = PUBLIC_URL.startswith("https://")

# Behaviour
SIGN_LIMITS = env.flag("SIGN_LIMITS")
MEMBER_READS_A_DAY = env.number("MEMBER_READS_A_DAY")
DUTY_LEASE_SECONDS = env.seconds("DUTY_LEASE_SECONDS")
DUTY_BACKOFF_SECONDS = env.seconds("DUTY_BACKOFF_SECONDS")
DUTY_PASS_SECONDS = env.seconds("DUTY_PASS_SECONDS")
METRICS_TOKEN = env.text("METRICS_TOKEN")

# Servers
# Connections stay open; `core.fresh_connections` drops those that the server has closed.
DATABASES = {"default": env.database() | {"CONN_MAX_AGE": None}}
REDIS_URL = env.redis_url()
CACHES = {
    "default": {
        "BACKEND": "core.forgiving_cache.ForgivingRedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "cache",
        "OPTIONS": {"socket_timeout": 0.25, "socket_connect_timeout": 0.25},
    }
}

INSTALLED_APPS = [
    "config",
    "core",
    "places",
    "accounts",
    "groups",
    "campaign",
    "petitions",
    "events",
    "pages",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
    "django_htmx",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
]
MIDDLEWARE = [
    "core.request_log.RequestLog",
    "core.problems.middleware.ProblemMiddleware",
    "core.body_limit.BodyLimit",
    "core.fresh_connections.FreshConnections",
    "django.middleware.security.SecurityMiddleware",
    "core.idempotency.middleware.IdempotencyMiddleware",
    # Only sets a context variable; allauth insists on finding it here.
    "allauth.account.middleware.AccountMiddleware",
    "core.page_middleware.PageMiddleware",
]
# Runs for pages only: the API knows no cookie, and its sign path should not pay for them.
PAGE_MIDDLEWARE = [
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "core.language.LanguageMiddleware",
    "core.slashes.SlashMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
SILENCED_SYSTEM_CHECKS = [
    "security.W002",  # the clickjacking middleware is in PAGE_MIDDLEWARE
    "security.W003",  # the CSRF middleware is in PAGE_MIDDLEWARE
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            # Marks for translation and links that keep the language need no `load`.
            "builtins": ["django.templatetags.i18n", "core.templatetags.language"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

# Sign-in
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_REDIRECT_URL = "desk"  # for who came to the sign-in page by itself
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_ADAPTER = "accounts.adapter.ClosedSignUp"
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # nobody is mailed about an account they do not have
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_RATE_LIMITS = {"login": None, "login_failed": None}  # accounts.adapter counts tries
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False  # this session stays, all others end
SECOND_FACTOR_REQUIRED = not DEBUG  # of stewards, coordinators, leads and administrators
MFA_ADAPTER = "pages.second_factor.SealedFactors"
MFA_TOTP_TOLERANCE = 1  # a telephone's clock may be half a minute off
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SECURE  # browsers take passkeys on localhost only then
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
ACCOUNT_FORMS = {
    "change_password": "accounts.forms.OwnChangePasswordForm",
    "reset_password_from_key": "accounts.forms.OwnResetPasswordForm",
}
ACCOUNT_SESSION_REMEMBER = True  # one question less; sessions are listed, and can be ended
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Muster"

# Cookies and transport
SECURE_SSL_REDIRECT = SECURE
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]  # asked from beside us
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE
SECURE_HSTS_PRELOAD = SECURE
if TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REFERRER_POLICY = "same-origin"  # links in mails hold tokens
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_AGE = 14 * 24 * 3600
CSRF_FAILURE_VIEW = "core.problems.handlers.csrf_failure"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = content_security.POLICY
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000  # of any body, but those of
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "core.unlinked_upload.UnlinkedUploadHandler",  # lists name people: no named file on a disk
]
LARGE_BODIES = {
    r"/api/v1/[a-z]+/[^/]+/imports/$": 130 << 20,
    r"/desk/petitions/[^/]+/imports/$": 130 << 20,
    r"/desk/groups/[^/]+/members/imports/new/$": 130 << 20,
}

# Mail
EMAIL_URL = env.given("EMAIL_URL") or f"file://{DATA_DIR}/mail"
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.text("DEFAULT_FROM_EMAIL")
EMAIL_BACKEND = "core.mail.backend.EmailBackend"  # packages' own mail goes by the outbox too
MAIL_PER_DOMAIN = env.number("MAIL_PER_DOMAIN")
ANYMAIL = {"WEBHOOK_SECRET": env.pair("MAIL_WEBHOOK_SECRET")}  # reads bounces, sends nothing
require_usable(EMAIL_URL)  # noticed at the start, not with the first mail

# API
REST_FRAMEWORK = {
    "DEFAULT_SCHEMA_CLASS": "core.api.schema.ProblemSchema",
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "UNAUTHENTICATED_USER": None,
    "DEFAULT_AUTHENTICATION_CLASSES": ["groups.authentication.BearerAuthentication"],
    "EXCEPTION_HANDLER": "core.problems.handlers.handle_api_error",
    "DEFAULT_PARSER_CLASSES": ["core.json_body.StrictJSONParser"],
}
SPECTACULAR_SETTINGS = api_document.SETTINGS

# Words and times
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("es", "Español")]  # each by its own name
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "UTC"
USE_TZ = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Files
STATIC_URL = "/static/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"},
}
# A development run collects nothing: its files are found where the apps keep them.
STATIC_ROOT = env.given("STATIC_ROOT")
WHITENOISE_USE_FINDERS = STATIC_ROOT is None
WHITENOISE_AUTOREFRESH = False

# Logs and metrics
LOGGING = logs.logging_config(env.level("LOG_LEVEL"))
os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", str(DATA_DIR / "metrics"))
(DATA_DIR / "metrics").mkdir(mode=0o700, parents=True, exist_ok=True)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
