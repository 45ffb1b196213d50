"""Every component, in both languages: a Bangla page shows no ASCII digit."""

import datetime as dt
import re
from types import SimpleNamespace

import pytest
from django import forms
from django.core.exceptions import ImproperlyConfigured
from django.template import Context, Template
from django.utils import translation

from theme.icons import ICONS
from theme.templatetags.ui import BADGES, NOTICES


class WritingForm(forms.Form):
    name = forms.CharField(min_length=3, help_text="3")
    phone = forms.CharField(required=False)
    body = forms.CharField(widget=forms.Textarea)
    kind = forms.ChoiceField(widget=forms.RadioSelect, choices=[("a", "ক")])
    agreed = forms.BooleanField()


def render(source: str, language: str = "bn", **context: object) -> str:
    with translation.override(language):
        return Template("{% load i18n ui words %}" + source).render(Context(context))


def words(html: str) -> str:
    """What a person reads of it: text, and the labels that are read aloud."""
    spoken = re.findall(r'(?:aria-label|title|alt|placeholder)="([^"]*)"', html)
    return " ".join([re.sub(r"<[^>]*>", " ", html), *spoken])


def wrong_form() -> WritingForm:
    form = WritingForm({"name": "ক"})
    form.is_valid()
    return form


COMPONENTS = {
    "avatar": '{% avatar "নাজনীন" %}',
    "avatar with picture": '{% avatar "নাজনীন" picture="/media/1.jpg" size="l" %}',
    **{f"badge {kind}": f'{{% badge "{kind}" %}}' for kind in BADGES},
    "card": '{% card title=_("Help") tone="quiet" id="a" %}<p>ক</p>{% endcard %}',
    **{
        f"notice {n}": f'{{% notice "{n}" %}}<p>ক</p>{{% endnotice %}}' for n in NOTICES
    },
    "button": '{% button _("Search") icon="search" name="a" value="1" %}',
    "link button": '{% link_button _("Sign in") "/2/" icon="sign-in" %}',
    "empty": '{% empty _("Help") _("Help") url="/3/" action=_("Sign in") %}',
    "date block": "{% date_block date %}",
    "pager": '{% pager older="/?p=3" newer="/?p=1" %}',
    "field": "{% field form.name %}",
    "field not needed": "{% field form.phone %}",
    "field long": "{% field form.body %}",
    "field choice": "{% field form.kind %}",
    "field tick": "{% field form.agreed %}",
    "new divider": "{% new_divider 3 %}",
    "new divider without a number": "{% new_divider %}",
    "stitch": "{% stitch %}",
    "icon": '{% icon "search" label=_("Search") %}',
    "place": '{% place "/adda/" _("Adda") "adda" %}',
    "when": "{% when moment %}",
}


@pytest.mark.parametrize("source", COMPONENTS.values(), ids=COMPONENTS)
def test_component_speaks_the_language_of_the_page(source):
    context = {
        "date": dt.date(2026, 12, 5),
        "moment": dt.datetime(2026, 1, 2, 3, 4, tzinfo=dt.UTC),
        "form": wrong_form(),
    }

    bangla = render(source, "bn", **context)
    english = render(source, "en", **context)

    assert bangla.strip()
    assert english.strip()
    assert not re.search(r"[0-9]", words(bangla)), words(bangla)
    assert not re.search(r"[০-৯]", words(english)), words(english)
    assert not re.search(r"\sstyle=|\son\w+=|<script", bangla)


@pytest.mark.parametrize("kind", BADGES)
def test_badge_has_a_word_in_each_language(kind):
    source = f'{{% badge "{kind}" %}}'

    assert not re.search(r"[A-Za-z]", words(render(source, "bn")))
    assert re.search(r"[A-Z][a-z]", words(render(source, "en")))


def test_badge_takes_a_word_of_its_own():
    assert render('{% badge "leaf" label="চেনা" %}') == (
        '<span class="badge badge-leaf">চেনা</span>\n'
    )


@pytest.mark.parametrize("name", ICONS)
def test_icon_is_decoration_without_a_label(name):
    html = render(f'{{% icon "{name}" %}}')

    assert 'aria-hidden="true"' in html
    assert html.endswith("</svg>")


def test_icon_with_a_label_is_read_aloud():
    assert 'role="img" aria-label="&lt;খুঁজুন&gt;"' in render(
        '{% icon "search" label=word %}', word="<খুঁজুন>"
    )


def test_icon_that_is_not_drawn_is_an_error():
    with pytest.raises(ImproperlyConfigured, match="unicorn"):
        render('{% icon "unicorn" %}')


def test_avatar_shows_the_first_letter_with_its_sign():
    assert ">না</span>" in render('{% avatar "নাজনীন সুলতানা" %}')
    assert ">স্ব</span>" in render('{% avatar "স্বপ্না" %}')


def test_field_shows_error_beside_the_control_and_ties_them_together():
    html = render("{% field form.name %}", form=wrong_form())

    assert 'class="field field-wrong"' in html
    assert 'aria-invalid="true"' in html
    described = re.search(r'aria-describedby="([^"]+)"', html)
    assert described
    for name in described[1].split():
        assert f'id="{name}"' in html
    assert html.index("field-error") < html.index("<input")


def test_browser_says_nothing_in_its_own_language():
    class Form(forms.Form):
        name = forms.CharField()
        note = forms.CharField(required=False)
        mail = forms.EmailField()
        link = forms.URLField(assume_scheme="https")

    fields = [
        render(f"{{% field form.{name} %}}", form=Form()) for name in Form().fields
    ]

    for html in fields:
        assert " required" not in html
        assert 'type="text"' in html
    required = [' aria-required="true"' in html for html in fields]
    assert required == [True, False, True, True]
    assert 'inputmode="email"' in fields[2]
    assert 'inputmode="url"' in fields[3]
    assert "aria-required" not in render("{% field form.kind %}", form=WritingForm())


def test_page_opens_at_the_first_field_that_is_wrong():
    assert "autofocus" in render("{% field form.name %}", form=wrong_form())
    right = WritingForm({"name": "রহিমা"})
    assert "autofocus" not in render("{% field form.name %}", form=right)
    assert "autofocus" not in render("{% field form.name %}", form=WritingForm())


def test_field_escapes_what_was_typed():
    form = WritingForm({"name": '"><script>'})

    assert "<script" not in render("{% field form.name %}", form=form)


def test_pager_turns_round_for_a_thread():
    list_page = render('{% pager older="/o" newer="/n" %}', "en")
    thread_page = render('{% pager older="/o" newer="/n" newest_first=False %}', "en")

    assert re.findall(r'href="(\S+)" rel="(\w+)"', list_page) == [
        ("/n", "prev"),
        ("/o", "next"),
    ]
    assert re.findall(r'href="(\S+)" rel="(\w+)"', thread_page) == [
        ("/o", "prev"),
        ("/n", "next"),
    ]


def test_pager_of_one_page_is_nothing():
    assert render("{% pager %}").strip() == ""


def test_error_notice_is_announced():
    assert 'role="alert"' in render('{% notice "error" %}ক{% endnotice %}')
    assert "notice-caution" in render('{% notice "warning" %}ক{% endnotice %}')


@pytest.mark.parametrize(
    ("path", "current"),
    [("/boards/", True), ("/boards/help/", True), ("/t/4/x/", True), ("/", False)],
)
def test_place_knows_where_one_is(path, current):
    html = render(
        '{% place "/boards/" "ক" "boards" also="/t/" %}',
        request=SimpleNamespace(path=path),
    )

    assert ('aria-current="page"' in html) is current
