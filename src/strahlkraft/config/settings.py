"""All settings, driven by the environment (see .env.example); one file."""

from pathlib import Path
from typing import Any

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from strahlkraft.config.addresses import ADDRESSES as _ADDRESSES
from strahlkraft.config.logs import configure as _configure_logs
from strahlkraft.config.nodes import file_storage, replicas

env = environ.Env()
PACKAGE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(env.str("STRAHLKRAFT_DATA_DIR", default="var")).resolve()
SHARED_DIR = Path(env.str("STRAHLKRAFT_SHARED_DIR", default="") or DATA_DIR).resolve()  # what all nodes see
(SHARED_DIR / "uploads").mkdir(parents=True, exist_ok=True)
(DATA_DIR / "logs").mkdir(parents=True, exist_ok=True)
(DATA_DIR / "static").mkdir(parents=True, exist_ok=True)

PRODUCTION = env.bool("STRAHLKRAFT_PRODUCTION", default=False)
DEMO = env.bool("STRAHLKRAFT_DEMO", default=not PRODUCTION)
DEBUG = env.bool("STRAHLKRAFT_DEBUG", default=False)
if PRODUCTION and (DEBUG or DEMO):
    msg = "STRAHLKRAFT_PRODUCTION excludes STRAHLKRAFT_DEBUG and STRAHLKRAFT_DEMO"
    raise ImproperlyConfigured(msg)


def _secret_key() -> str:
    """The key from the environment; outside production one is made once and kept in the data folder."""
    key: str = env.str("STRAHLKRAFT_SECRET_KEY", default="")
    if key:
        return key
    if PRODUCTION:
        msg = "set STRAHLKRAFT_SECRET_KEY in production"
        raise ImproperlyConfigured(msg)
    file = DATA_DIR / "secret-key"
    if not file.exists():
        import secrets  # noqa: PLC0415 - needed once in the life of a data folder

        file.write_text(secrets.token_urlsafe(50), encoding="ascii")
        file.chmod(0o600)
    return file.read_text(encoding="ascii").strip()


SECRET_KEY = _secret_key()
SECRET_KEY_FALLBACKS = env.list("STRAHLKRAFT_OLD_SECRET_KEYS", default=[])  # still read, no longer written with
ALLOWED_HOSTS = env.list("STRAHLKRAFT_HOSTS", default=["localhost", "127.0.0.1", "[::1]"] if not PRODUCTION else [])
BASE_URL = env.str("STRAHLKRAFT_BASE_URL", default=f"http://localhost:{env.int('PORT', default=8000)}").rstrip("/")
CSRF_TRUSTED_ORIGINS = env.list("STRAHLKRAFT_TRUSTED_ORIGINS", default=[])

INSTALLED_APPS = [
    "strahlkraft.design",
    "strahlkraft.audit",
    "strahlkraft.letters",
    "strahlkraft.search",
    "strahlkraft.network",
    "strahlkraft.accounts",
    "strahlkraft.projects",
    "strahlkraft.reuse",
    "strahlkraft.steering",
    "strahlkraft.funding",
    "strahlkraft.newsroom",
    "strahlkraft.reports",
    "strahlkraft.privacy",
    "strahlkraft.authority",
    "strahlkraft.congress",
    "strahlkraft.public",
    "strahlkraft.portal",
    "strahlkraft.office",
    "strahlkraft.stage",
    "strahlkraft.api",
    "strahlkraft.jobs",
    "ninja",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "django_htmx",
    "django_filters",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.staticfiles",
    "django.forms",
]

MIDDLEWARE = [
    "strahlkraft.config.logs.referred",
    "strahlkraft.api.meters.metered",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",  # before whatever answers by itself: also static files and refusals have a policy
    "strahlkraft.config.front.front",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "strahlkraft.config.kept_pages.kept_pages",
    "strahlkraft.config.compression.Compression",
    "strahlkraft.config.replicas.reads",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "strahlkraft.accounts.events.watched",
    "strahlkraft.accounts.sessions.sessions_end",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "strahlkraft.public.former.former_addresses",
]

