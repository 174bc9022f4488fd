"""The settings, read from top to bottom; every value from outside goes through a strict reader.

Two modes. `embedded` (the default) needs nothing but Python: SQLite, a broker in files and secrets made once,
all under `var/`. `production` (ZEYOU_ENV=production) refuses to start on any of those.
"""

import os
from pathlib import Path
from typing import Any

import dj_database_url
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from selection.environment import Environment, Misconfigured, kept_secret

BASE_DIR = Path(__file__).resolve().parent.parent
env = Environment(os.environ)

# --- Mode -----------------------------------------------------------------------------------------

ZEYOU_ENV = env.choice("ZEYOU_ENV", ("embedded", "production"), "embedded")
PRODUCTION = ZEYOU_ENV == "production"
DEBUG = env.flag("DEBUG", False)
if PRODUCTION and DEBUG:
    raise Misconfigured("DEBUG must be off when ZEYOU_ENV is production.")
# The page that shows every part of the frame, for whoever writes pages.
STYLE_PAGE = DEBUG

VAR_DIR = Path(env.text("ZEYOU_VAR", BASE_DIR / "var")).resolve()
try:
    VAR_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
except OSError as error:
    raise Misconfigured(f"ZEYOU_VAR: {VAR_DIR} cannot be written: {error.strerror}.") from None


def _secret(name: str) -> str | None:
    """Return the embedded mode's own secret, or None in production, where it must come from outside."""
    return None if PRODUCTION else kept_secret(VAR_DIR / "secrets", name.lower())


# --- Keys -----------------------------------------------------------------------------------------

SECRET_KEY = (
    env.text("SECRET_KEY") if PRODUCTION else env.text("SECRET_KEY", f"embedded-{_secret('SECRET_KEY')}-key")
)
if len(SECRET_KEY) < 50:
    raise Misconfigured("SECRET_KEY must have at least 50 characters.")
SECRET_KEY_FALLBACKS = env.words("SECRET_KEY_FALLBACKS")
# Encrypts identity numbers and keys their blind index; 32 bytes in base64.
FIELD_KEY = env.key("FIELD_KEY", _secret("FIELD_KEY"))
# Seed of the Ed25519 key that signs the heads of the ledger; 32 bytes in base64.
LEDGER_KEY = env.key("LEDGER_KEY", _secret("LEDGER_KEY"))
# Origin of every log is `<LEDGER_ORIGIN>/<campaign code>`; the organization's code, no spaces.
LEDGER_ORIGIN = env.text("LEDGER_ORIGIN", "zeyou")
if any(c.isspace() or c == "+" for c in LEDGER_ORIGIN):
    raise Misconfigured("LEDGER_ORIGIN must not hold spaces or '+'.")
LEDGER_ALGORITHM = env.choice("LEDGER_ALGORITHM", ("sha256", "sm3"), "sha256")

# --- Hosts ----------------------------------------------------------------------------------------

ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", "" if PRODUCTION else "localhost,127.0.0.1,[::1],testserver")
if PRODUCTION and not ALLOWED_HOSTS:
    raise Misconfigured("ALLOWED_HOSTS must be set when ZEYOU_ENV is production.")
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS")
# The address printed as a QR code on notices, without a closing slash.
PUBLIC_URL = env.url("PUBLIC_URL", ("http", "https"), "http://localhost:8000").rstrip("/")

# Who runs this system, as the frame of every page shows it; empty parts are left out.
ORGANIZATION = {
    "name": env.text("ORGANIZATION_NAME", ""),
    "system": env.text("ORGANIZATION_SYSTEM", ""),
    "emblem": env.text("ORGANIZATION_EMBLEM", ""),
    "emblem_alt": env.text("ORGANIZATION_EMBLEM_ALT", ""),
    "telephone": env.text("ORGANIZATION_TELEPHONE", ""),
    "supervision_telephone": env.text("ORGANIZATION_SUPERVISION_TELEPHONE", ""),
    "address": env.text("ORGANIZATION_ADDRESS", ""),
    "record_number": env.text("ORGANIZATION_RECORD_NUMBER", ""),
    "police_record_number": env.text("ORGANIZATION_POLICE_RECORD_NUMBER", ""),
}

# What stands before the year in a notice's number: 〈prefix〉〔2026〕3号.
NOTICE_PREFIX = env.text("NOTICE_PREFIX", "组选公告")
# How many days after its last day a publicity or an inspection notice stays on the portal; its number stays verifiable.
PUBLICITY_KEPT_DAYS = env.whole("PUBLICITY_KEPT_DAYS", 0)
# A folder with the unit's own licensed fonts; they come before the vendored ones.
NOTICE_FONTS_DIR = Path(folder) if (folder := env.text("NOTICE_FONTS_DIR", "")) else None
if NOTICE_FONTS_DIR is not None and not NOTICE_FONTS_DIR.is_dir():
    raise Misconfigured("NOTICE_FONTS_DIR must be a folder.")

# What the frame of every page shows: functions of the request (selection.context.frame).
FRAME_LEDGER_HEAD = "selection.heads.ledger_head"

# --- Applications ---------------------------------------------------------------------------------

INSTALLED_APPS = [
    "selection",
    "scoring",
    "candidates",
    "campaigns",
    "oversight",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_filters",
    "django_htmx",
    "csp",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "selection.headers.further_headers",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "selection.sessions.session_limits",
    "oversight.middleware.RequestOnRecord",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "selection.urls"
WSGI_APPLICATION = "selection.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TEST_RUNNER = "django.test.runner.DiscoverRunner"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "selection.context.frame",
                "selection.context.desk",
            ],
        },
    },
]
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

# --- Database -------------------------------------------------------------------------------------

