"""What a member reads when a photo is not taken."""

from django.utils.translation import gettext as _

from core import text
from photos.models import LARGEST_BYTES, MOST_PHOTOS
from theme.templatetags.words import reader_language


def sentence(code: str) -> str:
    """The sentence for a code of `PhotoRefused`."""
    megabytes = text.number(LARGEST_BYTES // (1024 * 1024), reader_language())
    sentences = {
        "heavy": _("This photo is too heavy: up to %(megabytes)s MB fit.")
        % {"megabytes": megabytes},
        "large": _("This picture is too large to open. Choose a smaller one."),
        "unknown": _(
            "This is no photo we can open. Choose one from your camera or gallery."
        ),
        "broken": _("This photo did not arrive whole. Choose it once more."),
        "empty": _("This photo did not arrive whole. Choose it once more."),
        "key": _("This photo did not arrive whole. Choose it once more."),
        "busy": _("Many photos are coming in just now. Try again in a moment."),
        "much": _("You have sent many photos today. Send this one tomorrow."),
    }
    return sentences[code]


def too_much() -> str:
    """What she reads when all that a form brings is too much at once."""
    return _(
        "This is too much for one go. Go back, where your words still are, and send "
        "fewer or smaller photos."
    )


def too_many() -> str:
    """What she reads when a post would have more photos than fit."""
    most = text.number(MOST_PHOTOS, reader_language())
    return _("%(most)s photos fit in one post.") % {"most": most}


def gone() -> str:
    """What she reads when a chosen photo cannot be shown."""
    return _(
        "One of the photos is not here any more, or stands in another post already. "
        "The others are still here; choose that one again if it should go too."
    )
