"""Addresses of `sellers`."""

from django.urls import URLPattern, path, register_converter

from sellers.converters import SlugConverter
from sellers.views import contact, known, reading

register_converter(SlugConverter, "seller")

app_name = "sellers"
urlpatterns: list[URLPattern] = [
    path("", reading.seller_list, name="list"),
    path("contacts/", contact.contacts, name="contacts"),
    path("contacts/reveals/", contact.reveals, name="reveals"),
    path("contacts/asked/", contact.asked, name="asked"),
    path("contacts/asks/<int:pk>/", contact.ask_answer, name="ask"),
    path("contacts/<int:pk>/", contact.contact, name="contact"),
    path("contacts/<int:pk>/<slug:step>/", contact.contact_step, name="contact-step"),
    path("known/", known.known, name="known"),
    path("known/warn/", known.warn, name="warn"),
    path("known/warnings/", known.warnings, name="warnings"),
    path("known/warnings/<int:pk>/", known.warning, name="warning"),
    path("<seller:slug>/", reading.seller, name="seller"),
]
