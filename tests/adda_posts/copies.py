"""Pastes as people really copy them out of Facebook, with what is true about them.

Written beside `pastes.py` and knowing nothing of how the parser works: every format below is a
layout one can meet (old desktop, new desktop, m.facebook, mbasic, the app, by hand), filled with
people and remarks drawn at random from a fixed seed. `copy(format, seed)` gives a `Copy`: its
text and the (author, body) of every comment in order.
"""

import random
import re
from collections.abc import Callable
from dataclasses import dataclass, field


def listed(text: str) -> list[str]:
    """Cut a table of phrases at its bars and line ends."""
    return [phrase for phrase in text.replace("\n", "|").split("|") if phrase]


LATIN_FIRST = listed("""
Rahima|Karim|Taslima|Nusrat|Sabrina|Farhana|Tanjina|Rakib|Imran|Salma|Nasrin|Sharmin
Shamima|Jannatul|Mahmuda|Fahmida|Arif|Rumana|Shirin|Lipi|Mou|Ishrat|Tasnim|Afroza
Kohinoor|Nazma|Sumaiya|Habib|Zahid|Mitu|Papia|Ruksana|Dilruba|Moushumi|Anika|Samia
Lubna|Keya
""")
LATIN_LAST = listed("""
Begum|Akter|Sultana|Jahan|Rahman|Hossain|Islam|Khatun|Chowdhury|Ahmed|Khan|Sarker|Das
Roy|Parvin|Haque|Uddin|Mim|Mustafiz|Talokder|Siraji|Alam|Nahar|Saha|Ferdous|Tumpa
Bristy|Ety
""")
BANGLA_FIRST = listed("""
রহিমা|করিম|তাসলিমা|নুসরাত|সাবরিনা|ফারহানা|অনিরাজ|রাকিব|শতাব্দী|সালমা|নাদিয়া|শারমিন
অতন্দ্রিলা|মেঘলা|ফারিয়া|রিয়াদ|রুমানা|শিরিন|লিপি|মৌ|ইশরাত|আফরোজা|কোহিনূর|নাজমা
সুমাইয়া|জাহিদ|দিলরুবা
""")
BANGLA_LAST = listed("""
বেগম|আক্তার|সুলতানা|জাহান|রহমান|হোসেন|ইসলাম|খাতুন|চৌধুরী|আহমেদ|খান|সরকার|দাস|রায়
পারভীন|হক|উদ্দিন|রওশন|সোম|হৃদ্ধি|আবেদীন|বাদশা|আয়েশা|নাহার
""")
SHOPS = listed("""
Rupa's Closet|নকশী ঘর|Nokshi Ghor BD|Deshi Ponno 24|আম্মুর রান্নাঘর|Tanha's World
Mirpur Pickle House|শখের হাঁড়ি|Joyeeta - জয়িতা|মাটির ছোঁয়া|Craft & Color
Sweet Home by Lima|ঐতিহ্য শাড়ি ঘর|Khadi.com.bd
""")
ODD = listed("""
S M Mehdi Hassan|Md. Rakib Hasan|A.K.M. Nurul Islam|K M Sajib|MD Saim Hossain Sohel
Mst Rahima Khatun|Umme-Habiba Lima|Al-Amin Hossain|rima akter|nazmul huda
Aliza Mustafiz ET|Humay RA|মোঃ করিম উদ্দিন|ডা. ফারহানা মোস্তফা|Dr. Farhana Mostafa
নীল আকাশ|অচেনা পথিক|Angel Mim|Sumaiya|নীলা|Bonna Bonna|Taslima Siddika Siddika
মোছাঃ আয়েশা খাতুন|Rupa রূপা|Tisha D' Costa|মিসেস জামান|Shapla Rani Dey|ZARIN TASNIM
Sadia Islam Mou|Fatima Tuj Johora Rafi|কাজী সাবিহা|Engr Tanvir|Nusrat J Mim
স্বপ্নের ফেরিওয়ালা
""")


