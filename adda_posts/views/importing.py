"""x"""
from django.http import HttpRequest, HttpResponse
def import_list(request: HttpRequest, **k: object) -> HttpResponse: return HttpResponse()
def import_check(request: HttpRequest, **k: object) -> HttpResponse: return HttpResponse()
def import_step(request: HttpRequest, **k: object) -> HttpResponse: return HttpResponse()
