"""Settings of the Django project, read from the environment. Everything of one user lies under `ANSWERABLE_HOME`.

| variable | what it sets | default |
| --- | --- | --- |
| `ANSWERABLE_HOME` | folder of database, vault and keys | the user's data directory |
| `DATABASE_URL` | another database: ``postgres://…`` | SQLite in the folder above |
| `ANSWERABLE_SECRET_KEY` | key of sessions and forms | made once, kept in the folder above |
| `ANSWERABLE_HOSTS` | names the site answers to, with commas | this machine only |
| `ANSWERABLE_HTTPS` | ``1`` where a proxy serves the site over HTTPS | off |
| `ANSWERABLE_PROXIES` | proxies in front that each add an address to ``X-Forwarded-For`` | 1 with HTTPS, else 0 |
| `ANSWERABLE_SECOND_FACTOR` | who needs one: ``required``: those who approve or sign; ``everybody`` | ``offered`` |
| `ANSWERABLE_BREACHED_PASSWORDS` | file of SHA-1 sums, in order, of passwords nobody may choose | none is asked |
| `ANSWERABLE_PAGES_A_MINUTE` | pages that one account or address may ask for in a minute; ``0`` for any number | 600 |
| `ANSWERABLE_ACTS_A_MINUTE` | forms that it may send | 60 |
| `ANSWERABLE_SESSION_IDLE_MINUTES` | minutes without a page after which a session ends | 60 |
| `ANSWERABLE_SESSION_HOURS` | hours after which a session ends in any case | 12 |
| `ANSWERABLE_LARGEST_FILE` | bytes that an evidence file may have | 4 GiB |
| `ANSWERABLE_EXAMINATIONS` | files examined at once; ``0`` for as many as memory and processors carry | 0 |
| `ANSWERABLE_STORE` | where the vault keeps files: a folder, or ``s3://BUCKET`` and the like | the folder ``vault`` |
| `ANSWERABLE_SITE` | address of the site as others reach it, for links in messages | ``http://localhost:8000`` |
| `ANSWERABLE_MAIL` | mail server: ``smtp://USER:PASSWORD@HOST:PORT`` or ``smtps://…`` | files in the folder ``mail`` |
| `ANSWERABLE_MAIL_FROM` | who messages come from | ``answerable@localhost`` |
| `ANSWERABLE_TIMESTAMPS` | address of an RFC 3161 authority, for checkpoints, evidence and captures | none is asked |
| `ANSWERABLE_TIMESTAMP_ROOTS` | folder of certificates by which stamps are checked | the folder ``timestamp-roots`` |
| `ANSWERABLE_HOUSE` | origin of the log as whose house this one speaks | the only one whose key is here |
| `ANSWERABLE_PASSPHRASE` | opens the signing keys | see `answerable keys new` |
| `ANSWERABLE_SIGNING_KEYS` | private keys of logs, one ``PRIVATE+KEY+…`` on each line | files in the folder ``keys`` |
| `ANSWERABLE_BACKUP_PASSPHRASE` | closes and opens backups made with ``--passphrase`` | it is asked for |
| `ANSWERABLE_CACHE` | folder of what is made again where it is gone | the folder ``cache`` |

`DATABASE_URL`, `ANSWERABLE_SECRET_KEY`, `ANSWERABLE_MAIL`, `ANSWERABLE_PASSPHRASE` and `ANSWERABLE_BACKUP_PASSPHRASE`
are secrets: each is also read from the folder that `CREDENTIALS_DIRECTORY` names, from the files ``database-url``,
``secret-key``, ``mail``, ``passphrase`` and ``backup-passphrase``. `ANSWERABLE_SIGNING_KEYS` is a secret that is read
from the environment alone.
A database on another machine has to show a certificate for its name, unless its address says ``sslmode``.
"""

from __future__ import annotations

import os
import secrets
import ssl
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import cast

import dj_database_url
import platformdirs
from django.core.exceptions import ImproperlyConfigured

from answerable.record.credentials import credential
from answerable.web.home.mailbox import mailbox_of