def people(draw: random.Random, many: int) -> list[str]:
    """That many different display names of every sort."""
    found: dict[str, None] = {}
    while len(found) < many:
        sort = draw.random()
        if sort < 0.45:
            words = [draw.choice(LATIN_FIRST)]
            if draw.random() < 0.3:
                words.append(draw.choice(LATIN_FIRST))
            words.append(draw.choice(LATIN_LAST))
        elif sort < 0.72:
            words = [draw.choice(BANGLA_FIRST), draw.choice(BANGLA_LAST)]
            if draw.random() < 0.2:
                words.insert(1, draw.choice(BANGLA_FIRST))
        elif sort < 0.8:
            words = [draw.choice(SHOPS)]
        else:
            words = [draw.choice(ODD)]
        found[" ".join(words)] = None
    return list(found)


CLAUSES = listed("""
কাস্টমারের সাথে সব সময় ভালো ব্যবহার করতে হবে
পণ্যের মান ঠিক রাখলে কাস্টমার নিজেই ফিরে আসে
আমি প্রতিদিন অন্তত দুই ঘণ্টা গ্রুপে সময় দেই|ডেলিভারি চার্জ আগে নিয়ে নিলে ঝামেলা কমে
ছবির সাথে পণ্যের মিল থাকা জরুরি|আলহামদুলিল্লাহ এই গ্রুপ থেকে আমার প্রথম অর্ডার এসেছে
আপুর কাছ থেকে অনেক কিছু শিখেছি|আমার মনে হয় আগে নিজের পণ্য সম্পর্কে জানতে হবে
ঢাকার বাইরে কুরিয়ার নিয়ে অনেক সমস্যা হয়|গত মাসে ২৫টা শাড়ি বিক্রি করেছি
পেইজের রিভিউ দেখে কেনা উচিত|ইনবক্সে দ্রুত উত্তর দিতে হয়|প্রথম দিকে কেউ কিনতে চায়নি
পরিবারের সবাই এখন পাশে আছে|নতুন উদ্যোক্তাদের জন্য এটা খুব দরকারি আলোচনা
""")
BANGLISH = listed("""
ami to agei bolechilam eta kaj korbe|apu price ta inbox koren please
onek sundor hoyeche, mashallah|amar page e 3 bochor dhore eta sell kori
Customer jodi satisfied hoy tahole abar ashbe
I think packaging is the most important thing for repeat customers.
Delivery time matters a lot, apu.|We should always keep our promises to the buyers
vai eta kivabe korbo bujhte parchi na
""")
ONE_WORD = listed("""
ধন্যবাদ|সহমত|Thanks|nice|জি|ok|Wow|দারুণ|Agreed|হ্যাঁ|Masha'Allah|আমিন|Congratulations
F|চমৎকার|Yes|Following
""")
TWO_WORDS = listed("""
ধন্যবাদ আপু|খুব ভালো|অনেক ধন্যবাদ|সহমত পোষণ|ভালো বলেছেন|শুভ কামনা|একদম ঠিক|সময় মেনে
সৎ থাকা|মান ঠিক|দ্রুত ডেলিভারি|সুন্দর প্যাকেট|Thank you|Nice post|Well said|very good
good morning|Right apu|অনেক শুভকামনা|দোয়া রইল|ভালো ব্যবহার|ক্যাশ অন
""")
EMOJI = listed("""
😊|❤️❤️❤️|👍|😀😀|🥰🌸|👏👏👏|🙏
""")
LINKS = listed("""
https://youtu.be/Y9twavccr_4|www.facebook.com/rupascloset
https://example.com/p?id=12&x=y
""")
NUMBERS = listed("""
৫০০|1200|01712345678|০১৮১২-৩৪৫৬৭৮|+8801912345678|৩৫০/-|100%|21|২|1500 tk
""")
ITEMS = listed("""
সৎ থাকা|সময় মেনে চলা|ভালো প্যাকেট|দ্রুত উত্তর দেওয়া|ছবির সাথে মিল|সঠিক দাম|ফলোআপ করা
মান নিয়ন্ত্রণ|কম দাম|বিশেষ দিনে শুভেচ্ছা জানানো
""")
GREETINGS = listed("""
আসসালামু আলাইকুম|আসসালামু আলাইকুম।|শুভ সকাল|Assalamu Alaikum|নমস্কার|প্রিয় আপুরা
""")
TITLED = listed("""
Good Quality|Cash On Delivery|Very Nice Post|Thank You Apu|Happy Birthday|Best Of Luck
Good Behaviour|Proper Packaging|Customer Satisfaction
""")
PAGELIKE = listed("""
Like|Author|Follow|বিষয়টা চমৎকার|রাত ৯টা|২১ ডিসেম্বর|Comment|Reply|Edited|Top|Admin
with love|Home|আরও চাই
""")
GREET = (
    "আপু",
    "ভাই",
    "ভাইয়া",
    "আপুকে ধন্যবাদ",
    "apu thanks a lot",
    "আপনার সাথে একমত",
    "ঠিক বলেছেন",
    "thank you so much",
)


