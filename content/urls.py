from django.contrib.sitemaps import views as sitemap_views
from django.urls import path, re_path, register_converter
from django.views.decorators.http import require_safe

from content.feeds import ArticleFeed
from content.models.us_states import StateSlugConverter
from content.sitemaps import SITEMAPS
from content.views import (
    clinics,
    costs,
    evidence,
    home,
    listing_reports,
    listings,
    media,
    page_feedback,
    pages,
    plan,
    reference,
    search,
    share,
    suitability,
)
from content.views.kept import kept

register_converter(StateSlugConverter, "us_state")

app_name = "content"
SITEMAP = {"sitemaps": SITEMAPS}
urlpatterns = [
    path("", home.home, name="home"),
    path("search/", search.search_page, name="search"),
    path("conditions/", pages.condition_list, name="condition_list"),
    path("conditions/<slug:slug>/", pages.condition_detail, name="condition_detail"),
    path("treatments/", pages.treatment_list, name="treatment_list"),
    path("treatments/<slug:slug>/", pages.treatment_detail, name="treatment_detail"),
    path("treatments/<slug:slug>/plan/", plan.treatment_plan, name="treatment_plan"),
    path("articles/", pages.article_list, name="article_list"),
    path("articles/<slug:slug>/", pages.article_detail, name="article_detail"),
    path("feeds/articles/", kept()(require_safe(ArticleFeed())), name="article_feed"),
    path(
        "sitemap.xml",
        kept()(require_safe(sitemap_views.index)),
        SITEMAP | {"sitemap_url_name": "content:sitemap"},
        name="sitemap_index",
    ),
    path("sitemap-<section>.xml", kept("p")(require_safe(sitemap_views.sitemap)), SITEMAP, name="sitemap"),
    path("evidence/", evidence.evidence, name="evidence"),
    path("evidence/sources/", evidence.source_list, name="source_list"),
    path("evidence/findings.csv", evidence.findings_csv, name="findings_csv"),
    path("evidence/findings.json", evidence.findings_json, name="findings_json"),
    path("questions/", reference.faq_list, name="faq_list"),
    path("glossary/", reference.glossary, name="glossary"),
    path("costs/", costs.costs, name="costs"),
    path("is-it-for-me/", suitability.suitability, name="suitability"),
    path("share/", share.share, name="share"),
    path("feedback/", page_feedback.page_feedback, name="page_feedback"),
    path("feedback/sent/", page_feedback.feedback_sent, name="feedback_sent"),
    path("people/<slug:slug>/", reference.person_detail, name="person_detail"),
    path("about/<slug:slug>/", reference.policy_detail, name="policy_detail"),
    path("clinics/", clinics.clinic_list, name="clinic_list"),
    path("clinics/<slug:slug>/", clinics.clinic_detail, name="clinic_detail"),
    re_path(r"^media/(?P<name>[0-9a-f]{32}-[0-9]{1,4}\.(?:avif|webp|jpg|png))$", media.media, name="media"),
    path("find-care/", listings.find_care, name="find_care"),
    path("find-care/report/", listing_reports.listing_report, name="listing_report"),
    path("find-care/report/sent/", listing_reports.report_sent, name="report_sent"),
    path("find-care/<us_state:region>/", listings.listing_list, name="listing_list"),
    path("find-care/<us_state:region>/<slug:slug>/", listings.listing_detail, name="listing_detail"),
]