ROOT_URLCONF = "strahlkraft.config.urls"
WSGI_APPLICATION = "strahlkraft.config.wsgi.application"
FORM_RENDERER = "strahlkraft.design.renderers.DesignRenderer"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "strahlkraft.design.context.site",
                "strahlkraft.public.menus.written_menus",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "strahlkraft.design.templatetags.strahlkraft",
                "strahlkraft.design.templatetags.components",
            ],
        },
    }
]

_database_url = env.str("DATABASE_URL", default="") or f"sqlite:///{DATA_DIR / 'strahlkraft.sqlite3'}"
DATABASES: dict[str, dict[str, Any]] = {"default": env.db_url_config(_database_url)}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # Measured best in ../shared/design/RELIABILITY.md, restated in docs/operations.md.
    DATABASES["default"] |= {
        "ENGINE": "strahlkraft.config.queued_sqlite3",  # a fair line of writers (decision 19)
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 60,  # seconds for writers outside the line; a server of pages waits six
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-20000; PRAGMA temp_store=MEMORY;"
                "PRAGMA journal_size_limit=67108864; PRAGMA trusted_schema=OFF; PRAGMA cell_size_check=ON;"
                "PRAGMA secure_delete=FAST;"  # what is erased is overwritten, without further writes to the disk
            ),
        },
    }
else:
    DATABASES["default"] |= {
        "OPTIONS": {"pool": {"min_size": 1, "max_size": 12, "timeout": 5}},
        "CONN_HEALTH_CHECKS": True,
    }
