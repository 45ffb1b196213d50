"""Pictures. Editors' ones are Wagtail images; members' photos come with the boards."""

from django.db import models
from wagtail.images.models import AbstractImage, AbstractRendition, Image


class EditorImage(AbstractImage):
    """An image that an editor put on a page; empty so that it can grow fields later."""

    admin_form_fields = Image.admin_form_fields


class EditorRendition(AbstractRendition):
    """One size of an `EditorImage`."""

    image = models.ForeignKey(
        EditorImage, on_delete=models.CASCADE, related_name="renditions"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["image", "filter_spec", "focal_point_key"],
                name="one_rendition_per_filter",
            )
        ]