def sentences(draw: random.Random, few: int) -> str:
    """One paragraph of that many sentences."""
    if draw.random() < 0.25:
        return ". ".join(
            draw.choice(BANGLISH).rstrip(".") for _ in range(max(1, few - 1))
        )
    end = draw.choice(("। ", "।", ". ", "  "))
    return end.join(draw.choice(CLAUSES) for _ in range(few)).strip() + draw.choice(
        ("।", "", "।।", "!", " 😊")
    )


def remark(draw: random.Random, names: list[str], hard: float = 1.0) -> list[str]:
    """The lines of one comment's body; '' is a blank line inside it. `hard` weighs the odd ones."""
    sort = draw.random()
    easy = 1 - 0.62 * hard
    if sort < easy * 0.6:
        return [sentences(draw, draw.randint(1, 4))]
    if sort < easy * 0.85:
        return [sentences(draw, draw.randint(1, 2)) for _ in range(draw.randint(2, 4))]
    if sort < easy:
        lines: list[str] = []
        for _ in range(draw.randint(2, 3)):
            lines += [sentences(draw, draw.randint(1, 3)), ""]
        return lines[:-1]
    other = draw.choice(names)
    return draw.choice(
        (
            lambda: [draw.choice(ONE_WORD) + draw.choice(("", "", ".", "!"))],
            lambda: [draw.choice(TWO_WORDS)],
            lambda: [draw.choice(TWO_WORDS) for _ in range(draw.randint(2, 4))],
            lambda: [draw.choice(EMOJI)],
            lambda: [draw.choice(LINKS)],
            lambda: [draw.choice(NUMBERS)],
            lambda: [other],
            lambda: [f"{other} {draw.choice(GREET)}"],
            lambda: [f"{other} {sentences(draw, 1)}"],
            lambda: [f"ধন্যবাদ {other} আপু এবং {draw.choice(names)} ভাইকে।"],
            lambda: [
                f"{mark}{draw.choice(ITEMS)}"
                for mark in draw.choice(
                    (
                        ("১. ", "২. ", "৩. "),
                        ("★", "★ "),
                        ("- ", "- ", "- "),
                        ("1)", "2)"),
                        ("• ", "• "),
                    )
                )
            ],
            lambda: [
                sentences(draw, 1),
                *(f"{n}. {draw.choice(ITEMS)}" for n in (1, 2, 3)),
            ],
            lambda: [draw.choice(TWO_WORDS), sentences(draw, 2)],
            lambda: [
                f"#{draw.choice(('আড্ডাপোস্ট', 'Women_ecommerce', 'উই'))}",
                sentences(draw, 1),
            ],
            lambda: [sentences(draw, 1), draw.choice(LINKS)],
            lambda: [draw.choice(BANGLISH)],
            lambda: [draw.choice(GREETINGS), sentences(draw, 2)],
            lambda: [draw.choice(TITLED)],
            lambda: [sentences(draw, 1), draw.choice(TITLED)],
            lambda: [
                "যাদের কাছে কৃতজ্ঞ:",
                *(f"{mark}{draw.choice(names)}" for mark in ("১. ", "২. ")),
            ],
            lambda: [f"@{other} {draw.choice(TWO_WORDS)}"],
            lambda: [f"{draw.choice(ONE_WORD)} {other}"],
            lambda: [f"{other}, {draw.choice(names)} {draw.choice(GREET)}"],
            lambda: [sentences(draw, 1), "", f"ধন্যবাদ {other}"],
            lambda: [draw.choice(PAGELIKE)],
        )
    )()


