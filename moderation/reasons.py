"""Why something is reported or hidden: a category for everyone, canned words to send."""

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Reason(models.TextChoices):
    """The categories of reports, acts and the public log."""

    FRAUD = "fraud", _("Fraud, or a trick to get money")
    ABUSE = "abuse", _("Insults, threats or hate")
    PRIVATE = "private", _("Someone's number, address or picture without asking")
    STOLEN = "stolen", _("My picture or words, taken without asking")
    SPAM = "spam", _("Advertising, or the same again and again")
    FALSE = "false", _("Wrong or made up")
    OTHER = "other", _("Something else")
    ASKED = "asked", _("Whoever is named in it asked")


#: What members choose from; guests report fraud alone.
FOR_MEMBERS = tuple(code for code in Reason if code != Reason.ASKED)
FOR_GUESTS = (Reason.FRAUD,)

#: What the author and the readers are told; the moderator changes it as she likes.
CANNED: dict[str, "str | Promise"] = {
    Reason.FRAUD: _("This looks like a trick to get money."),
    Reason.ABUSE: _("Nobody is insulted or threatened here."),
    Reason.PRIVATE: _("Numbers and addresses of others do not belong here."),
    Reason.STOLEN: _("Pictures and words of others need their consent."),
    Reason.SPAM: _("Advertising and repeating belong in the sellers' board."),
    Reason.FALSE: _("This is not true, or nobody can check it."),
    Reason.OTHER: _("This does not fit the rules of this place."),
    Reason.ASKED: _("Taken away at the wish of whoever is named in it."),
}
#: The same where nothing is wrong, by act.
CANNED_LEAVING: dict[str, "str | Promise"] = {
    "dismiss": _("We looked at it: it fits the rules."),
    "unhide": _("We looked at it: it fits the rules."),
    "approve": _("It fits the rules."),
    "lift": _("We looked again and take it back."),
    "look-through": _("Looked through."),
}


#: What screening held something for, by its code; each phase adds its own.
HELD_FOR: dict[str, "str | Promise"] = {}

#: What rooms write into cases by themselves, by its code, so that each reads it in her
#: own language.
SAID: dict[str, "str | Promise"] = {}


def said(words: str) -> "str | Promise":
    """Words of a case as their reader gets them: a sentence for a code of SAID, else
    what somebody typed."""
    return SAID.get(words, words)


def category(code: str) -> str:
    """The category of a machine's or a member's reason, for the public log."""
    return code if code in Reason.values else Reason.OTHER


def label(code: str) -> "str | Promise":
    """A category or a phase's code in words; empty for another one."""
    return Reason(code).label if code in Reason.values else HELD_FOR.get(code, "")


def canned(code: str) -> "str | Promise":
    """The words that a moderator can send as they are."""
    return CANNED[Reason(category(code))]


def canned_leaving(action: str) -> "str | Promise":
    """The same for an act that leaves the thing as it is."""
    return CANNED_LEAVING[action]
