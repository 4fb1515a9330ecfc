from django.conf import settings
from django.urls import include, path

from consultations.views import visitor

app_name = "consultations"
urlpatterns = [
    path("consultation/", visitor.request_form, name="request"),
    path("consultation/send/", visitor.send_request, name="send"),
    path("consultation/sent/<str:token>/", visitor.request_sent, name="sent"),
    path(f"{settings.STAFF_PREFIX}/desk/", include("consultations.urls_desk")),
]