@dataclass
class Remark:
    """One comment as it truly was."""

    author: str
    lines: list[str]
    replies: list["Remark"] = field(default_factory=list)


@dataclass
class Copy:
    """A paste, and what is true about it."""

    text: str
    comments: list[tuple[str, str]]
    roots: list[int | None]


def talk(
    draw: random.Random,
    many: int,
    crowd: int,
    replies: bool,
    hard: float,
    hosts: list[str],
) -> list[Remark]:
    """A discussion of about that many comments by that many people, the busy ones more often."""
    names = people(draw, crowd)
    names = [*hosts, *(name for name in names if name not in hosts)]
    roots: list[Remark] = []
    count = 0
    while count < many:
        root = Remark(
            names[min(int(draw.expovariate(2.5 / crowd)), len(names) - 1)],
            remark(draw, names, hard),
        )
        count += 1
        if replies and draw.random() < 0.3:
            for _ in range(draw.randint(1, 3)):
                root.replies.append(
                    Remark(
                        draw.choice(names),
                        remark(draw, [root.author, *names[:6]], hard),
                    )
                )
                count += 1
        roots.append(root)
    return roots


def flat(roots: list[Remark]) -> list[Remark]:
    """Roots with their answers after them, as the page shows them."""
    return [one for root in roots for one in (root, *root.replies)]


# --- The opening ---------------------------------------------------------------------------


def opening(draw: random.Random, hosts: list[str], style: str = "old") -> list[str]:
    """The lines above the first comment."""
    topic = draw.choice(
        (
            "কাস্টমার সার্ভিস ও ফিডব্যাক নিয়ে আলোচনা করুন",
            "ফেসবুক পেইজে বিক্রি বাড়ানোর উপায়",
            "How to keep old customers",
        )
    )
    label = draw.choice(("বিষয়ঃ ", "বিষয়: ", "টপিক: ", "Topic: "))
    date = draw.choice(
        ("২১ ডিসেম্বর ২০১৯", "21 December 2019", "Dec 21, 2019", "২১/১২/২০১৯")
    )
    welcome = draw.choice(("আজকের আড্ডায় সবাইকে স্বাগতম।", "সবাইকে শুভেচ্ছা।"))
    if style == "old":
        return [
            f"{topic} নিয়ে আড্ডা",
            "",
            "",
            "Md Daloare Hossain ▶ Women and e-Commerce forum ( WE )",
            "",
            f"আড্ডা পোস্ট {date}।",
            "",
            f"{label}{topic}",
            "",
            welcome,
            "",
            f" — with {hosts[0]} and {hosts[1]}.",
        ]
    if style == "new":
        return [
            "Women and e-Commerce forum ( WE )",
            f"Md Daloare Hossain  · {date} · ",
            "",
            f"আড্ডা পোস্ট {date}",
            f"{label}{topic}",
            welcome,
            f"— with {hosts[0]} and {hosts[1]}.",
            "All reactions:",
            "34",
            "34",
            "28 comments",
            "3 shares",
            "Like",
            "Comment",
            "Share",
            "Most relevant",
        ]
    if style == "bangla":
        return [
            "Md Daloare Hossain ▶ Women and e-Commerce forum ( WE )",
            f"আড্ডা পোস্ট {date}",
            f"{label}{topic}",
            welcome,
            f"— with {hosts[0]} and {hosts[1]}.",
            "৩৪ জন",
            "২৮টি কমেন্ট",
            "পছন্দ করুন",
            "মন্তব্য করুন",
            "শেয়ার করুন",
            "সবচেয়ে প্রাসঙ্গিক",
        ]
    return [
        "Md Daloare Hossain ▶ Women and e-Commerce forum ( WE )",
        "21 December at 21:36 · Public",
        "আড্ডা পোস্ট ২০১৯",
        f"{label}{topic}",
        welcome,
        f"— with {hosts[0]} and {hosts[1]}.",
        "34 Likes · 28 Comments",
        "Like · Comment · Share",
    ]


