"""The kinds of facts that are checked about a seller, and what each means.

A `Kind` says in words what is checked, how, how long it holds, what is asked of her and
what is kept. `KINDS` holds them all. Those of `parts` are checked by staff, who look at
pictures (verification.views.asking is their form); every other kind has a way of its
own: a module of this room that calls the verbs of `Verification` and says where it
begins, from `VerificationConfig.ready`:

    kinds.begin("phone", "verification:phone")     # a page: (seller's slug)

A kind whose way is not there yet is not offered to her. The module's verbs are

    asked = Verification.ask(seller, "phone", by, contact=contact)
    asked.grant(None, method=Method.CODE)          # None: no person decided
    asked.refuse(None, Reason.CODE)
    asked.end(Why.WITHDRAWN)

and what it must remember of its own (a code, a token) are rows of its own that name the
`Verification`. Nothing else has to be done: reading, the card, marks, filters, expiry
and notices follow from the rows.

The key of a phone or payout number is `matching.of_phone(number)`, so that the same
number is found wherever it stands.

No models here: an AppConfig may import it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

YEAR = timedelta(days=365)


class Method(TextChoices):
    """How something was checked."""

    CODE = "code", _("by a code")
    LETTER = "letter", _("by a code in a letter")
    TOKEN = "token", _("by a word that she put there")
    STAFF = "staff", _("by a moderator")


@dataclass(frozen=True)
class Part:
    """One picture that is asked for."""

    name: str
    label: "str | Promise"
    is_needed: bool = True


@dataclass(frozen=True)
class Kind:
    """One kind of fact.

    `label` names it, `fact` is the line of the trust card, `mark` the word in lists.
    `says` are sentences for everyone, by method, with %(at)s and %(until)s; `unchecked`
    what is said where nobody checked it (empty: nothing). `asks` is what she has to do,
    `keeps` what is kept of it and for how long. `lasts` is how long it holds at most.
    `level` is the step it belongs to (see `levels`). `waits` is how long an ask is open
    (None: until staff decide). `is_one`: only one of them stands at a time; else one
    for each subject. `rests_on_name`: it ends with another name of the business.
    `runs_out`: the paper says until when. `parts` are pictures for staff.
    """

    name: str
    label: "str | Promise"
    fact: "str | Promise"
    mark: "str | Promise"
    asks: "str | Promise"
    keeps: "str | Promise"
    says: Mapping[str, "str | Promise"]
    level: int
    lasts: timedelta
    unchecked: "str | Promise" = ""
    waits: timedelta | None = None
    is_one: bool = True
    rests_on_name: bool = False
    runs_out: bool = False
    parts: tuple[Part, ...] = field(default=())

    @property
    def is_by_staff(self) -> bool:
        """Whether people decide about pictures."""
        return bool(self.parts)

    def slot(self, key: str) -> str:
        """What only one may stand of."""
        return "" if self.is_one else key


_PICTURES_KEPT = _(
    "We keep the last four digits and a fingerprint of the number that cannot be read "
    "back. The pictures lie encrypted, are seen by few, each look is written down, and "
    "30 days after the decision they are deleted."
)

PHONE = Kind(
    "phone",
    label=_("Mobile number"),
    fact=_("Number confirmed"),
    mark=_("Number"),
    asks=_("A code comes to the number; you write it here."),
    keeps=_("We keep that it was right, and when. The code itself is gone then."),
    says={
        Method.CODE: _(
            "A code sent to her number came back on %(at)s; it counts until %(until)s."
        ),
    },
    level=1,
    lasts=YEAR,
    waits=timedelta(days=1),
    is_one=False,
)
PAYOUT = Kind(
    "payout",
    label=_("Number to pay to"),
    fact=_("Payment number checked"),
    mark=_("Payment number"),
    asks=_(
        "Send a picture of the account's own page in the app, on which the name and "
        "the number stand."
    ),
    keeps=_PICTURES_KEPT,
    says={
        Method.CODE: _(
            "A code sent to the number she is paid at came back on %(at)s; it counts "
            "until %(until)s."
        ),
        Method.STAFF: _(
            "A moderator saw on %(at)s that the number she is paid at is in her name; "
            "it counts until %(until)s."
        ),
    },
    level=2,
    lasts=YEAR,
    is_one=False,
    parts=(Part("account", _("The account's page in the app")),),
)
IDENTITY = Kind(
    "identity",
    label=_("Identity"),
    fact=_("Identity checked"),
    mark=_("Identity"),
    asks=_(
        "Send a picture of your identity card, front and back, or of a passport or "
        "birth certificate."
    ),
    keeps=_PICTURES_KEPT,
    says={
        Method.STAFF: _(
            "A moderator saw her identity document on %(at)s; it counts until "
            "%(until)s."
        ),
    },
    unchecked=_("Who she is was not checked."),
    level=3,
    lasts=3 * YEAR,
    parts=(Part("front", _("The front")), Part("back", _("The back"), False)),
)
LICENCE = Kind(
    "licence",
    label=_("Trade licence"),
    fact=_("Trade licence seen"),
    mark=_("Licence"),
    asks=_("Send the number and a picture of your trade licence of this year."),
    keeps=_PICTURES_KEPT,
    says={
        Method.STAFF: _(
            "A moderator saw her trade licence on %(at)s; it counts until %(until)s."
        ),
    },
    level=4,
    lasts=YEAR,
    rests_on_name=True,
    runs_out=True,
    parts=(Part("paper", _("The licence")),),
)
DBID = Kind(
    "dbid",
    label=_("DBID registration"),
    fact=_("DBID found in the register"),
    mark=_("DBID"),
    asks=_("Send the number and a picture of your DBID certificate."),
    keeps=_PICTURES_KEPT,
    says={
        Method.STAFF: _(
            "A moderator found her DBID in the public register on %(at)s; it counts "
            "until %(until)s."
        ),
    },
    level=4,
    lasts=YEAR,
    rests_on_name=True,
    parts=(Part("paper", _("The certificate")),),
)
ADDRESS = Kind(
    "address",
    label=_("Street address"),
    fact=_("Address confirmed"),
    mark=_("Address"),
    asks=_("A letter with a code comes to the address; you write the code here."),
    keeps=_("We keep that it was right, and when."),
    says={
        Method.LETTER: _(
            "A code in a letter to her address came back on %(at)s; it counts until "
            "%(until)s."
        ),
    },
    unchecked=_("Her address was not checked."),
    level=4,
    lasts=YEAR,
    waits=timedelta(days=60),
    is_one=False,
)
PAGE = Kind(
    "page",
    label=_("Page elsewhere"),
    fact=_("Her page elsewhere is hers"),
    mark=_("Page"),
    asks=_("Put a word that we give you on your page; then we look for it there."),
    keeps=_("We keep that the word was there, and when."),
    says={
        Method.TOKEN: _(
            "A word that we gave her stood on her page elsewhere on %(at)s; it counts "
            "until %(until)s."
        ),
        Method.STAFF: _(
            "A moderator saw the word that we gave her on her page elsewhere on "
            "%(at)s; it counts until %(until)s."
        ),
    },
    level=0,
    lasts=YEAR,
    waits=timedelta(days=30),
    is_one=False,
)

KINDS: dict[str, Kind] = {
    kind.name: kind for kind in (PHONE, PAYOUT, IDENTITY, LICENCE, DBID, ADDRESS, PAGE)
}
#: Where other ways than pictures for staff begin: the label of the button, and the name
#: of an address that takes the seller's slug.
BEGINS: dict[str, "tuple[str | Promise, str]"] = {}


_BEGIN = _("Begin")


def begin(name: str, address: str, label: "str | Promise" = _BEGIN) -> None:
    """Offer a kind to sellers; its way begins at `address` (a URL's name)."""
    BEGINS[KINDS[name].name] = (label, address)


def get(name: str) -> Kind:
    """The kind of this name; raises KeyError for none."""
    return KINDS[name]