def _whole_number(name: str, default: int) -> int:
    """Return what the environment sets, in digits, or the default."""
    found = os.environ.get(name) or str(default)
    if not (found.isascii() and found.isdigit()):
        raise ImproperlyConfigured(f"{name}: expected a whole number, found {found!r}")
    return int(found)


ANSWERABLE_HOME = Path(os.environ.get("ANSWERABLE_HOME") or platformdirs.user_data_dir("answerable", appauthor=False))
ANSWERABLE_VAULT = ANSWERABLE_HOME / "vault"
ANSWERABLE_STORE = os.environ.get("ANSWERABLE_STORE", "")
ANSWERABLE_UPLOADS = ANSWERABLE_HOME / "uploads"
ANSWERABLE_KEYS = ANSWERABLE_HOME / "keys"
ANSWERABLE_ACTS = "answerable.kinds.ACTS"
ANSWERABLE_HOLDERS = "answerable.holders.HOLDERS"
ANSWERABLE_LARGEST_FILE = _whole_number("ANSWERABLE_LARGEST_FILE", 4 * 1024**3)
ANSWERABLE_EXAMINATIONS = _whole_number("ANSWERABLE_EXAMINATIONS", 0)

HTTPS = os.environ.get("ANSWERABLE_HTTPS") == "1"


def _one_of(name: str, *choices: str) -> str:
    """Return what the environment sets, or the first of the choices."""
    found = os.environ.get(name) or choices[0]
    if found not in choices:
        raise ImproperlyConfigured(f"{name}: expected one of {', '.join(choices)}, found {found!r}")
    return found


ANSWERABLE_SECOND_FACTOR = _one_of("ANSWERABLE_SECOND_FACTOR", "offered", "required", "everybody")
ANSWERABLE_SESSION_IDLE_MINUTES = _whole_number("ANSWERABLE_SESSION_IDLE_MINUTES", 60)
ANSWERABLE_SESSION_HOURS = _whole_number("ANSWERABLE_SESSION_HOURS", 12)
ANSWERABLE_PAGES_A_MINUTE = _whole_number("ANSWERABLE_PAGES_A_MINUTE", 600)
ANSWERABLE_ACTS_A_MINUTE = _whole_number("ANSWERABLE_ACTS_A_MINUTE", 60)
ANSWERABLE_BREACHED_PASSWORDS = os.environ.get("ANSWERABLE_BREACHED_PASSWORDS", "")
if ANSWERABLE_BREACHED_PASSWORDS and not Path(ANSWERABLE_BREACHED_PASSWORDS).is_file():
    raise ImproperlyConfigured(
        f"ANSWERABLE_BREACHED_PASSWORDS: expected a file, found none at {ANSWERABLE_BREACHED_PASSWORDS}"
    )


def _secret_key() -> str:
    """Return the key of this installation, made once and readable by its owner alone."""
    if given := credential("ANSWERABLE_SECRET_KEY"):
        return given
    place = ANSWERABLE_HOME / "secret-key"
    if not place.exists():
        ANSWERABLE_HOME.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.NamedTemporaryFile("w", dir=ANSWERABLE_HOME, prefix=".secret-key-") as file:  # mode 0600
            file.write(secrets.token_urlsafe(50))
            file.flush()
            # Whole or absent: a link fails where another process was quicker, and then its key counts.
            with suppress(FileExistsError):
                place.hardlink_to(file.name)
    return place.read_text()


SECRET_KEY = _secret_key()
DEBUG = False
ALLOWED_HOSTS = [*filter(None, os.environ.get("ANSWERABLE_HOSTS", "").split(",")), "localhost", "127.0.0.1", "[::1]"]

