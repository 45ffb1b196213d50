"""All settings, from the environment; `.env.example` says what each variable does.

A wrong value refuses to start with a sentence that names the variable.
"""

import functools
import ipaddress
import os
import re
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from config import keys

BASE_DIR = Path(__file__).resolve().parent.parent
HOST_NAME = re.compile(r"[^\W_](?:[\w-]*[^\W_])?(?:\.[^\W_](?:[\w-]*[^\W_])?)*\.?")
WITHOUT_HOST = {"sqlite", "unix", "whoosh"}

environ.Env.read_env(BASE_DIR / ".env", overwrite=False)


def variable(name: str, default: str = "") -> str:
    """Read a variable, or the file that NAME_FILE names; empty is as good as unset."""
    path = os.environ.get(f"{name}_FILE", "")
    try:
        value = Path(path).read_text(encoding="utf-8") if path else os.environ[name]
    except KeyError:
        return default
    except (OSError, ValueError) as error:
        raise ImproperlyConfigured(f"{name}_FILE cannot be read: {error}.") from error
    return value.strip() or default


def flag(name: str, default: bool) -> bool:
    """Read a yes/no variable; anything but 1/0/true/false/yes/no/on/off refuses."""
    value = variable(name).lower()
    if value == "":
        return default
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise ImproperlyConfigured(f"{name} must be 1 or 0, not {value!r}.")


def number(name: str, default: int, lowest: int, highest: int) -> int:
    """Read a whole number between `lowest` and `highest`, both allowed."""
    value = variable(name, str(default))
    is_number = value.isdecimal() and len(value) < 10
    if not is_number or not lowest <= int(value) <= highest:
        raise ImproperlyConfigured(
            f"{name} must be a whole number from {lowest} to {highest}, not {value!r}."
        )
    return int(value)


def choice(name: str, default: str, allowed: set[str]) -> str:
    """Read one word out of `allowed`."""
    value = variable(name, default)
    if value not in allowed:
        words = ", ".join(sorted(allowed))
        raise ImproperlyConfigured(f"{name} must be one of {words}, not {value!r}.")
    return value


def url(name: str, default: str, schemes: set[str]) -> str:
    """Read an address whose scheme is one of `schemes`; empty stays empty."""
    value = variable(name, default)
    if not value:
        return ""
    try:
        parts = urlsplit(value)
        parts.port  # noqa: B018 - reading it is what checks it
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} is not an address: {error}.") from error
    # The value itself is not repeated: it may carry a password.
    if parts.scheme not in schemes or "://" not in value:
        words = " or ".join(sorted(f"{scheme}://" for scheme in schemes))
        raise ImproperlyConfigured(f"{name} must begin with {words}.")
    if parts.scheme not in WITHOUT_HOST and not parts.hostname:
        raise ImproperlyConfigured(f"{name} names no host.")
    return value


def host_names(name: str) -> list[str]:
    """Read host names with commas between them; `.example.org` and `*` are allowed."""
    names = [part.strip() for part in variable(name).split(",")]
    for part in filter(None, names):
        if part != "*" and not HOST_NAME.fullmatch(part.removeprefix(".")):
            raise ImproperlyConfigured(
                f"{name} takes host names with commas between them, not {part!r}."
            )
    return [part for part in names if part]


def folder(name: str, default: str) -> Path:
    """Read a folder that exists or can be made; a relative one counts from here."""
    return folder_at(name, BASE_DIR / variable(name, default))


def folder_at(name: str, path: Path) -> Path:
    """A path given by the variable `name`, if it is a folder or can be made one."""
    for part in (path, *path.parents):
        if part.exists():
            if not part.is_dir():
                raise ImproperlyConfigured(
                    f"{name} must be a folder; {part} is a file."
                )
            if not os.access(part, os.W_OK | os.X_OK):
                raise ImproperlyConfigured(
                    f"{name} must be a folder that can be written to; {part} is not."
                )
            break
    return path


def database(name: str, default: Path) -> dict[str, Any]:
    """Read the database's address; a relative SQLite path counts from the checkout."""
    value = url(name, "", {"sqlite", "postgres", "postgresql"})
    if not value:
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": str(default)}
    try:
        config: dict[str, Any] = environ.Env.db_url_config(value)
    except (ValueError, KeyError) as error:
        raise ImproperlyConfigured(f"{name} is not an address: {error}.") from error
    if config["NAME"] in {"", ":memory:"}:
        raise ImproperlyConfigured(f"{name} names no database.")
    if value.startswith("sqlite:"):
        path = BASE_DIR / config["NAME"]
        # DATA_DIR itself is made when something is first written.
        if path.parent != default.parent and not path.parent.is_dir():
            raise ImproperlyConfigured(
                f"{name} names a file in {path.parent}, which is no folder."
            )
        config["NAME"] = str(path)
    return config


