"""Every setting, from the environment. `ENVIRONMENT` is the one switch between development and production."""

from pathlib import Path

from csp.constants import NONE, SELF
from django.utils.log import DEFAULT_LOGGING

from clinic_site.environment import (
    env_bool,
    env_contact,
    env_database,
    env_date,
    env_emails,
    env_int,
    env_keys,
    env_list,
    env_media_storage,
    env_secret,
    env_site_url,
    env_text,
    load_env_file,
    passkey_domain,
    stop,
)

BASE_DIR = Path(__file__).resolve().parent.parent
load_env_file(BASE_DIR / ".env")

# Anything but exactly "development" is production: a typo must not open the site.
IS_PRODUCTION = env_text("ENVIRONMENT", "production") != "development"
DEBUG = env_bool("DEBUG", default=False)
if DEBUG and IS_PRODUCTION:
    stop("DEBUG must not be on in production.")

SECRET_KEY = env_secret("SECRET_KEY")
# What must not be readable in the database (seeds of code apps) is sealed with the first; all of them open
FIELD_KEYS = env_keys("FIELD_KEYS", None if IS_PRODUCTION else SECRET_KEY)
# Keyed hashes that find a person's requests without storing who they are
LOOKUP_KEY = env_keys("LOOKUP_KEY", None if IS_PRODUCTION else SECRET_KEY)[0]
if LOOKUP_KEY in FIELD_KEYS:
    stop("LOOKUP_KEY must be another key than those of FIELD_KEYS.")

# Where the site is
ALLOWED_HOSTS = env_list("ALLOWED_HOSTS")
if not ALLOWED_HOSTS:
    if IS_PRODUCTION:
        stop("ALLOWED_HOSTS is not set. Name the hosts the site answers to, separated by commas.")
    ALLOWED_HOSTS = ["127.0.0.1", "localhost"]
if IS_PRODUCTION and any(host.startswith("*") or host == "." for host in ALLOWED_HOSTS):
    stop("ALLOWED_HOSTS must name hosts; '*' would answer to any of them.")
SITE_URL = env_site_url("SITE_URL", None if IS_PRODUCTION else "http://127.0.0.1:8000", https_only=IS_PRODUCTION)
STAFF_PREFIX = env_text("STAFF_PREFIX", "staff").strip("/")
if not STAFF_PREFIX.isidentifier() or STAFF_PREFIX == "admin":
    stop("STAFF_PREFIX must be one word of letters, digits and underscores, and not 'admin'.")

# Where things are kept
DATABASES = {"default": env_database("DATABASE_URL", None if IS_PRODUCTION else "sqlite:///var/site.sqlite3", BASE_DIR)}
# A standby of PostgreSQL: this machine shows public pages and writes nothing (docs/scaling.md)
READ_ONLY_DATABASE = env_bool("READ_ONLY_DATABASE", default=False)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CONTENT_DIR = BASE_DIR / env_text("CONTENT_DIR", "content/fixtures")
MEDIA_ROOT = BASE_DIR / env_text("MEDIA_ROOT", "var/media")
MEDIA_URL = "/media/"
BACKUP_ROOT = BASE_DIR / env_text("BACKUP_ROOT", "var/backups")
DAYS_BACKUPS_ARE_KEPT = env_int("DAYS_BACKUPS_ARE_KEPT", 14, minimum=1)
STATIC_ROOT = BASE_DIR / env_text("STATIC_ROOT", "var/static")
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": env_media_storage(),
    "staticfiles": {"BACKEND": "clinic_site.static_files.SiteStaticFilesStorage"},
}
FILE_UPLOAD_PERMISSIONS = 0o600
WHITENOISE_ALLOW_ALL_ORIGINS = False

