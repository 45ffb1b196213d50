"""All settings, from the environment; `.env.example` says what each variable does.

A wrong value refuses to start with a sentence that names the variable.
"""

import ipaddress
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from config import keys

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.FileAwareEnv()
environ.Env.read_env(BASE_DIR / ".env", overwrite=False)


def flag(name: str, default: bool) -> bool:
    """Read a yes/no variable; anything but 1/0/true/false/yes/no/on/off refuses."""
    value = env.str(name, default="").strip().lower()
    if value == "":
        return default
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise ImproperlyConfigured(f"{name} must be 1 or 0, not {value!r}.")


def number(name: str, default: int, lowest: int, highest: int) -> int:
    """Read a whole number between `lowest` and `highest`, both allowed."""
    value = env.str(name, default="").strip() or str(default)
    if not value.isdigit() or not lowest <= int(value) <= highest:
        raise ImproperlyConfigured(
            f"{name} must be a whole number from {lowest} to {highest}, not {value!r}."
        )
    return int(value)


def choice(name: str, default: str, allowed: set[str]) -> str:
    """Read one word out of `allowed`."""
    value = env.str(name, default="").strip() or default
    if value not in allowed:
        words = ", ".join(sorted(allowed))
        raise ImproperlyConfigured(f"{name} must be one of {words}, not {value!r}.")
    return value


def url(name: str, default: str, schemes: set[str]) -> str:
    """Read an address whose scheme is one of `schemes`; empty stays empty."""
    value = env.str(name, default="").strip() or default
    if not value:
        return ""
    try:
        parts = urlsplit(value)
        parts.port  # noqa: B018 - reading it is what checks it
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} is not an address: {error}.") from error
    if parts.scheme not in schemes:
        words = " or ".join(sorted(f"{scheme}://" for scheme in schemes))
        raise ImproperlyConfigured(f"{name} must begin with {words}, not {value!r}.")
    return value


