"""Addresses of `sellers`."""

from django.urls import URLPattern, path, register_converter

from sellers.converters import SlugConverter
from sellers.views import reading

register_converter(SlugConverter, "seller")

app_name = "sellers"
urlpatterns: list[URLPattern] = [
    path("", reading.seller_list, name="list"),
    path("<seller:slug>/", reading.seller, name="seller"),
]