# What the site is made of
INSTALLED_APPS = [
    "clinic_site.apps.ClinicSiteConfig",
    "accounts",
    "content.apps.ContentConfig",
    "consultations.apps.ConsultationsConfig",
    "markdownx",
    "csp",
    "accounts.apps.StaffAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]
MIDDLEWARE = [
    "clinic_site.middleware.isolate_origin",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "clinic_site.middleware.limit_requests",
    "clinic_site.middleware.keep_staff_away",
    "django.middleware.common.CommonMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "accounts.middleware.StaffGuard",
    "content.middleware.publish_what_is_due",
]
ROOT_URLCONF = "clinic_site.urls"
WSGI_APPLICATION = "clinic_site.wsgi.application"
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
                "content.site.site",
            ]
        },
    }
]

# Language and time: US English; opening hours are in the clinic's own zone
LANGUAGE_CODE = "en-us"
TIME_ZONE = env_text("TIME_ZONE", "America/New_York")
USE_I18N = False
USE_TZ = True

# Markdown in the admin: our own preview and upload addresses, never markdownx's (open to anyone)
MARKDOWNX_URLS_PATH = f"/{STAFF_PREFIX}/markdown/preview/"
MARKDOWNX_UPLOAD_URLS_PATH = f"/{STAFF_PREFIX}/markdown/upload/"
MARKDOWNX_MARKDOWNIFY_FUNCTION = "content.rendering.markdown.refuse_unknown_caller"

# Headers (SECURITY rows HDR-1 to HDR-7), the same in development
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
    }
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    feature: []
    for feature in (
        "accelerometer",
        "autoplay",
        "browsing-topics",
        "camera",
        "display-capture",
        "encrypted-media",
        "fullscreen",
        "geolocation",
        "gyroscope",
        "interest-cohort",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "screen-wake-lock",
        "usb",
        "xr-spatial-tracking",
    )
}
SECURE_REFERRER_POLICY = "same-origin"  # never no-referrer: browsers then send Origin: null
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
SECURE_SSL_REDIRECT = IS_PRODUCTION
SECURE_HSTS_SECONDS = env_int("HSTS_SECONDS", 31_536_000) if IS_PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = IS_PRODUCTION
SECURE_HSTS_PRELOAD = env_bool("HSTS_PRELOAD", default=False)
SILENCED_SYSTEM_CHECKS = ["security.W021"]  # wants preload; that is the owner's decision
if IS_PRODUCTION and SECURE_HSTS_SECONDS < 31_536_000:
    stop("HSTS_SECONDS must be at least 31536000 (one year).")
BEHIND_PROXY = env_bool("BEHIND_PROXY", default=False)
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# Cookies: staff only. Readers get none
SESSION_COOKIE_NAME = "__Host-session"
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = "__Host-csrftoken"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "clinic_site.csrf.csrf_failure"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# Size of what may be sent (NET-3): public pages, and the staff's text editor
MAX_BODY_BYTES = 256 * 1024
MAX_STAFF_BODY_BYTES = 1024 * 1024
MAX_UPLOAD_BODY_BYTES = 11 * 1024 * 1024  # a picture of 10 MB and its form
UPLOAD_PATHS = (MARKDOWNX_UPLOAD_URLS_PATH, f"/{STAFF_PREFIX}/admin/content/image/add/")
# Pictures wait in memory, never in a temporary file that a killed process would leave behind
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
FILE_UPLOAD_MAX_MEMORY_SIZE = MAX_UPLOAD_BODY_BYTES

# Staff sign in with a password and a second step (SECURITY rows ADM-1 to ADM-12)
LOGIN_URL = "accounts:sign_in"
LOGIN_REDIRECT_URL = "admin:index"
AUTH_USER_MODEL = "accounts.User"
STAFF_IDLE_SECONDS = env_int("STAFF_IDLE_SECONDS", 15 * 60, minimum=60)
STAFF_SESSION_SECONDS = env_int("STAFF_SESSION_SECONDS", 12 * 60 * 60, minimum=60)
if IS_PRODUCTION and (STAFF_IDLE_SECONDS > 15 * 60 or STAFF_SESSION_SECONDS > 12 * 60 * 60):
    stop("STAFF_IDLE_SECONDS may be at most 900 and STAFF_SESSION_SECONDS at most 43200.")
