"""Every address of the site: one include per app."""

from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("home.urls")),
    path("", include("profiles.urls")),
    path("adda/", include("adda_posts.urls")),
    path("", include("forum.urls")),
    path("search/", include("search.urls")),
    path("moderation/", include("moderation.urls")),
    # Both of these doors would pass by allauth, its limits and second factors.
    path("cms/login/", RedirectView.as_view(pattern_name="account_login")),
    path("cms/", include(wagtailadmin_urls)),
    path("cms-documents/", include(wagtaildocs_urls)),
    path("accounts/", include("allauth.urls")),
    path("pages/", include(wagtail_urls)),
]
handler400 = "home.views.bad_request"
handler403 = "home.views.permission_denied"
handler404 = "home.views.not_found"
handler500 = "home.views.server_error"