INSTALLED_APPS = [
    "answerable.record",
    "answerable.vault",
    "answerable.people",
    "answerable.evidence",
    "answerable.findings",
    "answerable.outputs",
    "answerable.clearance",
    "answerable.releases",
    "answerable.echoes",
    "answerable.critiques",
    "answerable.designations",
    "answerable.reviews",
    "answerable.houses",
    "answerable.web",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "answerable.web.security.ContentSecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "answerable.web.watch.WatchMiddleware",
    "answerable.web.pace.PaceMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "answerable.people.accounts.sessions.SessionLimitMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "answerable.web.language.LanguageMiddleware",
    "answerable.people.access.AccessMiddleware",
    "answerable.web.home.telling.TellingMiddleware",
]

ROOT_URLCONF = "answerable.web.urls"
WSGI_APPLICATION = "answerable.web.wsgi.application"

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
    },
]


SCHEMES = frozenset({"postgres", "postgresql", "pgsql", "sqlite"})
"""Databases that the record is tested on, as an address names them."""


def _named_database(url: str) -> dict[str, object]:
    """Return the database that an address names; messages show its scheme only, since the rest holds a password."""
    scheme, separator, _rest = url.partition("://")
    expected = "DATABASE_URL: expected postgres://USER:PASSWORD@HOST:PORT/NAME"
    if not separator or scheme not in SCHEMES:
        raise ImproperlyConfigured(f"{expected}, found {f'{scheme}://…' if separator else 'no scheme'}")
    try:
        named = dict(dj_database_url.parse(url, conn_max_age=60))
    except ValueError:
        raise ImproperlyConfigured(f"{expected}, found an address that cannot be read") from None
    return named | _proved(named) if scheme != "sqlite" else named


LOCAL = frozenset({"", "localhost", "127.0.0.1", "::1"})
"""Hosts that are this machine; a path is a socket on it."""


def _proved(named: dict[str, object]) -> dict[str, object]:
    """Return the options by which a database on another machine proves who it is, where its address says nothing."""
    hosts = {each for each in str(named["HOST"]).split(",") if not each.startswith("/")}
    options = cast("dict[str, object]", named.get("OPTIONS") or {})
    if hosts <= LOCAL or "sslmode" in options:
        return {}
    return {"OPTIONS": {"sslmode": "verify-full", "sslrootcert": _authorities(), **options}}


def _authorities() -> str:
    """Return the file of certificates that this machine believes; the library's own choice where there is none."""
    usual = ssl.get_default_verify_paths().cafile or "/etc/ssl/certs/ca-certificates.crt"  # where Debian has it
    return usual if Path(usual).is_file() else "system"


def _database() -> dict[str, object]:
    """Return the database: SQLite in the home folder, or what `DATABASE_URL` names."""
    if url := credential("DATABASE_URL"):
        return _named_database(url)
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": ANSWERABLE_HOME / "answerable.sqlite3",
        "OPTIONS": {
            # 30 s: with SQLite's own 5 s, one writer of eight was lost when measured.
            "timeout": 30,
            "transaction_mode": "IMMEDIATE",
            # Deleted words are written over; a REPLACE asks the triggers too; 64 MiB hold the indexes of a large log,
            # and pages go into the file every 32 MB: twice as quick to load as with SQLite's own 4 MB.
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON; "
            "PRAGMA recursive_triggers=ON; PRAGMA cache_size=-65536; PRAGMA wal_autocheckpoint=8000;",
        },
        "CONN_MAX_AGE": 60,
        "TEST": {"NAME": None},
    }


DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Rate limits are counted here, so every process of the server has to see the same count.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "people_counted",
        "OPTIONS": {"MAX_ENTRIES": 100_000},  # so many that a flood of names pushes no count out
    }
}

# Django's own backend: handles are told apart by upper and lower case, as in the record.
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",  # accounts of the first storey, until they next sign in
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "answerable.people.accounts.passwords.OrdinaryWords"},
    {"NAME": "answerable.people.accounts.passwords.Breached"},
]
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "cases"  # where nothing waits; see people/accounts/adapters.py
LOGOUT_REDIRECT_URL = ACCOUNT_LOGOUT_REDIRECT_URL = "cases"

