"""Addresses of `verification`."""

from django.urls import URLPattern, path

import sellers.urls  # noqa: F401 - registers the converter of their slugs
from verification.views import codes, deciding, letters, own, tokens

app_name = "verification"
urlpatterns: list[URLPattern] = [
    path("sellers/contacts/<int:pk>/confirm/", codes.number, name="number"),
    path("sellers/codes/<int:pk>/", codes.code, name="code"),
    path("sellers/<seller:slug>/verify/phone/", codes.phone, name="phone"),
    path("sellers/<seller:slug>/verify/payout-code/", codes.payout, name="payout"),
    path("sellers/<seller:slug>/verify/page/", tokens.pages, name="page"),
    path("sellers/contacts/<int:pk>/token/", tokens.token, name="token"),
    path("sellers/<seller:slug>/verify/address/", letters.addresses, name="address"),
    path("sellers/contacts/<int:pk>/letter/", letters.letter, name="letter"),
    path("sellers/verify/", own.mine, name="mine"),
    path("sellers/<seller:slug>/verify/", own.own, name="own"),
    path(
        "sellers/<seller:slug>/verify/<int:pk>/withdraw/", own.withdraw, name="withdraw"
    ),
    path("sellers/<seller:slug>/verify/<slug:kind>/", own.ask, name="ask"),
    path("moderation/verification/", deciding.queue, name="queue"),
    path("moderation/verification/letters/", letters.to_post, name="letters"),
    path(
        "moderation/verification/letters/<int:pk>/",
        letters.print_letter,
        name="print-letter",
    ),
    path("moderation/verification/<int:pk>/", deciding.case, name="case"),
    path(
        "moderation/verification/evidence/<slug:name>/",
        deciding.evidence,
        name="evidence",
    ),
    path(
        "moderation/verification/<int:pk>/<slug:step>/", deciding.decide, name="decide"
    ),
]
