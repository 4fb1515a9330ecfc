"""Everything about accounts, below the staff prefix."""

from django.urls import path

from accounts.views import account, devices, passwords, people, sign_in

app_name = "accounts"
urlpatterns = [
    path("", account.start, name="start"),
    path("sign-in/", sign_in.sign_in, name="sign_in"),
    path("sign-in/second-step/", sign_in.second_step, name="second_step"),
    path("sign-out/", sign_in.sign_out, name="sign_out"),
    path("signed-out/", sign_in.signed_out, name="signed_out"),
    path("confirm/", sign_in.confirm, name="confirm"),
    path("welcome/", passwords.welcome, name="welcome"),
    path("welcome/second-step/", devices.first_device, name="first_device"),
    path("welcome/<str:token>/", passwords.welcome_link, name="welcome_link"),
    path("forgot/", passwords.forgot, name="forgot"),
    path("forgot/sent/", passwords.forgot_sent, name="forgot_sent"),
    path("new-password/", passwords.reset, name="reset"),
    path("new-password/<str:token>/", passwords.reset_link, name="reset_link"),
    path("account/", account.account, name="account"),
    path("account/password/", passwords.password, name="password"),
    path("account/devices/new/", devices.new_device, name="new_device"),
    path("account/devices/<int:pk>/remove/", devices.remove_device, name="remove_device"),
    path("account/recovery-codes/", devices.new_codes, name="new_codes"),
    path("account/sessions/<int:pk>/end/", account.end_session, name="end_session"),
    path("account/sessions/end-all/", account.end_all_sessions, name="end_all_sessions"),
    path("passkey/ask/", devices.passkey_ask, name="passkey_ask"),
    path("passkey/new/", devices.passkey_new, name="passkey_new"),
    path("session/", account.session_status, name="session_status"),
    path("session/stay/", account.stay, name="stay"),
    path("come-back/", account.come_back, name="come_back"),
    path("people/<int:pk>/new-link/", people.new_link, name="new_link"),
    path("events/", account.events, name="events"),
]
