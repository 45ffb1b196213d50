"""What members write, cleaned at the door; each complaint says what to do."""

import re
import uuid
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from core import markup, phones, text
from forum.models import (
    LONGEST_BODY,
    LONGEST_TAG,
    MOST_TAGS,
    SHORTEST_TAG,
    Board,
    Post,
    Thread,
    key_of,
)
from photos.choosing import Chooser

LONGEST_TITLE = 150
MOST_MENTIONS = 10


def spoken(number: int) -> str:
    """A number in the reader's digits."""
    return text.number(number, get_language() or "bn")


class WordsField(forms.CharField):
    """Text of members: normalised, never blank, its length said where it is too long.

    What was typed stays in the box, so no length is cut and NUL is no error.
    """

    def __init__(self, *, longest: int, lines: bool = True, **options: Any) -> None:
        super().__init__(strip=False, **options)
        self.longest, self.lines = longest, lines
        # Our own cleaning takes control characters out; Django's would refuse them.
        self.validators = []

    def to_python(self, value: Any) -> str:
        typed = super().to_python(value) or ""
        return text.normalise(typed) if self.lines else text.normalise_line(typed)

    def validate(self, value: str) -> None:
        if text.is_blank(value):
            if not self.required:
                return
            raise ValidationError(_("Write something first."), code="blank")
        if len(value) > self.longest:
            raise ValidationError(
                _(
                    "This has %(length)s characters and %(longest)s fit. "
                    "Make it a little shorter or send it in two parts."
                )
                % {"length": spoken(len(value)), "longest": spoken(self.longest)},
                code="long",
            )


class KeyField(forms.UUIDField):
    """The key under which one text is taken once; missing or wrong, it is drawn anew."""

    widget = forms.HiddenInput

    default_error_messages = {
        "required": gettext_lazy("Please send it once more; your words are here."),
        "invalid": gettext_lazy("Please send it once more; your words are here."),
    }


class BodyField(WordsField):
    """What members write to each other; it speaks to so many of them at most."""

    def validate(self, value: str) -> None:
        super().validate(value)
        if value.count("@") <= MOST_MENTIONS:
            return
        mentions = {text.fold(each) for each in markup.compile(value).mentions}
        if len(mentions) > MOST_MENTIONS:
            raise ValidationError(
                _(
                    "This speaks to %(count)s people by @ and %(most)s is the most. "
                    "Leave some out: everyone here reads it anyway."
                )
                % {"count": spoken(len(mentions)), "most": spoken(MOST_MENTIONS)},
                code="mentions",
            )


def body_field(label: Any, rows: int = 4, hint: Any = "") -> BodyField:
    """A box for a body; `hint` stands in it while it is empty."""
    return BodyField(
        longest=LONGEST_BODY,
        label=label,
        widget=forms.Textarea(attrs={"rows": rows, "placeholder": hint}),
    )


class ShownAgain(forms.Form):
    """A form whose complaints are ours, not the browser's."""

    def __init__(self, *args: Any, **options: Any) -> None:
        options.setdefault("use_required_attribute", False)
        super().__init__(*args, **options)
        self.photos = Chooser()

    def put(self, name: str, value: str) -> None:
        """Have the form, shown again, carry `value` in a field."""
        self.data = self.data.copy()  # type: ignore[attr-defined]
        self.data[name] = value  # type: ignore[index]


class KeyedForm(ShownAgain):
    """A form that carries a client key; `afresh` gives it back to be sent again."""

    client_key = KeyField()

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.initial.setdefault("client_key", uuid.uuid4())

    def afresh(self) -> None:
        """Put a new key under what was typed."""
        self.put("client_key", str(uuid.uuid4()))

    def sentence(self) -> str:
        """The first complaint, for an answer that has room for one."""
        said = [str(each[0]) for each in self.errors.values()]
        return next(iter([*said, *self.photos.complaints]), "")


