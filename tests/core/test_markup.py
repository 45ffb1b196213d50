"""core.markup: what members write, as safe HTML, plain text, mentions, numbers."""

import random
import re
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest

from core import markup, phones

SEEDS = Path(__file__).resolve().parents[3] / "shared" / "seeds"
NUMBER = "+8801712345678"


def _html(source):
    return markup.compile(source).html


def _rendered(source, *, show_phones=False, language="bn", known=None):
    compiled = markup.compile(source)
    return markup.render(
        compiled.html,
        phones=compiled.phones,
        show_phones=show_phones,
        language=language,
        mention=(known or {}).get,
    )


# Paragraphs and lists


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("", ""),
        (" \n\t\u200b\n", ""),
        ("হ্যালো আপু", "<p>হ্যালো আপু</p>"),
        ("এক\r\nদুই\n\n\n\nতিন", "<p>এক<br>দুই</p><p>তিন</p>"),
        ("# শিরোনাম", "<p># শিরোনাম</p>"),
        ("![ছবি](x.png)", "<p>![ছবি](x.png)</p>"),
        ("`code` >:(", "<p>`code` &gt;:(</p>"),
        ("৳ ১৫,০০,০০০/- 😀🎉", "<p>৳ ১৫,০০,০০০/- 😀🎉</p>"),
        ("&amp; &lt;b&gt;", "<p>&amp;amp; &amp;lt;b&amp;gt;</p>"),
    ],
)
def test_paragraphs_are_escaped_text(source, html):
    assert _html(source) == html


@pytest.mark.parametrize("bullet", ["- ", "* ", "• ", "•", "★ ", "★"])
def test_bullets_make_a_list(bullet):
    source = f"আমার পণ্য:\n{bullet}জামদানি\n{bullet}কাতান\nধন্যবাদ"

    assert _html(source) == (
        "<p>আমার পণ্য:</p><ul><li>জামদানি</li><li>কাতান</li></ul><p>ধন্যবাদ</p>"
    )


def test_items_with_blank_lines_between_are_one_list():
    assert _html("- ক\n\n- খ\n\nশেষ") == "<ul><li>ক</li><li>খ</li></ul><p>শেষ</p>"


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("1. a\n2. b", '<ol start="1"><li>a</li><li>b</li></ol>'),
        ("3) a\n4) b", '<ol start="3"><li>a</li><li>b</li></ol>'),
        (
            "১.কাস্টমার সার্ভিস\n২.ফিডব্যাক",
            '<ol start="1" data-digits="bn"><li>কাস্টমার সার্ভিস</li><li>ফিডব্যাক</li></ol>',
        ),
        (
            "৯। ক\n১০। খ",
            '<ol start="9" data-digits="bn"><li>ক</li><li>খ</li></ol>',
        ),
        (
            "১. ৫০ টাকা\n২. ৬০ টাকা",
            '<ol start="1" data-digits="bn"><li>৫০ টাকা</li><li>৬০ টাকা</li></ol>',
        ),
    ],
)
def test_numbers_that_count_up_make_a_list(source, html):
    assert _html(source) == html


@pytest.mark.parametrize(
    "source",
    [
        "১. ক\n৩. খ",
        "১. ক\n১. খ",
        "১. ক\n2. খ",
        "১.৫ কেজি\n২.৫ কেজি",
        "2019. ক\n2020. খ",
        "১. একটাই",
        "- নিপা",
        "* শর্ত প্রযোজ্য",
        "★ অফার ★\n★ নতুন ★",
        "★★★★★ দারুণ\n★★★★ ভালো",
        "-ক\n-খ",
        "---\n---",
        "- \n- ",
    ],
)
def test_lines_that_are_no_list_stay_as_typed(source):
    shown = "<br>".join(line.strip() for line in source.split("\n"))

    assert _html(source) == f"<p>{shown}</p>"


def test_a_numbered_text_with_lines_between_keeps_its_numbers():
    source = "১.কাস্টমার সার্ভিস\nভালো ব্যবহার\n\n২.ফিডব্যাক\nখোঁজ নেওয়া"

    assert _html(source) == (
        "<p>১.কাস্টমার সার্ভিস<br>ভালো ব্যবহার</p><p>২.ফিডব্যাক<br>খোঁজ নেওয়া</p>"
    )


