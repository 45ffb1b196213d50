"""Addresses of `sellers`."""

from django.urls import URLPattern, path, register_converter

from sellers.converters import SlugConverter
from sellers.views import (
    contact,
    items,
    known,
    not_here,
    reading,
    reviewing,
    reviews,
    sections,
)

register_converter(SlugConverter, "seller")

app_name = "sellers"
urlpatterns: list[URLPattern] = [
    path("", reading.seller_list, name="list"),
    path("contacts/", contact.contacts, name="contacts"),
    path("contacts/reveals/", contact.reveals, name="reveals"),
    path("contacts/asked/", contact.asked, name="asked"),
    path("contacts/asks/<int:pk>/", contact.ask_answer, name="ask"),
    path("contacts/undo/<str:token>/", contact.contact_undo, name="contact-undo"),
    path("contacts/<int:pk>/", contact.contact, name="contact"),
    path("contacts/<int:pk>/<slug:step>/", contact.contact_step, name="contact-step"),
    path("known/", known.known, name="known"),
    path("known/warn/", known.warn, name="warn"),
    path("known/warnings/", known.warnings, name="warnings"),
    path("known/warnings/<int:pk>/", known.warning, name="warning"),
    path("start/", sections.start, name="start"),
    path("not-here/", not_here.not_here, name="not-here"),
    path("reviews/", reviewing.my_reviews, name="my-reviews"),
    path("reviews/<int:pk>/", reviews.review, name="review"),
    path("reviews/<int:pk>/proof/", reviewing.review_proof, name="review-proof"),
    path("reviews/<int:pk>/answer/", reviewing.review_answer, name="review-answer"),
    path("reviews/<int:pk>/update/", reviewing.review_update, name="review-update"),
    path("reviews/<int:pk>/contest/", reviewing.review_contest, name="review-contest"),
    path("reviews/<int:pk>/useful/", reviews.review_useful, name="review-useful"),
    path("reviews/<int:pk>/history/", reviews.review_history, name="review-history"),
    path("reviews/<int:pk>/share/", reviews.review_share, name="review-share"),
    path("<seller:slug>/", reading.seller, name="seller"),
    path("<seller:slug>/reviews/", reviews.review_list, name="reviews"),
    path("<seller:slug>/review/", reviewing.review_write, name="review-write"),
    path("<seller:slug>/claim/", not_here.claim, name="claim"),
    path("<seller:slug>/share/", reading.share, name="share"),
    path("<seller:slug>/show/", sections.show, name="show"),
    path("<seller:slug>/edit/", sections.edit, name="edit"),
    path("<seller:slug>/edit/<str:section>/", sections.section, name="section"),
    path("<seller:slug>/drafts/<str:key>/", sections.draft, name="draft"),
    path("<seller:slug>/items/new/", items.item_new, name="item-new"),
    path("<seller:slug>/items/<int:item_id>/", items.item_edit, name="item"),
    path(
        "<seller:slug>/items/<int:item_id>/<str:step>/",
        items.item_step,
        name="item-step",
    ),
]
