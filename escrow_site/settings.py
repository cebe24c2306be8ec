"""Settings. Every value that differs between installations is read strictly from the environment.

A missing or malformed value ends the process at start (`escrow_site.env`); nothing falls back silently, except that without any
environment at all the desk runs on SQLite in `var/` for the one machine it stands on.
"""

import os
import warnings
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from escrow_site import env

# django-fsm announces at every start that it is in maintenance. That is known (README), and no news to whoever starts the desk.
warnings.filterwarnings("ignore", message="The 'django-fsm' package", category=UserWarning)

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(env.env_str("ESCROW_VAR", default=str(BASE_DIR / "var")))

# What only the demo may do; .ci/serve sets it. An office leaves it alone.
DEMO = env.env_bool("ESCROW_DEMO", default=False)
DEBUG = env.env_bool("ESCROW_DEBUG", default=False)
SECRET_KEY = env.secret_key("ESCROW_SECRET_KEY", file=VAR_DIR / "secret_key")
ALLOWED_HOSTS = env.env_list("ESCROW_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
env.refuse_unsafe(demo=DEMO, debug=DEBUG, hosts=ALLOWED_HOSTS, key=SECRET_KEY)
CSRF_TRUSTED_ORIGINS = env.env_list("ESCROW_ORIGINS", default=[])
BEHIND_TLS = env.env_bool("ESCROW_TLS", default=False)
# How many proxies of ours stand before the desk: whose word about a client's address counts (escrow_site/limits/address.py).
ALLAUTH_TRUSTED_PROXY_COUNT = env.env_int("ESCROW_TRUSTED_PROXIES", default=0, minimum=0, maximum=10)
# The address that papers print and encode for whoever wants to check them.
# Where the desk is served below a host (/escrow), as gunicorn reads it too; commands print and mail the same addresses.
FORCE_SCRIPT_NAME = env.env_prefix("SCRIPT_NAME")
SITE_ADDRESS = env.env_str("ESCROW_ADDRESS", default="http://127.0.0.1:8000").rstrip("/")

INSTALLED_APPS = [
    "parties",  # before Django's own accounts: its createsuperuser opens no door here
    "escrow_site.apps.DeskAdminConfig",
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
    "django_fsm",
    "simple_history",
    "documents",
    "tranches",
    "escrow_site.apps.SiteConfig",
]

MIDDLEWARE = [
    "escrow_site.request_ids.RequestIds",
    "escrow_site.state.health.Health",
    "escrow_site.middleware.SecurityHeaders",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "escrow_site.requests.ReadableRequests",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "escrow_site.account.middleware.DeskSessions",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "escrow_site.reading.WhoAsks",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "escrow_site.account.middleware.AccountRules",
    "escrow_site.account.middleware.KeptForms",
    "escrow_site.factors.middleware.FactorFirst",
    "escrow_site.read_log.ReadLog",
]

ROOT_URLCONF = "escrow_site.urls"
WSGI_APPLICATION = "escrow_site.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "escrow_site.account.context.session_end",
                "escrow_site.factors.rule.banner",
            ],
        },
    }
]