# Bold


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("**নতুন** শাড়ি", "<p><strong>নতুন</strong> শাড়ি</p>"),
        ("ক**খ**গ", "<p>ক<strong>খ</strong>গ</p>"),
        ("**এক\nদুই**", "<p><strong>এক<br>দুই</strong></p>"),
        ("**ক** **খ**", "<p><strong>ক</strong> <strong>খ</strong></p>"),
        ("**<b>**", "<p><strong>&lt;b&gt;</strong></p>"),
        ("** না **", "<p>** না **</p>"),
        ("**খোলা", "<p>**খোলা</p>"),
        ("২ ** ৩", "<p>২ ** ৩</p>"),
        ("****", "<p>****</p>"),
        ("***তারা***", "<p>***তারা***</p>"),
        ("**ক\n\nখ**", "<p>**ক</p><p>খ**</p>"),
    ],
)
def test_bold(source, html):
    assert _html(source) == html


# Links


def _a(href, shown):
    return f'<a href="{href}" rel="nofollow ugc">{shown}</a>'


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("[দোকান](https://a.com/x)", _a("https://a.com/x", "দোকান")),
        ("[a](http://a.com/?x=1&y=2)", _a("http://a.com/?x=1&amp;y=2", "a")),
        ("[a](https://a.com/b_(c))", _a("https://a.com/b_(c)", "a")),
        ("https://a.com/", _a("https://a.com/", "a.com")),
        ("HTTPS://A.com/x", _a("HTTPS://A.com/x", "A.com/x")),
        ("https://www.a.com/x।", _a("https://www.a.com/x", "a.com/x") + "।"),
        ("(https://a.com/x).", f"({_a('https://a.com/x', 'a.com/x')})."),
        ("https://a.com/b_(c),", _a("https://a.com/b_(c)", "a.com/b_(c)") + ","),
        ("“https://a.com/x”", f"“{_a('https://a.com/x', 'a.com/x')}”"),
        ("**https://a.com/x**", f"<strong>{_a('https://a.com/x', 'a.com/x')}</strong>"),
        (
            "https://a.com/আড্ডা-পোস্ট/",
            _a("https://a.com/আড্ডা-পোস্ট/", "a.com/আড্ডা-পোস্ট"),
        ),
        (
            "https://a.com/%E0%A6%86%E0%A6%AE",
            _a("https://a.com/%E0%A6%86%E0%A6%AE", "a.com/আম"),
        ),
    ],
)
def test_links_lead_out_without_our_blessing(source, html):
    assert _html(source) == f"<p>{html}</p>"


def test_a_long_link_is_shown_short():
    url = "https://example.com/" + "long/" * 30

    html = _html(url)

    assert f'href="{url}"' in html
    shown = re.search(">([^<]+)</a>", html)[1]
    assert shown.startswith("example.com/long/")
    assert shown.endswith("…")
    assert len(shown) <= 48


@pytest.mark.parametrize(
    "source",
    [
        "[a](javascript:alert(1))",
        "[a](data:text/html,x)",
        "[a](//evil.com)",
        "[a](/account/)",
        "[](https-a)",
        "javascript:alert(1)",
        "ftp://a.com/x www.a.com mailto:a@b.com",
        "https://user:pw@evil.com/",
        "https://[::1 http:// https://",
        "https://localhost/ https://-a.com https://.a.com https://১২৩",
        "https://",
    ],
)
def test_other_addresses_stay_text(source):
    assert "<a" not in _html(source)
    assert unescape(re.sub("<[^>]+>", "", _html(source))) == source


def test_a_label_may_not_name_another_address():
    html = _html("[https://bkash.com](https://evil.com/x)")

    assert html == (
        f"<p>[https://bkash.com]({_a('https://evil.com/x', 'evil.com/x')})</p>"
    )


# Mentions


