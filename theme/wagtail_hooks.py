"""What the editors' side takes from us."""

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks


@hooks.register("insert_global_admin_css")
def bangla_letters() -> SafeString:
    """Link the stylesheet that brings our letters to Wagtail's pages."""
    return format_html('<link rel="stylesheet" href="{}">', static("theme/editors.css"))
