"""Addresses of `home`."""

from django.urls import URLPattern, path

from home import views

urlpatterns: list[URLPattern] = [
    path("", views.front, name="home"),
    path("about/", views.about, name="about"),
    path("media/images/<path:name>", views.picture, name="picture"),
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", views.sitemap, name="sitemap"),
    path("sitemap-<slug:name>.xml", views.sitemap_part, name="sitemap-part"),
    path("language/", views.language_switch, name="language-switch"),
]