def postgresql_options(max_age: int) -> dict[str, Any]:
    """Options of a PostgreSQL connection: a pool where requests do not keep theirs."""
    options: dict[str, Any] = {"connect_timeout": 5}
    if max_age == 0:
        options["pool"] = {"min_size": 1, "max_size": 12}
    return options


def search_engine(
    name: str, databases: dict[str, dict[str, Any]], default: Path
) -> tuple[str, Path, str]:
    """Read where the search index is: engine, folder, name of the database.

    An address of another database becomes `databases["search"]`.
    """
    value = variable(name)
    if value == "database":
        if not databases["default"]["ENGINE"].endswith("postgresql"):
            raise ImproperlyConfigured(
                f"{name}=database wants DATABASE_URL to be a PostgreSQL database."
            )
        return "postgresql", default, "default"
    url(name, "", {"whoosh", "postgres", "postgresql"})
    if not value:
        return "whoosh", default, ""
    if value.startswith("whoosh:"):
        parts = urlsplit(value)
        if parts.netloc or not parts.path.strip("/"):
            raise ImproperlyConfigured(
                f"{name} must be whoosh:/// and the path of a folder."
            )
        return "whoosh", folder_at(name, Path(parts.path)), ""
    max_age = databases["default"]["CONN_MAX_AGE"]
    databases["search"] = database(name, default) | {
        "CONN_MAX_AGE": max_age,
        "OPTIONS": postgresql_options(max_age),
    }
    return "postgresql", default, "search"


def is_address(host: str) -> bool:
    """True for an IP address of either kind."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def is_loopback(host: str) -> bool:
    """True where only this machine can reach `host`."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


# --- Where it runs -----------------------------------------------------------------

DEBUG = flag("DEBUG", False)
HOST = variable("HOST", "127.0.0.1")
if not (is_address(HOST) or HOST_NAME.fullmatch(HOST)):
    raise ImproperlyConfigured(f"HOST must be an address or host name, not {HOST!r}.")
PORT = number("PORT", 8000, 1, 65535)
ON_LOOPBACK = is_loopback(HOST)
SITE_URL = url("SITE_URL", f"http://localhost:{PORT}", {"http", "https"}).rstrip("/")
_site = urlsplit(SITE_URL)
if f"{_site.scheme}://{_site.netloc}" != SITE_URL or "@" in _site.netloc:
    raise ImproperlyConfigured(
        f"SITE_URL must be a scheme and a host without a path, not {SITE_URL!r}."
    )

# A relative DATA_DIR counts from the checkout, so that it means the same place from
# whichever folder a command is started.
DATA_DIR = folder("DATA_DIR", "var")

SECRET_KEY = variable("SECRET_KEY")
SECRET_KEY_FILE = None if SECRET_KEY else DATA_DIR / "secret-key"
if SECRET_KEY_FILE is not None:
    SECRET_KEY = keys.read_or_draw(SECRET_KEY_FILE)
elif len(SECRET_KEY) < keys.SHORTEST:
    raise ImproperlyConfigured(
        f"SECRET_KEY must have at least {keys.SHORTEST} characters."
    )

# Numbers and pages are found again by a hash under this key (sellers/matching.py). It is
# made at the first use, and never changes: what was hashed under another is not found.
_match_key = variable("MATCH_KEY")
if _match_key and len(_match_key) < keys.SHORTEST:
    raise ImproperlyConfigured(
        f"MATCH_KEY must have at least {keys.SHORTEST} characters."
    )


@functools.cache
def MATCH_KEY() -> str:
    """The key under which numbers and pages are hashed."""
    return _match_key or keys.kept(DATA_DIR / "match-key")


# Pictures that prove something are encrypted under the first of these keys and opened
# under any of them (verification/vault.py). Losing it loses the pictures, nothing else.
_evidence_key = variable("EVIDENCE_KEY")
if any(len(each.strip()) < keys.SHORTEST for each in _evidence_key.split(",") if each):
    raise ImproperlyConfigured(
        f"EVIDENCE_KEY must have at least {keys.SHORTEST} characters; commas stand "
        f"between the newest and older ones."
    )
EVIDENCE_KEY_FILE = None if _evidence_key else DATA_DIR / "evidence-key"


@functools.cache
def EVIDENCE_KEYS() -> tuple[str, ...]:
    """The keys under which evidence is encrypted, the newest first."""
    said = _evidence_key or keys.kept(DATA_DIR / "evidence-key")
    return tuple(filter(None, (each.strip() for each in said.split(","))))


ALLOWED_HOSTS = [*host_names("ALLOWED_HOSTS"), _site.hostname]
if ON_LOOPBACK:
    ALLOWED_HOSTS += ["localhost", "127.0.0.1", "[::1]"]
