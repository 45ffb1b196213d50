"""The floor: one bare Django view that answers "hello", nothing else installed."""

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import path

settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["*"], SECRET_KEY="b" * 50)


def hello(request: HttpRequest) -> HttpResponse:
    """Answer five bytes."""
    return HttpResponse("hello")


urlpatterns = [path("", hello)]
application = get_wsgi_application()