DATABASES = {
    "default": env.database_config(
        env.env_str("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'db.sqlite3'}"), base_dir=BASE_DIR
    )
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# What holds across worker processes is shared, and only time takes it away (escrow_site/limits/cache.py).
CACHES = {"default": {"BACKEND": "escrow_site.limits.cache.KeptCache", "LOCATION": "cache_entries"}}

# The vault: filed documents by their SHA-256. Back it up together with the database.
VAULT_ROOT = Path(env.env_str("ESCROW_VAULT", default=str(VAR_DIR / "vault")))
MAX_UPLOAD_BYTES = 20 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

# --- People and sessions -------------------------------------------------------------------------
AUTH_USER_MODEL = "parties.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
# By so much may the clocks of the desk's machines and its database differ; what is dated further ahead is not recorded.
CLOCK_AHEAD_MINUTES = env.env_int("ESCROW_CLOCK_AHEAD_MINUTES", default=5, minimum=1, maximum=60)
# Whoever had a hand in an entry of the register does not confirm for its person, nor release on his word, for so many days.
REGISTER_COOL_OFF_DAYS = env.env_int("ESCROW_COOL_OFF_DAYS", default=7, minimum=1, maximum=365)
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "escrow_site.accounts.ClosedAccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_FORMS = {
    "login": "escrow_site.factors.forms.SignInForm",
    "change_password": "escrow_site.account.forms.ChangePassword",
    "reset_password": "escrow_site.account.forms.AskForReset",
    "reset_password_from_key": "escrow_site.account.forms.ResetPassword",
}
PASSWORD_RESET_TIMEOUT = 30 * 60
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300  # a proof of identity for a signature is not older than five minutes
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
# Passwords and codes are counted by escrow_site/limits. A passkey holds nothing to guess: a limit would only shut others out.
ACCOUNT_RATE_LIMITS = {"login": None, "login_failed": None}
MFA_RATE_LIMITS = {"webauthn_login": None}
# Whether an account without a second factor is led to set one up before anything else. Only the demo offers it.
SECOND_FACTOR = env.env_choice("ESCROW_SECOND_FACTOR", ("required", "offered"), default="required")
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True  # with finger, face or PIN: both factors in one
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_ISSUER = "Escrow Desk"
MFA_TOTP_TOLERANCE = 1  # a clock may be half a minute off
MFA_FORMS = {
    "authenticate": "escrow_site.factors.forms.CodeForm",
    "reauthenticate": "escrow_site.factors.forms.ProofForm",
    "activate_totp": "escrow_site.factors.forms.ActivateForm",
    "add_webauthn": "escrow_site.factors.forms.PasskeyForm",
}
SESSION_ENGINE = "parties.session_store"
SESSION_COOKIE_AGE = 30 * 60  # without a click; the engine counts, and the cookie goes with the browser
SESSION_ABSOLUTE_AGE = 12 * 60 * 60  # from the sign-in, whatever happens
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
KEPT_FORM_AGE = 30 * 60
# A browser takes a name with this prefix only from the host itself, over TLS, for all of its addresses.
COOKIE_PREFIX = "__Host-" if BEHIND_TLS else ""
SESSION_COOKIE_NAME = f"{COOKIE_PREFIX}sessionid"
CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}csrftoken"
KEPT_FORM_COOKIE_NAME = f"{COOKIE_PREFIX}kept"
SESSION_COOKIE_PATH = CSRF_COOKIE_PATH = "/"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BEHIND_TLS
SECURE_SSL_REDIRECT = BEHIND_TLS
SECURE_HSTS_SECONDS = 31_536_000 if BEHIND_TLS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = BEHIND_TLS
SECURE_HSTS_PRELOAD = BEHIND_TLS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_TLS else None
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"

# --- Mail ----------------------------------------------------------------------------------------
# Without a mail server the messages of the outbox are written to files, one a message, where the operator can read them.
EMAIL_HOST = env.env_str("ESCROW_MAIL_HOST", default="localhost")
EMAIL_PORT = env.env_int("ESCROW_MAIL_PORT", default=25, minimum=1, maximum=65535)
EMAIL_HOST_USER = env.env_str("ESCROW_MAIL_USER", default="")
EMAIL_HOST_PASSWORD = env.env_str("ESCROW_MAIL_PASSWORD", default="")
EMAIL_USE_TLS = env.env_bool("ESCROW_MAIL_TLS", default=False)
# Encrypted from the first byte (port 465), where the other starts plain and is raised by STARTTLS (587): never both.
EMAIL_USE_SSL = env.env_bool("ESCROW_MAIL_IMPLICIT_TLS", default=False)
env.refuse_both(ESCROW_MAIL_TLS=EMAIL_USE_TLS, ESCROW_MAIL_IMPLICIT_TLS=EMAIL_USE_SSL)
EMAIL_TIMEOUT = 20
EMAIL_FILE_PATH = VAR_DIR / "mail"
EMAIL_BACKEND = (
    f"django.core.mail.backends.{'smtp' if 'ESCROW_MAIL_HOST' in os.environ else 'filebased'}.EmailBackend"
)
DEFAULT_FROM_EMAIL = env.env_str("ESCROW_MAIL_FROM", default="desk@localhost")
# Whether the events of a calendar feed are marked confidential: many calendars then show "Busy" in place of the words.
CALENDAR_CONFIDENTIAL = env.env_bool("ESCROW_CALENDAR_CONFIDENTIAL", default=False)
# How many days before its end a clock is reminded of; when late, each week.
REMINDER_DAYS = env.env_days("ESCROW_REMINDER_DAYS", default=[30, 10, 3, 0])

