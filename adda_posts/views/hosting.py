"""x"""
from django.http import HttpRequest, HttpResponse
def adda_plan(request: HttpRequest, **k: object) -> HttpResponse: return HttpResponse()
def adda_manage(request: HttpRequest, **k: object) -> HttpResponse: return HttpResponse()
def adda_step(request: HttpRequest, **k: object) -> HttpResponse: return HttpResponse()
