from django.urls import path, re_path

from content.views import clinics, home, media, pages, reference

app_name = "content"
urlpatterns = [
    path("", home.home, name="home"),
    path("conditions/", pages.condition_list, name="condition_list"),
    path("conditions/<slug:slug>/", pages.condition_detail, name="condition_detail"),
    path("treatments/", pages.treatment_list, name="treatment_list"),
    path("treatments/<slug:slug>/", pages.treatment_detail, name="treatment_detail"),
    path("articles/", pages.article_list, name="article_list"),
    path("articles/<slug:slug>/", pages.article_detail, name="article_detail"),
    path("questions/", reference.faq_list, name="faq_list"),
    path("glossary/", reference.glossary, name="glossary"),
    path("people/<slug:slug>/", reference.person_detail, name="person_detail"),
    path("about/<slug:slug>/", reference.policy_detail, name="policy_detail"),
    path("clinics/", clinics.clinic_list, name="clinic_list"),
    path("clinics/<slug:slug>/", clinics.clinic_detail, name="clinic_detail"),
    re_path(r"^media/(?P<name>[0-9a-f]{32}-[0-9]{1,4}\.(?:avif|webp|jpg|png))$", media.media, name="media"),
]
