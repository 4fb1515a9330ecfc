"""Addresses: the public site, and everything for staff under one prefix."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from accounts.views import passwords, sign_in
from clinic_site import machines
from content.views import desk, errors, feedback_desk, gate, insert, listing_desk, search_desk, staff, typed, versions

urlpatterns = [
    path("", include("content.urls")),
    path("", include("consultations.urls")),
    path("healthz/", machines.healthz),
    path("readyz/", machines.readyz),
    path("robots.txt", machines.robots_txt),
    path(".well-known/security.txt", machines.security_txt),
    path(f"{settings.STAFF_PREFIX}/markdown/preview/", staff.markdown_preview, name="markdownx_markdownify"),
    path(f"{settings.STAFF_PREFIX}/markdown/upload/", staff.markdown_upload, name="markdownx_upload"),
    path(f"{settings.STAFF_PREFIX}/check/", gate.check_text, name="check_text"),
    path(f"{settings.STAFF_PREFIX}/check/rules/", gate.check_rules, name="check_rules"),
    path(f"{settings.STAFF_PREFIX}/search/", search_desk.staff_search, name="staff_search"),
    path(f"{settings.STAFF_PREFIX}/insert/<slug:kind>/", insert.insert_list, name="insert_list"),
    path(f"{settings.STAFF_PREFIX}/preview/<slug:kind>/", typed.page_preview, name="page_preview"),
    path(f"{settings.STAFF_PREFIX}/preview/<slug:kind>/live/", typed.live_preview, name="live_preview"),
    path(f"{settings.STAFF_PREFIX}/listings/", listing_desk.listing_queue, name="listing_queue"),
    path(f"{settings.STAFF_PREFIX}/listings/<int:pk>/", listing_desk.listing_desk, name="listing_desk"),
    path(f"{settings.STAFF_PREFIX}/listings/<int:pk>/verify/", listing_desk.listing_verify, name="listing_verify"),
    path(f"{settings.STAFF_PREFIX}/listings/<int:pk>/merge/", listing_desk.listing_merge, name="listing_merge"),
    path(
        f"{settings.STAFF_PREFIX}/listings/<int:pk>/close-reports/",
        listing_desk.listing_reports_close,
        name="listing_reports_close",
    ),
    path(f"{settings.STAFF_PREFIX}/reviews/", desk.staff_reviews, name="staff_reviews"),
    path(f"{settings.STAFF_PREFIX}/feedback/", feedback_desk.staff_feedback, name="staff_feedback"),
    path(f"{settings.STAFF_PREFIX}/upkeep/", desk.staff_upkeep, name="staff_upkeep"),
    path(f"{settings.STAFF_PREFIX}/pages/<slug:kind>/<int:pk>/", desk.page_desk, name="page_desk"),
    path(f"{settings.STAFF_PREFIX}/pages/<slug:kind>/<int:pk>/on/", versions.page_on_day, name="page_on_day"),
    path(f"{settings.STAFF_PREFIX}/pages/<slug:kind>/<int:pk>/steps/<slug:step>/", desk.page_step, name="page_step"),
    path(f"{settings.STAFF_PREFIX}/versions/<int:pk>/bring-back/", desk.version_bring_back, name="version_bring_back"),
    path(f"{settings.STAFF_PREFIX}/versions/<int:pk>/", versions.version_detail, name="version_detail"),
    path(f"{settings.STAFF_PREFIX}/versions/<int:pk>/text/", versions.version_text, name="version_text"),
    path(f"{settings.STAFF_PREFIX}/versions/<int:pk>/compare/", versions.version_compare, name="version_compare"),
    path(f"{settings.STAFF_PREFIX}/versions/<int:pk>/changes/", versions.version_changes, name="version_changes"),
    path(f"{settings.STAFF_PREFIX}/versions/<int:pk>/preview/", versions.version_preview, name="version_preview"),
    path(f"{settings.STAFF_PREFIX}/versions/<int:pk>/restore/", desk.version_restore, name="version_restore"),
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
