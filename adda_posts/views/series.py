"""x"""
from django.http import HttpRequest, HttpResponse
def series_manage(request: HttpRequest, **k: object) -> HttpResponse: return HttpResponse()
def series_new(request: HttpRequest, **k: object) -> HttpResponse: return HttpResponse()
def series_edit(request: HttpRequest, **k: object) -> HttpResponse: return HttpResponse()