# --- Money ---------------------------------------------------------------------------------------
# What an invoice of the fee prints: how many days after its own it is due, and where to pay, a line each. Nothing is made up: without
# an account the invoice says whom to ask.
INVOICE_DAYS = env.env_int("ESCROW_INVOICE_DAYS", default=30, minimum=0, maximum=365)
BANK_ACCOUNT = [
    line.strip() for line in env.env_str("ESCROW_BANK_ACCOUNT", default="").split("|") if line.strip()
]

# --- Retention -----------------------------------------------------------------------------------
# Years that each class of the record is kept after its deal is closed (tranches/terms/retention.py). Nothing is ever deleted here.
RETENTION_YEARS = env.env_years(
    "ESCROW_RETENTION_YEARS", default={"deal": 20, "money": 10, "identity": 10, "reads": 10, "register": 20}
)

# --- Time stamps ---------------------------------------------------------------------------------
# Whose word counts is part of the setting: a token of an authority that nobody trusts would prove nothing.
TSA_URL = env.env_url("ESCROW_TSA_URL")
TSA_ROOTS = env.env_file("ESCROW_TSA_ROOTS")
if TSA_URL and not TSA_ROOTS:
    raise ImproperlyConfigured(
        "ESCROW_TSA_ROOTS is not set: name the PEM file of the certificates trusted to vouch for ESCROW_TSA_URL."
    )

# --- The agent's signature -----------------------------------------------------------------------
# Without a key papers stay unsigned and say so. The demo makes a key of its own, whose stamp says that it proves nothing.
SIGNING_KEY = env.env_file("ESCROW_SIGNING_KEY")
SIGNING_PASSWORD = env.env_str("ESCROW_SIGNING_PASSWORD", default="")
DEMO_SIGNING_KEY = VAR_DIR / "demo_signing_key.p12"
if SIGNING_PASSWORD and not SIGNING_KEY:
    raise ImproperlyConfigured(
        "ESCROW_SIGNING_KEY is not set: name the PKCS#12 file that ESCROW_SIGNING_PASSWORD opens."
    )

# --- Language, time, files -----------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English")]  # Chinese joins when somebody who reads it has gone through its catalogue.
USE_I18N = True
LOCALE_PATHS = [BASE_DIR / "escrow_site" / "locale"]
USE_TZ = True
TIME_ZONE = "UTC"
FORMAT_MODULE_PATH = ["escrow_site.formats"]
USE_THOUSAND_SEPARATOR = True
STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "escrow_site" / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

SIMPLE_HISTORY_REVERT_DISABLED = True
SIMPLE_HISTORY_HISTORY_CHANGE_REASON_USE_TEXT_FIELD = True
SIMPLE_HISTORY_ENFORCE_HISTORY_MODEL_PERMISSIONS = False

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "escrow_site.log_lines.OneLine",
            "format": "%(asctime)s %(levelname)s %(name)s%(request)s: %(message)s",
        },
        "json": {"()": "escrow_site.log_lines.Json"},
    },
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "formatter": env.env_choice("ESCROW_LOG", ("line", "json"), default="line"),
        }
    },
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        "fontTools": {"level": "WARNING"},
        # A certificate that proves nothing is an answer, said in a sentence; the tracebacks are of no use to an operator.
        "pyhanko": {"level": "ERROR"},
        "weasyprint": {"level": "ERROR"},
    },
}