DATABASE_URL = env.url(
    "DATABASE_URL", ("sqlite", "postgres", "postgresql"), f"sqlite:///{VAR_DIR / 'zeyou.sqlite3'}"
)
DATABASES: dict[str, dict[str, Any]] = {"default": dict(dj_database_url.parse(DATABASE_URL, conn_max_age=60))}
if "sqlite" in DATABASES["default"]["ENGINE"]:
    if PRODUCTION:
        raise Misconfigured("DATABASE_URL must name a PostgreSQL database when ZEYOU_ENV is production.")
    # IMMEDIATE takes the one write lock at BEGIN, so that what a transaction has read stays true until
    # it writes; select_for_update() has no effect here. FULL keeps the last commits through a loss of power.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
    }
else:
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True

# --- Broker, cache, worker ------------------------------------------------------------------------

REDIS_URL = env.url("REDIS_URL", ("redis", "rediss", "unix"), "")
if PRODUCTION and not REDIS_URL:
    raise Misconfigured("REDIS_URL must be set when ZEYOU_ENV is production: it is the broker.")

# A Redis that does not answer must not keep a person waiting: the database is the queue, the message only wakes.
REDIS_TIMEOUTS = {"socket_connect_timeout": 3, "socket_timeout": 5}
BROKER_DIR = VAR_DIR / "broker"
if REDIS_URL:
    CELERY_BROKER_URL = REDIS_URL
    # The longest job must be shorter than the visibility timeout, or Redis hands it out a second time.
    CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any] = {"visibility_timeout": 3600, **REDIS_TIMEOUTS}
    CACHES: dict[str, dict[str, Any]] = {
        "default": {
            "BACKEND": "selection.cache.RedisOrMemory",
            "LOCATION": REDIS_URL,
            "KEY_PREFIX": "zeyou",
            "OPTIONS": REDIS_TIMEOUTS,
        }
    }
else:
    for folder in ("messages", "control", "processed"):
        (BROKER_DIR / folder).mkdir(mode=0o700, parents=True, exist_ok=True)
    CELERY_BROKER_URL = "filesystem://localhost/"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(BROKER_DIR / "messages"),
        "data_folder_out": str(BROKER_DIR / "messages"),
        "control_folder": str(BROKER_DIR / "control"),
        "processed_folder": str(BROKER_DIR / "processed"),
        "store_processed": False,
        "polling_interval": 0.05,
    }
    # In files, not in memory: the counters of failed sign-ins are shared by all processes.
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
            "LOCATION": str(VAR_DIR / "cache"),
        }
    }

# How the ground, which may not import the roof, wakes a worker when a job's transaction is committed.
JOB_WAKE = "selection.celery.wake_worker"

CELERY_RESULT_BACKEND = None  # the job row holds the result
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0}
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_CONCURRENCY = env.whole("WORKERS", 2, least=1)
CELERY_WORKER_MAX_TASKS_PER_CHILD = 200
CELERY_TASK_SOFT_TIME_LIMIT = 1500
CELERY_TASK_TIME_LIMIT = 1800
CELERY_TIMEZONE = "Asia/Shanghai"
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "beat")

# --- Sign-in, sessions, passwords -----------------------------------------------------------------

AUTH_USER_MODEL = "oversight.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
ACCOUNT_ADAPTER = "oversight.accounts.AccountAdapter"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/desk/"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_RATE_LIMITS = {
    "login": env.text("LOGIN_RATE", "60/m/ip"),
    "login_failed": env.text("LOGIN_FAILED_RATE", "30/m/ip,5/15m/key"),
    "change_password": "5/m/user",
    "reauthenticate": "10/m/user",
}
# How many proxies add to X-Forwarded-For; 0 takes the address of the connection itself.
ALLAUTH_TRUSTED_PROXY_COUNT = env.whole("TRUSTED_PROXIES", 0)
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "择优 Zeyou"
MFA_TOTP_TOLERANCE = 1

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": env.whole("PASSWORD_LENGTH", 10, least=8)},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = env.whole("SESSION_HOURS", 8, least=1) * 3600
SESSION_IDLE_SECONDS = env.whole("SESSION_IDLE_MINUTES", 30, least=1) * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = False
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"

# --- What the browser may do ----------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "frame-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
if PRODUCTION:
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME = "__Host-sessionid"
    CSRF_COOKIE_NAME = "__Host-csrftoken"
    if env.flag("BEHIND_TLS_PROXY", False):
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# Limits on what may be sent; spreadsheets of 100,000 rows stay under 20 MB.
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 2**20
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
UPLOAD_MAX_BYTES = env.whole("UPLOAD_MAX_MB", 40, least=1) * 2**20

# --- Language and time ----------------------------------------------------------------------------

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SECURE = PRODUCTION

# --- Static files and stored files ----------------------------------------------------------------

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = Path(env.text("STATIC_ROOT", VAR_DIR / "static"))
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
# Without `collectstatic` in the embedded mode: the files are served from where they lie.
WHITENOISE_USE_FINDERS = not PRODUCTION
# Fonts for notices are large and read by the server itself.
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = (
    "jpg",
    "jpeg",
    "png",
    "webp",
    "zip",
    "gz",
    "br",
    "woff",
    "woff2",
    "otf",
    "ttf",
)
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(VAR_DIR / "media")},
    },
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}

# --- Logging: paths and codes only, never bodies, query strings or names --------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {
        "handlers": ["console"],
        "level": env.choice("LOG_LEVEL", ("DEBUG", "INFO", "WARNING", "ERROR"), "INFO"),
    },
    "loggers": {
        # SQL with its parameters would put names and identity numbers into the log.
        "django.db.backends": {"level": "WARNING"},
        "fontTools": {"level": "WARNING"},
        "pikepdf": {"level": "WARNING"},
        "weasyprint": {"level": "ERROR"},
    },
}