CSRF_TRUSTED_ORIGINS = [SITE_URL]
BEHIND_PROXY = flag("BEHIND_PROXY", False)
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    # Limits per network address count the one that our own proxy saw.
    ALLAUTH_TRUSTED_PROXY_COUNT = 1

# --- What it is made of ------------------------------------------------------------

INSTALLED_APPS = [
    "core",
    "theme",
    "moderation",
    "photos",
    "profiles",
    "forum",
    "guidance",
    "adda_posts",
    "sellers",
    "verification",
    "notifications",
    # Before wagtail.search: both have a command `update_index`, and ours must win.
    "search",
    "home",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "profiles.cms_app.MembersConfig",
    "wagtail.contrib.search_promotions",
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
    "core.caching.GuestPages",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "profiles.devices.DeviceMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "profiles.middleware.LanguageMiddleware",
    "profiles.middleware.SuspensionMiddleware",
    "profiles.form_drafts.FormDraftMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "profiles.middleware.FreshSignInMiddleware",
    "profiles.middleware.StaffDoorMiddleware",
]

ROOT_URLCONF = "config.urls"
ASGI_APPLICATION = "config.asgi.application"
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
APPEND_SLASH = True
CSRF_FAILURE_VIEW = "home.views.csrf_failure"
DATA_UPLOAD_MAX_MEMORY_SIZE = 6 * 1024 * 1024
# Files of members' forms are cut at what a photo may have (photos/uploading.py).
FILE_UPLOAD_HANDLERS = [
    "photos.uploading.PhotoUploadHandler",
    "photos.uploading.UnwrittenUploadHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
DATA_UPLOAD_MAX_NUMBER_FILES = 20

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "notifications.bell.bell",
                "profiles.form_drafts.context",
            ],
        },
    }
]

# --- Where the data lives ----------------------------------------------------------