# --- One comment in every layout -------------------------------------------------------------

Lay = Callable[[random.Random, Remark, bool], list[str]]


def ago(draw: random.Random) -> str:
    """When, as Facebook says it in English."""
    return draw.choice(
        (
            "2d",
            "1y",
            "3 hrs",
            "5w",
            "23h",
            "1 d",
            "Just now",
            "2 yrs",
            "Yesterday at 9:36 PM",
            "December 21, 2019 at 9:36 PM",
            "21 December 2019",
            "4 years ago",
            "15 mins",
        )
    )


def ago_bn(draw: random.Random) -> str:
    """When, as Facebook says it in Bangla."""
    return draw.choice(
        (
            "২ দিন",
            "১ বছর",
            "৩ ঘণ্টা",
            "৫ সপ্তাহ",
            "২দিন",
            "এইমাত্র",
            "২ দিন আগে",
            "২১ ডিসেম্বর, ২০১৯",
            "গতকাল ৯:৩৬ PM-এ",
            "৪ বছর",
        )
    )


def badge(draw: random.Random) -> list[str]:
    return (
        [
            draw.choice(
                (
                    "Top fan",
                    "Author",
                    "Admin",
                    "Moderator",
                    "Top contributor",
                    "Group expert",
                    "Rising star",
                    "New member",
                )
            )
        ]
        if draw.random() < 0.25
        else []
    )


def cut(draw: random.Random, body: list[str]) -> list[str]:
    """Return a body as a page shows it that folds some of the long ones."""
    if len(body[-1]) < 60 or draw.random() > 0.3:
        return body
    more = draw.choice((" See more", "... See more", "… See more", "... আরও দেখুন"))
    return [*body[:-1], body[-1] + more]


def by_hand(draw: random.Random, one: Remark, reply: bool) -> list[str]:
    """As the seed: name, blank line, body, perhaps a blank line."""
    return [one.author, "", *one.lines, *([""] if draw.random() < 0.6 else [])]


def never_before(draw: random.Random, one: Remark, reply: bool) -> list[str]:
    """A blank line after the name, never before one."""
    return [one.author, "", *one.lines]


def only_before(draw: random.Random, one: Remark, reply: bool) -> list[str]:
    """A blank line before every name, none after it."""
    return ["", one.author, *one.lines]


def tight(draw: random.Random, one: Remark, reply: bool) -> list[str]:
    """No blank line but those inside bodies."""
    return [one.author, *one.lines]


def twice_plain(draw: random.Random, one: Remark, reply: bool) -> list[str]:
    """The picture's name and the name, nothing else."""
    return [one.author, one.author, *one.lines, *([""] if draw.random() < 0.5 else [])]