@pytest.mark.parametrize(
    ("source", "handles"),
    [
        ("@নিপা আপু", ["নিপা"]),
        ("@rahima_1, @rahima_1 আর @শিলা।", ["rahima_1", "শিলা"]),
        ("@nipaকে ধন্যবাদ", ["nipa"]),
        ("(@nipa.khan.)", ["nipa.khan"]),
        ("ধন্যবাদ@নিপা", ["নিপা"]),
        ("**@নিপা**", ["নিপা"]),
        ("- @নিপা\n- @শিলা", ["নিপা", "শিলা"]),
        ("a@example.com @ab @@x @ @১২৩ @" + "a" * 31, []),
        ("https://a.com/@nipa", []),
        ("[@nipa](https://a.com/)", []),
    ],
)
def test_mentions_are_handles(source, handles):
    compiled = markup.compile(source)

    assert compiled.mentions == handles
    found = re.findall('data-handle="([^"]+)"', compiled.html)
    assert list(dict.fromkeys(found)) == handles


def test_render_fills_mentions_and_leaves_strangers_as_text():
    known = {"নিপা": markup.Mention("/@নিপা/?a=1&b=2", "নিপা <b> 01712345678")}

    html = _rendered("@নিপা @শিলা", known=known)

    assert html == (
        '<p><a class="mention" href="/@নিপা/?a=1&amp;b=2">'
        "@নিপা &lt;b&gt; 017••••••78</a> @শিলা</p>"
    )


# Phone numbers


@pytest.mark.parametrize(
    "source",
    [
        "কল ০১৭১২৩৪৫৬৭৮ করুন",
        "call01712345678করুন",
        "**01712-345678**",
        "- শাড়ি\n- ০১৭১২ ৩৪৫৬৭৮",
        "১. ০১৭১২৩৪৫৬৭৮\n২. শাড়ি",
        "https://wa.me/8801712345678",
        "[হোয়াটসঅ্যাপ](https://wa.me/8801712345678)",
        "[০১৭১২৩৪৫৬৭৮](https://a.com/)",
        "@nipa01712345678",
        "<01712345678>",
        "[0171\u200b2](345678)",
        "017**12**345678",
        "a@b.com,01712345678",
    ],
)
def test_numbers_are_in_neither_html_nor_text(source):
    compiled = markup.compile(source)

    assert compiled.phones == [NUMBER]
    assert compiled.html.count('<x-phone data-n="0"></x-phone>') == 1
    for public in (compiled.html, compiled.text, _rendered(source)):
        assert phones.find(unescape(public)) == []
        assert "345678" not in public
        assert "৩৪৫৬৭৮" not in public
    assert "wa.me" not in "".join(re.findall('href="([^"]*)"', compiled.html))


@pytest.mark.parametrize(
    "source",
    [
        "https://a.com/?q=%30%31%37%31%32%33%34%35%36%37%38",
        "[a](https://a.com/?q=%30171234567%38)",
    ],
)
def test_a_number_hidden_in_a_links_escapes_is_not_shown(source):
    compiled = markup.compile(source)

    assert "<a" not in compiled.html
    assert "%3" not in compiled.html + compiled.text


def test_marks_that_would_join_a_number_stay_as_typed():
    compiled = markup.compile("[01712](https://a.com/)345678")

    assert compiled.html == "<p>[01712](https://a.com/)345678</p>"
    assert phones.find(compiled.text) == []


def test_render_masks_numbers_or_shows_them():
    source = "ফোন 01712345678, ০২-৫৫৬৬৩০০১"

    assert _rendered(source) == (
        '<p>ফোন <span class="phone" data-n="0">০১৭••••••৭৮</span>, '
        '<span class="phone" data-n="1">০২৫•••••০১</span></p>'
    )
    assert _rendered(source, language="en").count("017••••••78") == 1
    assert ">০১৭১২৩৪৫৬৭৮<" in _rendered(source, show_phones=True)
    assert ">01712345678<" in _rendered(source, show_phones=True, language="en")


def test_render_without_the_numbers_shows_none():
    html = markup.compile("01712345678").html

    shown = markup.render(
        html, phones=[], show_phones=True, language="bn", mention={}.get
    )

    assert shown == '<p><span class="phone" data-n="0">••••••</span></p>'


