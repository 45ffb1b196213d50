import pytest

from tools import lint_templates


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        ("<script>go()</script>", "an inline script; put it into theme/js"),
        ("<style>a{}</style>", "an inline style sheet; put it into theme/css"),
        ('<p style="a">', "a style attribute; give it a class"),
        ('<p class="a" onclick="b">', "an on… attribute; hang it on data-…"),
        ('<img src="https://x.org/a" alt="">', "something from another host"),
        ('<link href="//x.org/a.css">', "something from another host"),
        ("{{ body|safe }}", "|safe; make it safe where it is made"),
        (
            "{% blocktranslate %}a{% endblocktranslate %}",
            "a blocktranslate without trimmed",
        ),
        (
            '{{ day|date:"j F" }}',
            "Django's own way with numbers and dates; use the filters of words",
        ),
        (
            '<form class="a" method="post"></form>',
            "a form that posts without {% csrf_token %}",
        ),
        (
            "{{ thread.post_count }}",
            "{{ thread.post_count }} without |digits or |number",
        ),
        (
            "{{ forloop.counter }}",
            "{{ forloop.counter }} without |digits or |number",
        ),
        ("<p>Good day</p>", "words outside a translation tag: Good day"),
        (
            "<p>হ্যালো</p>",
            "words outside a translation tag: হ্যালো",
        ),
        (
            '<input placeholder="Your name">',
            "words outside a translation tag: Your name",
        ),
    ],
)
def test_lint_names_the_line_and_the_fault(source, sentence):
    assert lint_templates.faults(f"{{# Fine #}}\n{source}\n") == [(2, sentence)]


@pytest.mark.parametrize(
    "source",
    [
        '<script type="module" src="/static/a.js"></script>',
        '<script type="application/ld+json">{"a": 1}</script>',
        '<a href="https://example.org/">{% translate "Read" %}</a>',
        "{% blocktranslate trimmed %}a{% endblocktranslate %}",
        "{% blocktranslate count n=x with y=x|number trimmed %}{{ y }} a{% plural %}b"
        "{% endblocktranslate %}",
        '<form method="get" action="/"></form>',
        '<form method="post">{% csrf_token %}</form>',
        '<b data-count="{{ thread.post_count }}">{{ thread.post_count|number }}</b>',
        '<p title="{% translate "Read" %}">· &nbsp; … {{ name }}</p>',
        '<meta name="viewport" content="width=device-width">',
    ],
)
def test_lint_lets_pass_what_is_right(source):
    assert lint_templates.faults(source) == []


def test_our_templates_pass():
    found = [
        (path.name, fault)
        for path in lint_templates.templates()
        for fault in lint_templates.faults(path.read_text())
    ]

    assert found == []
