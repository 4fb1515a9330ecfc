from django.conf import settings
from django.urls import path
from django.views.generic import RedirectView

from consultations.views import visitor

app_name = "consultations"
urlpatterns = [
    path("consultation/", visitor.request_form, name="request"),
    path("consultation/send/", visitor.send_request, name="send"),
    path("consultation/sent/<str:token>/", visitor.request_sent, name="sent"),
    # A stand-in until the pages of the desk are there: mail leads to this address
    path(f"{settings.STAFF_PREFIX}/desk/", RedirectView.as_view(pattern_name="accounts:start"), name="desk"),
]