def is_loopback(host: str) -> bool:
    """True where only this machine can reach `host`."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


# --- Where it runs -----------------------------------------------------------------

DEBUG = flag("DEBUG", False)
HOST = env.str("HOST", default="").strip() or "127.0.0.1"
PORT = number("PORT", 8000, 1, 65535)
ON_LOOPBACK = is_loopback(HOST)
SITE_URL = url("SITE_URL", f"http://localhost:{PORT}", {"http", "https"}).rstrip("/")
_site = urlsplit(SITE_URL)
if not _site.hostname or _site.path or _site.query:
    raise ImproperlyConfigured(
        f"SITE_URL must be a scheme and a host without a path, not {SITE_URL!r}."
    )

# A relative DATA_DIR counts from the checkout, so that it means the same place from
# whichever folder a command is started.
DATA_DIR = BASE_DIR / (env.str("DATA_DIR", default="").strip() or "var")
if DATA_DIR.exists() and not DATA_DIR.is_dir():
    raise ImproperlyConfigured(f"DATA_DIR must be a folder; {DATA_DIR} is a file.")

SECRET_KEY = env.str("SECRET_KEY", default="")
SECRET_KEY_FILE = None if SECRET_KEY else DATA_DIR / "secret-key"
if SECRET_KEY_FILE is not None:
    SECRET_KEY = keys.read_or_draw(SECRET_KEY_FILE)
elif len(SECRET_KEY) < 40:
    raise ImproperlyConfigured("SECRET_KEY must have at least 40 characters.")

ALLOWED_HOSTS = [*env.list("ALLOWED_HOSTS", default=[]), _site.hostname]
if ON_LOOPBACK:
    ALLOWED_HOSTS += ["localhost", "127.0.0.1", "[::1]"]
CSRF_TRUSTED_ORIGINS = [SITE_URL]
BEHIND_PROXY = flag("BEHIND_PROXY", False)
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# --- What it is made of ------------------------------------------------------------

INSTALLED_APPS = [
    "core",
    "theme",
    "moderation",
    "photos",
    "profiles",
    "forum",
    "adda_posts",
    # Before wagtail.search: both have a command `update_index`, and ours must win.
    "search",
    "home",
    "allauth",
    "allauth.account",
    "wagtail.users",
    "wagtail.sites",
    "wagtail.embeds",
    "wagtail.documents",
    "wagtail.snippets",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "channels",
    "csp",
    "django_tasks",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "profiles.middleware.LanguageMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "config.urls"
ASGI_APPLICATION = "config.asgi.application"
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
APPEND_SLASH = True
CSRF_FAILURE_VIEW = "home.views.csrf_failure"
DATA_UPLOAD_MAX_MEMORY_SIZE = 6 * 1024 * 1024

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

# --- Where the data lives ----------------------------------------------------------

DATABASE_URL = url(
    "DATABASE_URL",
    f"sqlite:///{DATA_DIR / 'uthan.sqlite3'}",
    {"sqlite", "postgres", "postgresql"},
)
DATABASES = {"default": environ.Env.db_url_config(DATABASE_URL)}
ON_SQLITE = DATABASES["default"]["ENGINE"].endswith("sqlite3")
# Seconds a connection is kept between requests. 0 under ASGI (Django's own advice);
# deploy/ sets it for the WSGI processes.
DATABASES["default"]["CONN_MAX_AGE"] = number("DB_CONN_MAX_AGE", 0, 0, 3600)
if ON_SQLITE:
    DATABASES["default"]["OPTIONS"] = {
        # IMMEDIATE: a transaction takes the write lock when it begins and waits for
        # it (timeout, seconds) instead of failing half-way.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; "
            "PRAGMA cache_size=-16000; PRAGMA mmap_size=67108864;"
        ),
    }
else:
    DATABASES["default"]["OPTIONS"] = {"connect_timeout": 5}
    if DATABASES["default"]["CONN_MAX_AGE"] == 0:
        DATABASES["default"]["OPTIONS"]["pool"] = {"min_size": 1, "max_size": 12}

REDIS_URL = url("REDIS_URL", "", {"redis", "rediss", "unix"})
if REDIS_URL:
    CHANNEL_LAYERS = {
        "default": {
            "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
            "CONFIG": {"hosts": [REDIS_URL]},
        }
    }
else:
    CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}

# Sign-in limits live in the database, so they hold over processes and with Redis down;
# finished guest pages live in each process.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "core_cache",
    },
    "pages": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "pages",
        "OPTIONS": {"MAX_ENTRIES": 500},
    },
}
GUEST_PAGE_SECONDS = number("GUEST_PAGE_SECONDS", 60, 0, 60)

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA_DIR / "media"
OUTBOX_DIR = DATA_DIR / "outbox"
SEARCH_INDEX_DIR = DATA_DIR / "search"
STATICFILES_FINDERS = [
    "theme.finders.JoinedFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]
# `make run` serves straight from the apps; production runs collectstatic once.
COLLECTED_STATIC = flag("COLLECTED_STATIC", False)
WHITENOISE_USE_FINDERS = not COLLECTED_STATIC
WHITENOISE_AUTOREFRESH = DEBUG
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": (
            "whitenoise.storage.CompressedManifestStaticFilesStorage"
            if COLLECTED_STATIC
            else "django.contrib.staticfiles.storage.StaticFilesStorage"
        )
    },
}

# --- Languages and time ------------------------------------------------------------

LANGUAGE_CODE = "bn"
LANGUAGES = [("bn", "বাংলা"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Dhaka"

# --- Who comes in ------------------------------------------------------------------

AUTH_USER_MODEL = "profiles.Member"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 8},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "profiles.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = "handle"
ACCOUNT_LOGIN_METHODS = {"phone", "email"}
# Phone is optional for allauth, else members without one are locked out; our sign-up
# form asks for one of the two.
ACCOUNT_SIGNUP_FIELDS = ["phone", "email", "password1*"]
SILENCED_SYSTEM_CHECKS = ["account.W001"]
ACCOUNT_EMAIL_VERIFICATION = "optional"
ACCOUNT_PHONE_VERIFICATION_ENABLED = True
ACCOUNT_PHONE_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_PHONE_VERIFICATION_SUPPORTS_CHANGE = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "length": 6, "dashed": False}
ACCOUNT_LOGOUT_ON_GET = False
# Whole networks share one address here, so limits per address stay loose.
ACCOUNT_RATE_LIMITS = {
    "login": "300/m/ip",
    "login_failed": "10/5m/key,300/5m/ip",
    "signup": "100/m/ip",
    "verify_phone": "1/30s/key,60/m/ip",
}
SMS_SENDER = choice("SMS_SENDER", "outbox", {"outbox"})
if SMS_SENDER == "outbox" and not ON_LOOPBACK:
    raise ImproperlyConfigured(
        f"SMS_SENDER=outbox writes sign-in codes to a file, so it may only be used "
        f"where HOST is this machine alone; HOST is {HOST!r}."
    )
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = OUTBOX_DIR / "mail"
EMAIL_URL = url("EMAIL_URL", "", {"smtp", "smtp+tls", "smtp+ssl"})
if EMAIL_URL:
    vars().update(environ.Env.email_url_config(EMAIL_URL))
DEFAULT_FROM_EMAIL = env.str("MAIL_FROM", default="") or f"uthan@{_site.hostname}"

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = int(timedelta(days=60).total_seconds())
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _site.scheme == "https"
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
# Browsers share cookies between the ports of one host: two sites side by side on one
# machine would sign each other out if the names were the same.
_port = f"_{_site.port}" if _site.port else ""
SESSION_COOKIE_NAME = f"uthan_session{_port}"
CSRF_COOKIE_NAME = f"uthan_csrf{_port}"
LANGUAGE_COOKIE_NAME = f"uthan_language{_port}"
LANGUAGE_COOKIE_AGE = SESSION_COOKIE_AGE
MESSAGE_STORAGE = "django.contrib.messages.storage.fallback.FallbackStorage"

# --- What a browser may do ---------------------------------------------------------

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31536000 if _site.scheme == "https" else 0
X_FRAME_OPTIONS = "SAMEORIGIN"  # Wagtail's preview is a frame of our own page
CONTENT_SECURITY_POLICY = {
    "EXCLUDE_URL_PREFIXES": ["/cms/"],
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [SELF],
        "manifest-src": [SELF],
    },
}

# --- The editors' side -------------------------------------------------------------

WAGTAIL_SITE_NAME = "Uthan"
WAGTAILADMIN_BASE_URL = SITE_URL
WAGTAIL_I18N_ENABLED = False
WAGTAILIMAGES_IMAGE_MODEL = "photos.EditorImage"
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAILEMBEDS_FINDERS: list[dict[str, str]] = []
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAILADMIN_PERMITTED_LANGUAGES = [("en", "English"), ("bn", "বাংলা")]
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
WAGTAIL_FRONTEND_LOGIN_URL = "/accounts/login/"

# --- Our own dials -----------------------------------------------------------------

DEMO = flag("DEMO", True)
SOCKETS_PER_MEMBER = number("SOCKETS_PER_MEMBER", 10, 1, 1000)
SOCKETS_PER_PROCESS = number("SOCKETS_PER_PROCESS", 5000, 1, 100000)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}
    },
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": "line"},
    },
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"uthan": {"level": "INFO"}, "django.request": {"level": "ERROR"}},
}
SITE_NAME = _("Uthan")