def desktop_2019(draw: random.Random, one: Remark, reply: bool) -> list[str]:
    """The old desktop: one line of buttons."""
    tail = ["Like", "Reply", ago(draw)]
    if draw.random() < 0.15:
        tail.insert(0, "See translation")
    if draw.random() < 0.15:
        tail.append("Edited")
    if draw.random() < 0.2:
        tail.insert(2, str(draw.randint(1, 30)))
    name = [one.author] * (2 if draw.random() < 0.3 else 1)
    return [*name, *badge(draw), *one.lines, " · ".join(tail)]


def desktop_2019_blank(draw: random.Random, one: Remark, reply: bool) -> list[str]:
    """The old desktop as a browser pastes it into a notepad: blank lines between the blocks."""
    tail = f"Like · Reply · {ago(draw)}"
    count = [str(draw.randint(1, 40))] if draw.random() < 0.3 else []
    return [one.author, "", *badge(draw), *one.lines, "", *count, tail, ""]


def desktop_2023(draw: random.Random, one: Remark, reply: bool) -> list[str]:
    """The new desktop: every button on its own line."""
    tail = [ago(draw), "Like", "Reply"]
    if draw.random() < 0.3:
        tail.append("Share")
    if draw.random() < 0.2:
        tail.append("See translation")
    if draw.random() < 0.3:
        tail.append(str(draw.randint(1, 40)))
    if draw.random() < 0.15:
        tail.append("Edited")
    if draw.random() < 0.08:
        tail.append(
            draw.choice(("View 2 replies", "View all 5 replies", "View 1 reply"))
        )
    return [one.author, *badge(draw), *one.lines, *tail]


def desktop_2023_buttons_first(
    draw: random.Random, one: Remark, reply: bool
) -> list[str]:
    """The new desktop, Like · Reply · time on their own lines, names twice and a separator dot."""
    dot = ["·"] if draw.random() < 0.3 else []
    return [
        one.author,
        one.author,
        *dot,
        *badge(draw),
        *cut(draw, one.lines),
        "Like",
        "Reply",
        ago(draw),
        *([str(draw.randint(1, 9))] if draw.random() < 0.3 else []),
    ]


def bangla_line(draw: random.Random, one: Remark, reply: bool) -> list[str]:
    """Bangla desktop: one line of buttons."""
    tail = ["পছন্দ", draw.choice(("জবাব দিন", "উত্তর দিন")), ago_bn(draw)]
    more = ["অনুবাদ দেখুন"] if draw.random() < 0.15 else []
    mark = [draw.choice(("শীর্ষ ভক্ত", "লেখক", "অ্যাডমিন"))] if draw.random() < 0.15 else []
    edited = " · সম্পাদিত" if draw.random() < 0.15 else ""
    return [one.author, *mark, *one.lines, *more, " · ".join(tail) + edited]


def bangla_lines(draw: random.Random, one: Remark, reply: bool) -> list[str]:
    """Bangla new desktop: each button on its own line."""
    count = [draw.choice(("৩", "১২", "১"))] if draw.random() < 0.3 else []
    return [
        one.author,
        *one.lines,
        ago_bn(draw),
        draw.choice(("লাইক", "পছন্দ")),
        draw.choice(("জবাব দিন", "উত্তর দিন")),
        *count,
    ]


def mobile(draw: random.Random, one: Remark, reply: bool) -> list[str]:
    """m.facebook and mbasic."""
    edited = "Edited · " if draw.random() < 0.15 else ""
    return [
        one.author,
        *one.lines,
        f"{edited}Like · React · Reply · More · {ago(draw)}",
    ]


def mobile_counts(draw: random.Random, one: Remark, reply: bool) -> list[str]:
    """m.facebook with a count of reactions above the buttons and a blank line below."""
    count = (
        [f"{draw.choice(('👍', '👍❤️', '❤', ''))} {draw.randint(1, 50)}".strip()]
        if draw.random() < 0.4
        else []
    )
    return [
        one.author,
        *badge(draw),
        *one.lines,
        *count,
        f"{ago(draw)} · Like · Reply · More",
        "",
    ]