ACCOUNT_ADAPTER = "answerable.people.accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]  # nobody signs up; allauth reads here that there are passwords
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/5m/key", "invitation": "20/m/ip"}
ACCOUNT_FORMS = {
    "login": "answerable.people.accounts.forms.SignInForm",
    "reauthenticate": "answerable.people.accounts.forms.ReauthenticatePasswordForm",
    "change_password": "answerable.people.accounts.forms.NewPasswordForm",
}
ALLAUTH_TRUSTED_PROXY_COUNT = _whole_number("ANSWERABLE_PROXIES", int(HTTPS))
MFA_ADAPTER = "answerable.people.accounts.adapters.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_ISSUER = "Answerable"
MFA_TOTP_TOLERANCE = 1
MFA_FORMS = {
    "authenticate": "answerable.people.accounts.forms.CodeForm",
    "reauthenticate": "answerable.people.accounts.forms.ReauthenticateCodeForm",
    "activate_totp": "answerable.people.accounts.forms.AppForm",
    "add_webauthn": "answerable.people.accounts.forms.PasskeyForm",
    "edit_webauthn": "answerable.people.accounts.forms.RenamePasskeyForm",
    "login_webauthn": "answerable.people.accounts.forms.PasskeySignInForm",
    "authenticate_webauthn": "answerable.people.accounts.forms.PasskeyFactorForm",
    "reauthenticate_webauthn": "answerable.people.accounts.forms.ReauthenticatePasskeyForm",
}

ANSWERABLE_TIMESTAMPS = os.environ.get("ANSWERABLE_TIMESTAMPS", "")
ANSWERABLE_TIMESTAMP_ROOTS = Path(os.environ.get("ANSWERABLE_TIMESTAMP_ROOTS") or ANSWERABLE_HOME / "timestamp-roots")

ANSWERABLE_HOUSE = os.environ.get("ANSWERABLE_HOUSE", "")

ANSWERABLE_SITE = os.environ.get("ANSWERABLE_SITE") or "http://localhost:8000"
MAILBOX = mailbox_of(credential("ANSWERABLE_MAIL"))
EMAIL_BACKEND, EMAIL_HOST, EMAIL_PORT = MAILBOX.backend, MAILBOX.host, MAILBOX.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = MAILBOX.user, MAILBOX.password
EMAIL_USE_TLS, EMAIL_USE_SSL = MAILBOX.starttls, MAILBOX.tls
EMAIL_TIMEOUT = 5  # seconds; whoever says something waits for it at most so long
EMAIL_FILE_PATH = ANSWERABLE_HOME / "mail"
DEFAULT_FROM_EMAIL = os.environ.get("ANSWERABLE_MAIL_FROM") or "answerable@localhost"

# What goes wrong is told on the standard error stream, for whoever runs the server to keep.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"one-line": {"()": "answerable.web.logs.OneLine"}},
    "handlers": {"stream": {"class": "logging.StreamHandler", "formatter": "one-line"}},
    "root": {"handlers": ["stream"], "level": "WARNING"},
    "loggers": {"django": {"handlers": [], "level": "WARNING"}, "answerable.watch": {"level": "INFO"}},
}

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("fr", "French"), ("uk", "Ukrainian"), ("es", "Spanish"), ("ar", "Arabic")]
LOCALE_PATHS = [Path(__file__).parents[1] / "locale"]
TIME_ZONE = "UTC"
USE_I18N = True
USE_TZ = True

STATIC_URL = "static/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
# Over HTTPS the prefix has browsers refuse a cookie that another host of the domain, or plain HTTP, has set.
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = ("__Host-session", "__Host-csrf") if HTTPS else ("session", "csrf")
LANGUAGE_COOKIE_NAME = "__Host-language" if HTTPS else "language"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = ANSWERABLE_SESSION_HOURS * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
X_FRAME_OPTIONS = "DENY"
# Files on their way in lie where the vault's own do, and not where others of this machine can see their names.
FILE_UPLOAD_TEMP_DIR = ANSWERABLE_HOME
os.environ.setdefault("SQLITE_TMPDIR", str(ANSWERABLE_HOME))  # a database that is written anew stands there meanwhile
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000  # a list of 120 items has about 1,500