class PostForm(KeyedForm):
    """A comment, or a reply when `parent` names a post."""

    body = body_field(gettext_lazy("Your comment"), hint=gettext_lazy("Write here…"))
    parent = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, thread: Thread, member: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.thread, self.member = thread, member
        self.fields["parent"].validators = []

    def clean_parent(self) -> Post | None:
        """The post that is answered, as far as she may read it."""
        typed = self.cleaned_data["parent"]
        if not typed:
            return None
        posts = Post.objects.visible_to(self.member).select_related("parent")
        known = typed.isascii() and typed.isdigit() and len(typed) <= 18
        post = (
            posts.filter(pk=int(typed), thread=self.thread).first() if known else None
        )
        if post is None:
            raise ValidationError(parent_gone(), code="parent")
        return post


def parent_gone() -> str:
    """What she reads when the comment she answers is not there any more."""
    return _(
        "The comment you answer is not there any more. Your words are here: "
        "send them as a comment of their own."
    )


class TagsField(forms.CharField):
    """Tags typed in one line, between commas or else spaces; cleaned into a list."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            required=False,
            strip=False,
            label=gettext_lazy("Tags"),
            help_text=gettext_lazy("Up to 5 words, with commas between them."),
            **options,
        )
        self.validators = []

    def to_python(self, value: Any) -> list[str]:  # type: ignore[override]
        line = text.normalise_line((super().to_python(value) or "")[:1000])
        if phones.find(line):
            raise ValidationError(_("Leave the number out: everyone reads this."))
        parts = re.split("[,،;#।]", line) if re.search("[,،;।]", line) else line.split()
        tags: dict[str, str] = {}
        for part in parts:
            tags.setdefault(key_of(part), part.strip(" #"))
        tags.pop("", None)
        return list(tags.values())

    def validate(self, value: Any) -> None:
        if len(value) > MOST_TAGS:
            raise ValidationError(
                _("These are more than 5 tags. Keep those that fit best.")
            )
        for tag in value:
            if not SHORTEST_TAG <= len(tag) <= LONGEST_TAG:
                raise ValidationError(
                    _("A tag has 2 to 30 letters: “%(tag)s” does not fit.")
                    % {"tag": text.shorten(tag, 40)}
                )

    @staticmethod
    def typed(names: list[list[str]]) -> str:
        """How tags that are there stand in the box."""
        return ", ".join(name for _slug, name in names)


class BoardChoice(forms.ModelChoiceField):
    """One of the boards, under its name in the reader's language."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", gettext_lazy("Board"))
        options.setdefault("empty_label", None)
        sentence = gettext_lazy("Choose one of the boards.")
        errors = {"required": sentence, "invalid_choice": sentence}
        super().__init__(Board.objects.all(), error_messages=errors, **options)

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.name)


class TagsForm(ShownAgain):
    """The tags of a thread; moderators may say why they change them."""

    tags = TagsField()
    reason = WordsField(
        longest=300, lines=False, required=False, label=gettext_lazy("Reason")
    )


