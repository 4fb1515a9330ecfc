"""Addresses: the public site, and everything for staff under one prefix."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from accounts.views import passwords, sign_in
from clinic_site import machines
from content.views import errors, gate, listing_desk, staff

urlpatterns = [
    path("", include("content.urls")),
    path("", include("consultations.urls")),
    path("healthz/", machines.healthz),
    path("readyz/", machines.readyz),
    path(".well-known/security.txt", machines.security_txt),
    path(f"{settings.STAFF_PREFIX}/markdown/preview/", staff.markdown_preview, name="markdownx_markdownify"),
    path(f"{settings.STAFF_PREFIX}/markdown/upload/", staff.markdown_upload, name="markdownx_upload"),
    path(f"{settings.STAFF_PREFIX}/check/", gate.check_text, name="check_text"),
    path(f"{settings.STAFF_PREFIX}/check/rules/", gate.check_rules, name="check_rules"),
    path(f"{settings.STAFF_PREFIX}/preview/<slug:kind>/", staff.page_preview, name="page_preview"),
    path(f"{settings.STAFF_PREFIX}/listings/", listing_desk.listing_queue, name="listing_queue"),
    path(f"{settings.STAFF_PREFIX}/listings/<int:pk>/", listing_desk.listing_desk, name="listing_desk"),
    path(f"{settings.STAFF_PREFIX}/listings/<int:pk>/verify/", listing_desk.listing_verify, name="listing_verify"),
    path(f"{settings.STAFF_PREFIX}/listings/<int:pk>/merge/", listing_desk.listing_merge, name="listing_merge"),
    path(
        f"{settings.STAFF_PREFIX}/listings/<int:pk>/close-reports/",
        listing_desk.listing_reports_close,
        name="listing_reports_close",
    ),
    # The admin's own pages for accounts give way to ours
    path(f"{settings.STAFF_PREFIX}/admin/login/", sign_in.old_sign_in),
    path(f"{settings.STAFF_PREFIX}/admin/logout/", sign_in.sign_out),
    path(f"{settings.STAFF_PREFIX}/admin/password_change/", passwords.password),
    path(f"{settings.STAFF_PREFIX}/admin/", admin.site.urls),
    path(f"{settings.STAFF_PREFIX}/", include("accounts.urls")),
]
handler400 = errors.bad_request
handler403 = errors.forbidden
handler404 = errors.not_found
handler500 = errors.server_error