def test_render_text_masks_unless_told_otherwise():
    compiled = markup.compile("ফোন **01712345678** আপু")

    masked = markup.render_text(compiled.text, phones=compiled.phones, language="bn")
    shown = markup.render_text(
        compiled.text, phones=compiled.phones, language="en", show_phones=True
    )

    assert masked == "ফোন ০১৭••••••৭৮ আপু"
    assert shown == "ফোন 01712345678 আপু"


def test_short_codes_prices_and_dates_stay():
    source = "৯৯৯, 16247, ১৫,০০,০০০/-, ২১/১২/২০১৯"

    assert _rendered(source) == f"<p>{source}</p>"


def test_a_typed_private_character_is_no_number():
    compiled = markup.compile("01712345678 \U000f0000\U000f0005\U0010fffd")

    assert compiled.html == '<p><x-phone data-n="0"></x-phone></p>'


def test_rendering_twice_changes_nothing():
    known = {"নিপা": ("/m/", '<x-phone data-n="0"></x-phone>')}
    source = '@নিপা 01712345678 <x-phone data-n="0"></x-phone> @শিলা https://a.com'

    once = _rendered(source, known=known)
    twice = markup.render(
        once, phones=[NUMBER], show_phones=True, language="en", mention=known.get
    )

    assert twice == once
    assert once.count("০১৭••••••৭৮") == 1


# Plain text


def test_text_is_what_was_typed_without_the_marks():
    compiled = markup.compile(
        "**নতুন** [দোকান](https://a.com/x)\n\n১. ক\n\n২. @নিপা\n- গ\n- ঘ https://b.com"
    )

    assert compiled.text == ("নতুন দোকান\n\n১. ক\n২. @নিপা\n\n- গ\n- ঘ https://b.com")


def test_excerpt_is_one_line_cut_at_a_word():
    compiled = markup.compile("কাস্টমার সার্ভিস\n\nসব সময় ভালো রাখতে হবে")

    assert markup.excerpt(compiled.text, 25) == "কাস্টমার সার্ভিস সব সময়…"


# Safety


ALLOWED = {
    *{"p", "br", "ul", "ol", "li", "strong", "a", "blockquote", "span"},
    *{"x-phone", "x-mention", "x-quote"},
}


class _Reader(HTMLParser):
    """Collects what a browser would see as elements."""

    def __init__(self):
        super().__init__()
        self.bad = []

    def handle_starttag(self, tag, attrs):
        if tag not in ALLOWED:
            self.bad.append(tag)
        for name, value in attrs:
            if name not in {"href", "rel", "start", "class"} and name[:5] != "data-":
                self.bad.append(name)
            if name == "href" and not re.match("https?://", value, re.IGNORECASE):
                self.bad.append(value)

    def handle_comment(self, data):
        self.bad.append(data)


def _bad(html):
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.bad


ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<a href='javascript:alert(1)'>x</a>",
    '<iframe src="https://evil.com"></iframe>',
    "<!-- --><style>*{display:none}</style>",
    "</p></div><script>alert(1)</script>",
    '<x-phone data-n="0" onclick=alert(1)></x-phone>',
    '<x-mention data-handle="&quot;><script>"></x-mention>',
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\nscript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    '[x](https://a.com/" onmouseover="alert(1))',
    "[x](https://a.com/'onmouseover='alert(1))",
    '[x](https://a.com/"><script>alert(1)</script>)',
    "[<img src=x onerror=alert(1)>](https://a.com)",
    "[**<b>**](https://a.com)",
    '[a](https://a.com/[b](https://b.com/"onclick=alert(1)))',
    'https://a.com/"onmouseover=alert(1)//',
    "https://a.com/'><img src=x>",
    "https://a.com/<script>alert(1)</script>",
    "https://a.com\\@evil.com/",
    "https://a.com/`alert(1)`",
    "https://a.com/&quot;onclick=alert(1)",
    "https://a.com/?x=&#x22;onclick=alert(1)",
    "**<script>**alert(1)**</script>**",
    "**[x](https://a.com/**)**",
    "- <script>\n- </script>",
    "1. <b>\n2. </b>",
    "@<script>",
    '@nipa"onclick=alert(1)',
    "@nipa<img src=x>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;",
    "\x00<scr\x00ipt>alert(1)</scr\x00ipt>",
    "<scr\u200bipt>alert(1)</script>",
    "＜script＞alert(1)＜/script＞",
    "<<script>script>alert(1)</script>",
    '"><svg onload=alert(1)>',
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?xml version='1.0'?><script>alert(1)</script>",
    "{{ 7*7 }} {% load x %} ${7*7}",
]