class ThreadForm(KeyedForm):
    """A new thread: a title and what she wants to say; `board` None lets her choose.

    `looked` says that she has seen which threads are like hers.
    """

    title = WordsField(
        longest=LONGEST_TITLE,
        lines=False,
        label=gettext_lazy("Title"),
        help_text=gettext_lazy("One line, so that others know what it is about."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    body = body_field(gettext_lazy("What you want to say"), rows=8)
    tags = TagsField()
    board = BoardChoice(
        to_field_name="slug", empty_label=gettext_lazy("Choose a board")
    )
    looked = forms.BooleanField(required=False, widget=forms.HiddenInput)
    field_order = ["board", "title", "body", "tags", "looked", "client_key"]

    def __init__(self, *args: Any, chosen: Board | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        if chosen is not None:
            del self.fields["board"]


class BoardForm(ShownAgain):
    """A board in both languages."""

    name_bn = WordsField(longest=40, lines=False, label=gettext_lazy("Name in Bangla"))
    name_en = WordsField(longest=40, lines=False, label=gettext_lazy("Name in English"))
    about_bn = WordsField(
        longest=200,
        lines=False,
        required=False,
        label=gettext_lazy("What it is for, in Bangla"),
    )
    about_en = WordsField(
        longest=200,
        lines=False,
        required=False,
        label=gettext_lazy("What it is for, in English"),
    )

    @classmethod
    def of(cls, board: Board) -> dict[str, str]:
        """What a board says now."""
        return {name: getattr(board, name) for name in cls.base_fields}

    def clean(self) -> dict[str, Any]:
        """Names and words of boards are seen by everyone: no numbers in them."""
        for name, value in list(self.cleaned_data.items()):
            if phones.find(value):
                self.add_error(name, _("Leave the number out: everyone reads this."))
        return self.cleaned_data


class EditForm(ShownAgain):
    """An author's new words, and the words (`basis`, their hash) they began with."""

    body = body_field(gettext_lazy("Your comment"), rows=8)
    basis = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["basis"].validators = []


LONGEST_REASON = 300


def reason_field() -> WordsField:
    """Why a moderator does it; everyone reads it in the thread."""
    return WordsField(
        longest=LONGEST_REASON,
        lines=False,
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy(
            "Everyone reads it in the discussion, so name nobody in it."
        ),
    )


class ReasonForm(ShownAgain):
    """Closing and opening again: only why."""

    reason = reason_field()


class MoveForm(ReasonForm):
    """Another board for a thread."""

    board = BoardChoice()
    field_order = ["board", "reason"]


class RetitleForm(ReasonForm):
    """A better title for a thread."""

    title = WordsField(
        longest=LONGEST_TITLE,
        lines=False,
        label=gettext_lazy("Title"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    field_order = ["title", "reason"]


class SplitForm(MoveForm):
    """A thread of its own for some comments."""

    title = WordsField(
        longest=LONGEST_TITLE,
        lines=False,
        label=gettext_lazy("Title"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    field_order = ["title", "board", "reason"]


class ThreadAddressField(forms.Field):
    """A thread, by its address here or that of a comment in it, or by its number."""

    widget = forms.TextInput
    _PATH = re.compile(r"^/(?P<kind>[tp])/(?P<id>[0-9]{1,18})/", re.ASCII)

    def to_python(self, value: Any) -> Thread | None:
        typed = text.to_ascii_digits(text.normalise_line(str(value or ""))).strip()
        if not typed:
            return None
        found = self._found(typed)
        if found is None:
            raise ValidationError(
                _("No discussion has this address. Open it and copy its address."),
                code="unknown",
            )
        return found

    def _found(self, typed: str) -> Thread | None:
        threads = Thread.objects.filter(merged_into=None)
        if typed.isascii() and typed.isdigit():
            return threads.filter(pk=int(typed)).first() if len(typed) < 19 else None
        try:
            path = urlsplit(typed).path
        except ValueError:
            return None
        if match := self._PATH.match(path):
            key = "pk" if match["kind"] == "t" else "posts__pk"
            return threads.filter(**{key: int(match["id"])}).first()
        return threads.filter(home_url=path).first() if path not in {"", "/"} else None


class MergeForm(ReasonForm):
    """The thread that this one becomes part of."""

    into = ThreadAddressField(
        label=gettext_lazy("Address of the other discussion"),
        help_text=gettext_lazy("Open it, copy its address and paste it here."),
        error_messages={"required": gettext_lazy("Say which discussion it goes into.")},
    )
    field_order = ["into", "reason"]


class RestoreForm(forms.Form):
    """Which old words a moderator puts back, and why."""

    edit = forms.IntegerField(min_value=1, max_value=2**62)
    reason = WordsField(longest=LONGEST_REASON, lines=False)