def app(draw: random.Random, one: Remark, reply: bool) -> list[str]:
    """The app: time, Like and Reply on one line with spaces."""
    return [
        one.author,
        *badge(draw),
        *one.lines,
        f"{draw.choice(('2d', '5w', '1y', '3h'))}{draw.choice(('  ', ' ', '   '))}Like{draw.choice(('  ', ' '))}Reply{draw.choice(('', '  3', ''))}",
    ]


def app_bangla(draw: random.Random, one: Remark, reply: bool) -> list[str]:
    """The app in Bangla."""
    return [
        one.author,
        *one.lines,
        f"{draw.choice(('২ দিন', '৫ সপ্তাহ', '১ বছর'))}  {draw.choice(('লাইক', 'পছন্দ'))}  {draw.choice(('জবাব', 'উত্তর', 'জবাব দিন'))}",
    ]


def time_only(draw: random.Random, one: Remark, reply: bool) -> list[str]:
    """Name, time, body: as some phones share it."""
    return [one.author, draw.choice(("2d", "1y", "5w", "3h", "2 days ago")), *one.lines]


def name_dot_time(draw: random.Random, one: Remark, reply: bool) -> list[str]:
    """Name, body, and a lone time below."""
    return [one.author, *one.lines, draw.choice(("2d", "1y", "5w", "23h")), ""]


def sprinkled(draw: random.Random, one: Remark, reply: bool) -> list[str]:
    """By hand, with some of the page left in here and there."""
    lines = [one.author]
    if draw.random() < 0.12:
        lines.append(one.author)
    if draw.random() < 0.12:
        lines += badge(draw)
    if draw.random() < 0.6:
        lines.append("")
    lines += cut(draw, one.lines)
    if draw.random() < 0.1:
        lines.append(draw.choice(("See translation", "অনুবাদ দেখুন", "See more")))
    if draw.random() < 0.1:
        lines.append(str(draw.randint(1, 40)))
    if draw.random() < 0.4:
        buttons = (
            f"Like · Reply · {ago(draw)}",
            f"পছন্দ · জবাব দিন · {ago_bn(draw)}",
            f"{ago(draw)}\nLike\nReply",
            "Like · Reply · 2d · Edited",
        )
        lines += draw.choice(buttons).split("\n")
    if draw.random() < 0.05:
        lines.append(draw.choice(("View 2 replies", "View all 5 replies")))
    return [*lines, *([""] if draw.random() < 0.5 else [])]


def sprinkled_spaced(draw: random.Random, one: Remark, reply: bool) -> list[str]:
    """The same where a blank line stands under every name, as in the seed."""
    lines = sprinkled(draw, one, reply)
    below = lines.index(one.lines[0], 1) if one.lines[0] in lines[1:] else 1
    return lines if "" in lines[:below] else [*lines[:below], "", *lines[below:]]


def any_of_all(draw: random.Random, one: Remark, reply: bool) -> list[str]:
    """Every comment copied in another way, each with its row of buttons."""
    return draw.choice((desktop_2019, desktop_2023, bangla_line, mobile, app))(
        draw, one, reply
    )


LAYOUTS: dict[str, tuple[Lay, str]] = {
    "by_hand": (by_hand, "old"),
    "never_before": (never_before, "old"),
    "only_before": (only_before, "old"),
    "tight": (tight, "old"),
    "twice_plain": (twice_plain, "old"),
    "desktop_2019": (desktop_2019, "mobile"),
    "desktop_2019_blank": (desktop_2019_blank, "old"),
    "desktop_2023": (desktop_2023, "new"),
    "desktop_2023_buttons_first": (desktop_2023_buttons_first, "new"),
    "bangla_line": (bangla_line, "bangla"),
    "bangla_lines": (bangla_lines, "bangla"),
    "mobile": (mobile, "mobile"),
    "mobile_counts": (mobile_counts, "mobile"),
    "app": (app, "new"),
    "app_bangla": (app_bangla, "bangla"),
    "time_only": (time_only, "old"),
    "name_dot_time": (name_dot_time, "old"),
    "sprinkled": (sprinkled, "old"),
    "sprinkled_spaced": (sprinkled_spaced, "old"),
    "any_of_all": (any_of_all, "mobile"),
}
FOOTERS = (
    [
        "Write a comment…",
        "Privacy · Terms · Advertising · Ad choices · Cookies · More · Facebook © 2019",
    ],
    ["View more comments", "12 of 40", "Write a public comment…"],
    ["আরও মন্তব্য দেখুন", "একটি মন্তব্য লিখুন…"],
    ["Facebook © 2019", "English (UK)", "বাংলা", "অসমীয়া", "हिन्दी"],
    ["Home", "Watch", "Marketplace", "Groups", "Menu"],
    [],
)


