"""Addresses of `photos`."""

from django.urls import URLPattern, path, register_converter

from photos import views


class NameConverter:
    """The name of a photo: 32 hexadecimal digits."""

    regex = "[0-9a-f]{32}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(NameConverter, "photo")

app_name = "photos"
urlpatterns: list[URLPattern] = [
    path("", views.photo_upload, name="upload"),
    path("<photo:name>/", views.photo, name="photo"),
    path("<photo:name>/<int:side>.<str:kind>", views.photo_file, name="file"),
]
