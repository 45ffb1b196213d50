"""Addresses of `profiles`; those of allauth are under /accounts/ too."""

from django.urls import URLPattern, path, register_converter
from django.views.generic import RedirectView

from profiles import (
    claim_pages,
    form_drafts,
    her_data,
    moderating,
    recovery,
    securing,
    views,
)
from profiles.converters import HandleConverter

register_converter(HandleConverter, "handle")

app_name = "profiles"
urlpatterns: list[URLPattern] = [
    path("members/<handle:handle>/", views.member, name="member"),
    path("members/<handle:handle>/moderate/", moderating.moderate, name="moderate"),
    path(
        "members/<handle:handle>/moderate/<slug:step>/",
        moderating.moderate_step,
        name="moderate-step",
    ),
    path("moderation/roles/", moderating.role_list, name="roles"),
    path("members/<handle:handle>/block/", views.block, name="block"),
    path("me/", views.me, name="me"),
    path("members/<handle:handle>/claim/", claim_pages.claim, name="claim"),
    path("me/names/", claim_pages.claims, name="claims"),
    path("me/data/", her_data.data, name="data"),
    path("me/data/<slug:token>/", her_data.download, name="data-file"),
    path("me/erase/", her_data.erase, name="erase"),
    path("me/erase/stay/", her_data.stay, name="stay"),
    path("me/typed/", form_drafts.form_draft, name="form-draft"),
    path(
        "me/typed/<int:pk>/drop/", form_drafts.form_draft_drop, name="form-draft-drop"
    ),
    path("me/blocked/", views.blocked, name="blocked"),
    path("me/security/", securing.security, name="security"),
    path(
        "me/security/sign-out-elsewhere/",
        securing.sign_out_elsewhere,
        name="sign-out-elsewhere",
    ),
    path(
        "me/security/sessions/<int:pk>/end/", securing.end_session, name="session-end"
    ),
    path(
        "me/security/recovery/<int:pk>/<slug:answer>/",
        securing.answer_recovery,
        name="recovery-answer",
    ),
    path("accounts/recover/", recovery.ask, name="recover"),
    path("accounts/recover/code/", recovery.take_code, name="recover-code"),
    path("accounts/recover/proof/", recovery.prove, name="recover-proof"),
    path("accounts/recover/finish/", recovery.finish, name="recover-finish"),
    path("accounts/number/<str:token>/", recovery.undo_number, name="number-undo"),
    path("accounts/mail/<str:token>/", recovery.undo_email, name="email-undo"),
    path("accounts/once-more/", securing.once_more, name="once-more"),
    path("accounts/second-factor/", securing.second_factor_door, name="second-factor"),
    # allauth's own lists; ours has everything on one page.
    path("accounts/2fa/", RedirectView.as_view(pattern_name="profiles:security")),
    path(
        "accounts/2fa/webauthn/",
        RedirectView.as_view(pattern_name="profiles:security"),
    ),
    path("accounts/signup/code/", views.sign_up_code, name="sign-up-code"),
    path("accounts/code/again/", views.code_again, name="code-again"),
    path("accounts/start-over/", views.start_over, name="start-over"),
]