def told(draw: random.Random, root: Remark) -> list[str]:
    """The line above a root's answers, or none."""
    many = len(root.replies)
    if not many:
        return []
    bangla = str(many).translate(str.maketrans("0123456789", "০১২৩৪৫৬৭৮৯"))
    return [
        draw.choice(
            (f"{many} {'Reply' if many == 1 else 'Replies'}", f"{bangla}টি জবাব")
        )
    ]


def dirty(draw: random.Random, text: str) -> str:
    """What editors and phones leave: BOM, \\r\\n, NBSP, tabs, zero-width characters, trailing spaces."""
    lines = []
    for line in text.split("\n"):
        sort = draw.random()
        if line and sort < 0.1:
            line = line.replace(" ", "\u00a0")
        elif line and sort < 0.2:
            line = line + draw.choice(("  ", "\t", "\u200b", "\u00a0"))
        elif line and sort < 0.3:
            line = draw.choice(("\t", " ", "\u200b", "\u200e", "\ufeff")) + line
        elif not line and sort < 0.4:
            line = draw.choice((" ", "\t", "\u00a0", "\u200b"))
        lines.append(line)
    return "\ufeff" + "\r\n".join(lines)


def stripped(lines: list[str]) -> str:
    """A body as the command must give it: lines stripped, inner runs of blanks as one."""
    joined = "\n".join(line.strip() for line in lines).strip("\n")
    return re.sub(r"\n{3,}", "\n\n", joined)


def copy(
    layout: str,
    seed: int,
    *,
    many: int = 40,
    crowd: int = 18,
    hard: float = 0.6,
    replies: bool = False,
    dirt: bool = False,
    foot: bool = True,
) -> Copy:
    """One paste in that layout."""
    draw = random.Random(f"{layout}-{seed}")
    lay, style = LAYOUTS[layout]
    hosts = ["Razib Ahmed", "S M Mehdi Hassan"]
    roots = talk(draw, many, crowd, replies, hard, hosts)
    lines = opening(draw, hosts, style)
    if draw.random() < 0.6:
        lines.append("")
    for root in roots:
        lines += lay(draw, root, False)
        if root.replies:
            lines += told(draw, root)
        for answer in root.replies:
            lines += lay(draw, answer, True)
    if foot:
        lines += draw.choice(FOOTERS)
    text = "\n".join(lines) + "\n"
    answered: list[int | None] = []
    for root in roots:
        number = len(answered) + 1
        answered += [None, *([number] * len(root.replies))]
    return Copy(
        dirty(draw, text) if dirt else text,
        [(one.author, stripped(one.lines)) for one in flat(roots)],
        answered,
    )


def right(truth: list[tuple[str, str]], got: list[tuple[str, str]]) -> float:
    """The share of comments that came out right, in order; what was made up counts against it."""
    before = [0] * (len(got) + 1)
    for want in truth:
        row = [0]
        for at, have in enumerate(got):
            row.append(before[at] + 1 if want == have else max(before[at + 1], row[at]))
        before = row
    return before[-1] / max(len(truth), len(got), 1)