DATABASES = {"default": database("DATABASE_URL", DATA_DIR / "uthan.sqlite3")}
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
    DATABASES["default"]["OPTIONS"] = postgresql_options(
        DATABASES["default"]["CONN_MAX_AGE"]
    )

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
        # Over this many, some counts go: with Django's 300 anyone could wash away
        # everybody's by asking for codes for 300 made-up e-mails.
        "OPTIONS": {"MAX_ENTRIES": 20_000},
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
# Beside MEDIA_ROOT, never in it: nothing serves this folder.
EVIDENCE_DIR = DATA_DIR / "evidence"
OUTBOX_DIR = DATA_DIR / "outbox"
SEARCH_ENGINE, SEARCH_INDEX_DIR, SEARCH_DATABASE = search_engine(
    "SEARCH_URL", DATABASES, DATA_DIR / "search"
)
STATICFILES_FINDERS = [
    "theme.finders.JoinedFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]
# `make run` serves straight from the apps; production runs collectstatic once.
COLLECTED_STATIC = flag("COLLECTED_STATIC", False)
WHITENOISE_USE_FINDERS = not COLLECTED_STATIC
WHITENOISE_AUTOREFRESH = DEBUG
# What browsers ask for at the root of a site without being told: the icon.
WHITENOISE_ROOT = BASE_DIR / "theme" / "root"
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
ACCOUNT_FORMS = {
    "login": "profiles.forms.SignInForm",
    "signup": "profiles.forms.SignUpForm",
    "request_login_code": "profiles.forms.RequestCodeForm",
    "confirm_login_code": "profiles.forms.LoginCodeForm",
    "verify_phone": "profiles.forms.PhoneCodeForm",
    "confirm_email_verification_code": "profiles.forms.EmailCodeForm",
    "reset_password": "profiles.forms.ResetPasswordForm",
    "reset_password_from_key": "profiles.forms.ResetPasswordKeyForm",
    "change_password": "profiles.forms.ChangePasswordForm",
    "set_password": "profiles.forms.SetPasswordForm",
    "reauthenticate": "profiles.forms.ReauthenticateForm",
    "change_phone": "profiles.forms.ChangePhoneForm",
    "add_email": "profiles.forms.ChangeEmailForm",
}
MFA_ADAPTER = "profiles.second_factor.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_FORMS = {
    "authenticate": "profiles.second_factor_forms.AuthenticateForm",
    "reauthenticate": "profiles.second_factor_forms.ReauthenticateForm",
    "activate_totp": "profiles.second_factor_forms.ActivateTOTPForm",
    "generate_recovery_codes": "profiles.second_factor_forms.RecoveryCodesForm",
    "add_webauthn": "profiles.second_factor_forms.AddPasskeyForm",
    "edit_webauthn": "profiles.second_factor_forms.NamePasskeyForm",
    "authenticate_webauthn": "profiles.second_factor_forms.PasskeyForm",
    "login_webauthn": "profiles.second_factor_forms.PasskeySignInForm",
    "reauthenticate_webauthn": "profiles.second_factor_forms.PasskeyAgainForm",
}
MFA_PASSKEY_LOGIN_ENABLED = True
# A passkey alone lets in, so the phone must always have asked for finger, face or PIN.
MFA_WEBAUTHN_USER_VERIFICATION = "required"
# One step of 30 s to either side, for clocks of cheap phones (RFC 6238, 5.2 and 6).
MFA_TOTP_TOLERANCE = 1
MFA_TOTP_ISSUER = "Uthan"
MFA_RATE_LIMITS = {"webauthn_login": "300/m/ip"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = "handle"
ACCOUNT_LOGIN_METHODS = {"phone", "email"}
# Sign-up asks for one of the two in a form of ours (profiles/forms.py); allauth reads
# from this list only which addresses exist, and wants e-mail marked for its checks.
ACCOUNT_SIGNUP_FIELDS = ["phone", "email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_PHONE_VERIFICATION_ENABLED = True
ACCOUNT_PHONE_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SESSION_REMEMBER = True
ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "length": 6, "dashed": False}
ACCOUNT_LOGOUT_ON_GET = False
# Whole networks share one address here, so limits per address stay loose and those
# per number or e-mail are what holds.
ACCOUNT_RATE_LIMITS = {
    "login": "300/m/ip",
    "login_failed": "10/5m/key,300/5m/ip",
    "signup": "100/m/ip",
    "request_login_code": "2/m/key,10/h/key,100/m/ip",
    "verify_phone": "1/30s/key,10/h/key,100/m/ip",
    "change_phone": "10/m/user",
    "confirm_email": "1/30s/key,10/h/key",
    "reset_password": "3/m/key,10/h/key,100/m/ip",
    "takedown": "30/h/ip",  # ours (moderation)
    "report": "30/h/ip",  # ours, of guests
    "tip_vote": "60/h/ip",  # ours (guidance)
    "seller_code": "100/m/ip",  # ours (verification); numbers and members have their own
}
# outbox, none, or the dotted path of a class (profiles/sms.py says which); what it
# needs is checked when the site starts.
SMS_SENDER = variable("SMS_SENDER", "outbox")
if SMS_SENDER == "outbox" and not ON_LOOPBACK:
    raise ImproperlyConfigured(
        f"SMS_SENDER=outbox writes sign-in codes to a file, so it may only be used "
        f"where HOST is this machine alone; HOST is {HOST!r}."
    )
EMAIL_BACKEND = "profiles.outbox.EmailBackend"
EMAIL_URL = url("EMAIL_URL", "", {"smtp", "smtp+tls", "smtp+ssl"})
if EMAIL_URL:
    vars().update(environ.Env.email_url_config(EMAIL_URL))
DEFAULT_FROM_EMAIL = variable("MAIL_FROM", f"uthan@{_site.hostname}")
if not re.fullmatch(
    r"[^@\s]+@[^@\s]+|[^@<>\r\n]*<[^@\s<>]+@[^@\s<>]+>", DEFAULT_FROM_EMAIL
):
    raise ImproperlyConfigured(
        f"MAIL_FROM must be an e-mail address, not {DEFAULT_FROM_EMAIL!r}."
    )

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
DEVICE_COOKIE_NAME = f"uthan_device{_port}"
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
WAGTAILUSERS_PASSWORD_ENABLED = False
# An e-mail is proved by a code, on /me/.
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAILADMIN_PERMITTED_LANGUAGES = [("en", "English"), ("bn", "বাংলা")]
_entries = "whoosh_backend" if ON_SQLITE else "postgresql_backend"
WAGTAILSEARCH_BACKENDS = {
    "default": {
        "BACKEND": f"search.backends.{_entries}",
        "DIRECTORY": SEARCH_INDEX_DIR / "editors",
        "QUEUED": True,
    }
}
WAGTAIL_FRONTEND_LOGIN_URL = "/accounts/login/"

# --- Our own dials -----------------------------------------------------------------

DEMO = flag("DEMO", True)
# Whether the worker may read a page of another server to look for a seller's token
# (core/fetching.py); else a moderator looks.
OUTSIDE_FETCH = flag("OUTSIDE_FETCH", False)
# Off only where a load run writes faster than people do.
WRITING_LIMIT = flag("WRITING_LIMIT", True)
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
    "loggers": {
        "uthan": {"level": "INFO"},
        "django.request": {"level": "ERROR"},
        # A traceback every second while Redis is away; forum/live.py says it once.
        "channels_redis": {"level": "CRITICAL"},
    },
}
SITE_NAME = _("Uthan")