_replica_configs = [env.db_url_config(url) for url in env.list("STRAHLKRAFT_REPLICA_URLS", default=[])]
DATABASES |= replicas(_replica_configs, primary=DATABASES["default"])
DATABASE_ROUTERS = ["strahlkraft.config.replicas.Router"] if _replica_configs else []
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {
    "default": {
        "BACKEND": "strahlkraft.config.counting.Counting",
        "LOCATION": "cache",
        # Django's 300 would let a flood of other addresses push out the attempts counted against one.
        "OPTIONS": {"MAX_ENTRIES": 50_000},
    }
}
# Browsers take a cookie of such a name over HTTPS from this very host only: no neighbour below one domain plants another.
_HOST_ONLY = "__Host-" if PRODUCTION else ""
SESSION_COOKIE_NAME = f"{_HOST_ONLY}strahlkraft_session"
CSRF_COOKIE_NAME = f"{_HOST_ONLY}csrftoken"
# Public pages are kept in the memory of each process: how long without any change, and how much of them.
PAGE_CACHE_SECONDS = env.float("STRAHLKRAFT_PAGE_CACHE_SECONDS", default=10)
PAGE_CACHE_BYTES = env.int("STRAHLKRAFT_PAGE_CACHE_MB", default=32) * 1024 * 1024
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
SESSION_IDLE_SECONDS = 60 * env.int("STRAHLKRAFT_SESSION_IDLE_MINUTES", default=30)
SESSION_COOKIE_AGE = SESSION_LONGEST_SECONDS = 60 * 60 * env.int("STRAHLKRAFT_SESSION_HOURS", default=12)
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True  # forms carry the token; no script reads the cookie
SECURE_HSTS_SECONDS = 31_536_000 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = PRODUCTION
SECURE_HSTS_PRELOAD = PRODUCTION
SECURE_SSL_REDIRECT = PRODUCTION and env.bool("STRAHLKRAFT_SSL_REDIRECT", default=True)
SECURE_REDIRECT_EXEMPT = [r"^health/", r"^metrics$"]
BEHIND_PROXY = env.bool("STRAHLKRAFT_BEHIND_PROXY", default=False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["strahlkraft.accounts.adapters.HouseBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "strahlkraft.accounts.passwords.GuessedPasswordValidator"},
    {"NAME": "strahlkraft.accounts.passwords.BreachedPasswordValidator"},
]
BREACHED_PASSWORDS = env.str("STRAHLKRAFT_BREACHED_PASSWORDS", default="")

# Sign-in (django-allauth). Nobody creates an account for themselves: accounts.adapters.
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/arbeit/"
SECOND_FACTOR_URL = "mfa_index"
STEADY_ANSWER_SECONDS = 0.4  # answers to "is there an account?" take this long, whatever the answer
ACCOUNT_ADAPTER = "strahlkraft.accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # the administration knows whom it creates an account for
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if PRODUCTION else "http"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if BEHIND_PROXY else 0
MFA_ADAPTER = "strahlkraft.accounts.adapters.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION  # browsers allow passkeys on http://localhost only
MFA_TOTP_ISSUER = "Strahlkraft"
MFA_RECOVERY_CODES_SHOW_ONCE = True
SOCIALACCOUNT_ADAPTER = "strahlkraft.accounts.adapters.SocialAdapter"
SOCIALACCOUNT_LOGIN_ON_GET = True  # a posted form may not be redirected to another host (CSP form-action)
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True  # opens the account with this address, if the provider has verified it
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_PROVIDERS: dict[str, Any] = {}
if env.str("STRAHLKRAFT_OIDC_SERVER_URL", default=""):
    SOCIALACCOUNT_PROVIDERS["openid_connect"] = {
        "OAUTH_PKCE_ENABLED": True,
        # Some providers do not say whether they verified an address (Entra ID): the operator vouches for them.
        "VERIFIED_EMAIL": env.bool("STRAHLKRAFT_OIDC_TRUST_EMAIL", default=False),
        "APPS": [
            {
                "provider_id": "sso",
                "name": env.str("STRAHLKRAFT_OIDC_NAME", default="Single Sign-on"),
                "client_id": env.str("STRAHLKRAFT_OIDC_CLIENT_ID"),
                "secret": env.str("STRAHLKRAFT_OIDC_SECRET", default=""),
                "settings": {"server_url": env.str("STRAHLKRAFT_OIDC_SERVER_URL")},
            }
        ],
    }

LANGUAGE_CODE = "de"
LANGUAGES = [("de", _("German")), ("en", _("English"))]
TIME_ZONE = "Europe/Berlin"
USE_I18N = True
USE_TZ = True
USE_THOUSAND_SEPARATOR = True

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = (  # packed already, or read by developers only
    *("br", "gif", "gz", "jpeg", "jpg", "map", "png", "tbz", "tgz", "webp", "woff", "woff2", "xz", "zip"),
)
STORAGES = {
    "default": file_storage(
        env.str("STRAHLKRAFT_FILES_URL", default=""),
        key=env.str("STRAHLKRAFT_FILES_KEY", default=""),
        secret=env.str("STRAHLKRAFT_FILES_SECRET", default=""),
    ),
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
MEDIA_ROOT = SHARED_DIR / "uploads"  # outside the web root: a view with an access check serves each file
UPLOAD_LIMIT_BYTES = 20 * 1024 * 1024
BUNDLE_LIMIT_BYTES = 500 * 1024 * 1024  # of stored files that a page packs; ``strahlkraft handover`` packs any number
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o640

EMAIL_CONFIG = env.email_url("EMAIL_URL", default="filemail://")
vars().update(EMAIL_CONFIG)
if not env.str("EMAIL_URL", default=""):
    EMAIL_BACKEND = "strahlkraft.letters.mailbox.EmailBackend"  # readable files below the data folder
elif EMAIL_CONFIG["EMAIL_BACKEND"] == "django.core.mail.backends.smtp.EmailBackend":
    EMAIL_BACKEND = "strahlkraft.letters.smtp.EmailBackend"  # the same, and it marks how far each letter came
EMAIL_FILE_PATH = str(SHARED_DIR / "mail")
EMAIL_TIMEOUT = 20
OUTBOX_MARKER_DIR = SHARED_DIR / "outbox"  # how far the letters under way came, until the database knows
DEFAULT_FROM_EMAIL = env.str("STRAHLKRAFT_FROM", default="strahlkraft@localhost")

# Where `strahlkraft backup` puts its files, whose public keys open them, and the file with the secret key (to check them).
BACKUP_DIR = Path(env.str("STRAHLKRAFT_BACKUP_DIR", default="") or DATA_DIR / "backups")
BACKUP_RECIPIENTS = env.list("STRAHLKRAFT_BACKUP_RECIPIENTS", default=[])
BACKUP_IDENTITY = env.str("STRAHLKRAFT_BACKUP_IDENTITY", default="")
BACKUP_NOTE = DATA_DIR / "last-backup.json"  # when the newest good one was made, for whoever watches
# Opens /metrics and the details of /health/ready to whoever watches over the instance; empty: both stay shut.
METRICS_TOKEN = env.str("STRAHLKRAFT_METRICS_TOKEN", default="")
if 0 < len(METRICS_TOKEN) < 24:  # noqa: PLR2004 - explained by the message
    msg = "STRAHLKRAFT_METRICS_TOKEN is too short to be secret: at least 24 characters, for example of `openssl rand -hex 24`"
    raise ImproperlyConfigured(msg)
WORKER_BEATS = "worker-beats"  # in the shared cache: when each clock of the worker last ended well, seconds since 1970

SEARCH_INDEX_DIR = DATA_DIR / "search"
SEARCH_INDEXER_IN_PROCESS = env.bool("STRAHLKRAFT_INDEXER", default=True)

ADDRESSES = _ADDRESSES

# Fetching from other places (crawler, webhooks, other instances): public addresses only, but for these hosts
# ("git.intern.example", "127.0.0.1:8123"); seconds between two requests to one host.
FETCH_ALLOWED_HOSTS = env.list("STRAHLKRAFT_FETCH_ALLOWED_HOSTS", default=[])
# Whether `strahlkraft work` visits the addresses offers name, to see that they can be opened.
VISIT_ADDRESSES = env.bool("STRAHLKRAFT_VISIT_ADDRESSES", default=PRODUCTION)
FETCH_HOST_PAUSE = env.float("STRAHLKRAFT_FETCH_HOST_PAUSE", default=1.0)
# Hour (0 to 23, Berlin) from which `strahlkraft work` visits the publishers once a night; without it it never does.
_crawl_hour = env.str("STRAHLKRAFT_CRAWL_HOUR", default="")
CRAWL_HOUR: int | None = int(_crawl_hour) % 24 if _crawl_hour else None

# What stands before the identifiers of grants in the open data (360Giving): the standard hands out a prefix to each
# publisher; until there is one, this placeholder says that it is none.
OPEN_GRANTS_PREFIX = env.str("STRAHLKRAFT_OPEN_GRANTS_PREFIX", default="360G-PLACEHOLDER")

# The main navigation; the design room draws it and adds the language prefix.
NAVIGATION = [
    {"label": _("Projects"), "path": "/projekte/"},
    {"label": _("Reuse"), "path": "/angebote/"},
    {"label": _("Regions"), "path": "/regionen/"},
    {"label": _("Municipalities"), "path": "/kommunen/"},
    {"label": _("Programme"), "path": "/programm/"},
    {"label": _("Events"), "path": "/termine/"},
    {"label": pgettext_lazy("navigation", "News"), "path": "/neues/"},
]

# Who is responsible for this site; a system check fails in production while one of them is empty.
OPERATOR = {
    "name": env.str("STRAHLKRAFT_OPERATOR_NAME", default=""),
    "street": env.str("STRAHLKRAFT_OPERATOR_STREET", default=""),
    "city": env.str("STRAHLKRAFT_OPERATOR_CITY", default=""),
    "represented_by": env.str("STRAHLKRAFT_OPERATOR_REPRESENTED_BY", default=""),
    "email": env.str("STRAHLKRAFT_OPERATOR_EMAIL", default=""),
    "phone": env.str("STRAHLKRAFT_OPERATOR_PHONE", default=""),
    "editor": env.str("STRAHLKRAFT_OPERATOR_EDITOR", default=""),
    "privacy_officer": env.str("STRAHLKRAFT_PRIVACY_OFFICER", default=""),
    "accessibility_reviewed": env.str("STRAHLKRAFT_ACCESSIBILITY_REVIEWED", default=""),
}

LOGGING_CONFIG = None
_configure_logs()