SESSION_COOKIE_AGE = STAFF_SESSION_SECONDS
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
STAFF_SITE_NAME = "Clinic staff"  # in code apps and passkeys
PASSKEY_DOMAIN = passkey_domain(SITE_URL, is_production=IS_PRODUCTION)
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "accounts.passwords.MaximumLengthValidator"},
    {"NAME": "accounts.passwords.ClinicWordsValidator"},
]

# Finished pages kept in the memory of each process, at most this much; 0 keeps none
PAGE_CACHE_BYTES = env_int("PAGE_CACHE_MEBIBYTES", 32) * 1024 * 1024

# Publishing. A practice with one clinician may sign what the same person wrote; the page's record says so then
SINGLE_CLINICIAN = env_bool("SINGLE_CLINICIAN", default=False)
SCHEDULE_SECONDS = 0 if READ_ONLY_DATABASE else env_int("SCHEDULE_SECONDS", 30)
VERSIONS_KEPT_YEARS = env_int("VERSIONS_KEPT_YEARS", 6, minimum=1)
LINK_CHECK_OF_LOOPBACK = False  # only tests ask this very machine; never from the environment

# Mail: links for forgotten passwords, notices of requests, receipts. Without a server all of it waits or is not offered
EMAIL_HOST = env_text("EMAIL_HOST", "")
EMAIL_PORT = env_int("EMAIL_PORT", 587, minimum=1)
EMAIL_HOST_USER = env_text("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env_text("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = True
EMAIL_TIMEOUT = 10  # seconds for each reply of the server
EMAIL_BACKEND = "clinic_site.mail.Backend"
DEFAULT_FROM_EMAIL = env_text("DEFAULT_FROM_EMAIL", "" if EMAIL_HOST == "" else None)
MAIL_SENDER_NAME = env_text("MAIL_SENDER_NAME", "Front desk")  # neutral: an inbox may be read by others
MAIL_BESIDE_SERVER = not READ_ONLY_DATABASE and env_bool("MAIL_BESIDE_SERVER", default=True)

# Consultation requests: who is told, and how long what is kept (SECURITY rows RET-1, AUD-5)
STAFF_NOTICE_TO = env_emails("STAFF_NOTICE_TO")
DAYS_KEPT_AFTER_CLOSING = env_int("DAYS_KEPT_AFTER_CLOSING", 90, minimum=1)
DAYS_KEPT_AT_MOST = env_int("DAYS_KEPT_AT_MOST", 365, minimum=DAYS_KEPT_AFTER_CLOSING)
DAYS_SUSPECTS_ARE_KEPT = env_int("DAYS_SUSPECTS_ARE_KEPT", 30, minimum=1)
DAYS_SENT_MAIL_IS_KEPT = env_int("DAYS_SENT_MAIL_IS_KEPT", 7, minimum=1)
YEARS_TRAIL_IS_KEPT = env_int("YEARS_TRAIL_IS_KEPT", 6, minimum=6)

# Whom to tell about a hole in the site (/.well-known/security.txt)
SECURITY_CONTACT = env_contact("SECURITY_CONTACT")
SECURITY_TXT_EXPIRES = env_date("SECURITY_TXT_EXPIRES")

# Logs go to stderr. No mail to admins: its reports would carry what people typed
LOGGING = {
    **DEFAULT_LOGGING,
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line"},
        "events": {"class": "logging.StreamHandler", "formatter": "bare"},
    },
    "formatters": {
        "line": {"format": "{levelname} {name}: {message}", "style": "{"},
        "bare": {"format": "{message}", "style": "{"},
    },
    "loggers": {
        "django": {"handlers": ["console"], "level": "WARNING"},
        "security": {"handlers": ["events"], "level": "INFO"},
    },
}