@pytest.mark.parametrize("attack", ATTACKS)
def test_attacks_come_out_as_text(attack):
    compiled = markup.compile(attack)

    assert _bad(compiled.html) == []
    assert _bad(_rendered(attack)) == []
    assert "<script" not in compiled.html.lower()


PIECES = [
    *"*[]()<>@#-•★'\"`&;:/\\!._ \nক্ািaA",
    "**",
    "[x](",
    "https://a.com/",
    "http://",
    "\n\n",
    "\n- ",
    "\n১. ",
    "@নিপা",
    "@nipa_k",
    "01712345678",
    "&quot;",
    "<a href=",
    "<x-phone data-n=",
    "\u200b",
    "\U000f0000",
]


def _odd_sources(count):
    rng = random.Random(7)
    for _ in range(count):
        yield "".join(rng.choices(PIECES, k=rng.randint(1, 30)))


def test_odd_sources_are_safe_before_the_second_wall(monkeypatch):
    wall = markup._second_wall
    monkeypatch.setattr(markup, "_second_wall", lambda html: html)
    for source in _odd_sources(1500):
        html = _html(source)
        assert _bad(html) == [], ascii(source)
        elements = re.findall("</?[a-z-]+", html)
        assert re.findall("</?[a-z-]+", wall(html)) == elements, ascii(source)


def test_odd_sources_show_no_number():
    for source in _odd_sources(1500):
        compiled = markup.compile(source)
        assert phones.find(compiled.text) == [], ascii(source)
        shown = re.sub("</?(strong|a|li)[^>]*>", "", compiled.html)
        assert "345678" not in shown, ascii(source)
        assert compiled.html.count("<x-phone") == len(compiled.phones), ascii(source)


BOMBS = [
    "[",
    "]",
    "(",
    "@",
    "*",
    "**",
    "**a",
    "** ",
    "- ",
    "- - ",
    "- a\n",
    "- a\n\n",
    "১. ক\n২. খ\n",
    "&",
    "<",
    "[x](http://a.b) ",
    "[x](http://a",
    "[a](http://b(",
    "http://a.b ",
    "https://(",
    "@a_",
    "@ক্",
    "a@",
    "★",
    "01712345678 ",
    "\u0301\u0327",
    "\ud800",
    ">",
    "> ",
    "> a\n",
    ">> a\n\n",
    "> @nipa /p/1/\n\n",
]


@pytest.mark.parametrize("bomb", BOMBS, ids=ascii)
def test_a_bomb_of_300_kilobytes_compiles(bomb):
    source = bomb * (300_000 // len(bomb))

    compiled = markup.compile(source)

    assert len(compiled.text) <= 2 * len(source)
    assert len(compiled.html) <= 10 * len(source) + 7


def test_a_hundred_thousand_links_compile():
    compiled = markup.compile("[x](http://a.b) " * 100_000)

    assert (
        compiled.html.count('<a href="http://a.b" rel="nofollow ugc">x</a>') == 100_000
    )


def test_conjuncts_and_joiners_are_untouched():
    source = "স্ত্রী ক্ষমা র\u200d্যাব কাস্\u200cটমার উদ্যোক্তা পড়ে"

    assert _html(source) == f"<p>{source}</p>"


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the seeds are not beside the checkout")
def test_real_posts_lose_no_letter():
    for path in sorted(SEEDS.glob("004_*.txt")):
        source = path.read_text(encoding="utf-8")

        compiled = markup.compile(source)

        letters = re.sub(r"[\s*]+", "", source.replace("\u200b", ""))
        assert re.sub(r"[\s*]+", "", compiled.text) == letters
        assert compiled.phones == []
        assert '<ol start="1" data-digits="bn">' in compiled.html
