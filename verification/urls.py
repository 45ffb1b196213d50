"""Addresses of `verification`."""

from django.urls import URLPattern, path

import sellers.urls  # noqa: F401 - registers the converter of their slugs
from verification.views import codes

app_name = "verification"
urlpatterns: list[URLPattern] = [
    path("sellers/contacts/<int:pk>/confirm/", codes.number, name="number"),
    path("sellers/codes/<int:pk>/", codes.code, name="code"),
    path("sellers/<seller:slug>/verify/phone/", codes.phone, name="phone"),
    path("sellers/<seller:slug>/verify/payout-code/", codes.payout, name="payout"),
]
