"""Made-up addas and the ways Facebook's pages are copied: truth and its pastes."""

import random
from dataclasses import dataclass, replace
from datetime import date

from core.text import normalise, to_bangla_digits

LATIN = """
Tanzila Orin/Mahbuba Shewly/Rownak Jahan Lipi/Inara Nawrin/Sk Towhidul/Aparajita Sen
Md. Kawsar Bepari/Shopnil Prantor/Kohinoor Akhi/Dilruba Tithi/Umme Kulsum (Popy)
A K M Shamsul/Farzeen Ohona/Bushra Binte Hai/Zulkar Nain/Mehjabin Mou Mou
Sadman Sakib Ratul/Orchi Sharmila/Prodipta Halder/Lutfa Begum Chapa/Nowshin Tabassum
Rezwana Karim Snigdha/Hasnat Abdullah Rony/Jui Mallik/Tonima Barua/Kaniz Fahmida Eity
Mst Halima Khatun/Wasif Ul Alam/Sharika Tasneem/Debolina Kar/Purnota Roy/Galib Ashraf
Md Ohidul/Ishita Noor Diya/Tumpa/Ruhul Quddus/Nilofar Yeasmin/Sabiha Sultana Joya
Marjana Haider/Anowara Khanam/Hridita Ahona/Sumon Deb Nath/Rifat Bin Nur/Afsana Mitu
Mukta Moni/Selim Reza/Parvez Alam Tutul/Nazifa Anjum/Chandrika Pal/Labiba Nuzhat
""".replace("\n", "/").split("/")
BANGLA = """
অপরাজিতা সেন/মেঘলা আকাশ/সুরভি ছন্দা/মোঃ কাওসার বেপারী/নীলাঞ্জনা দেবী/পূর্ণতা রায়
তনিমা বড়ুয়া/জুঁই মল্লিক/রওনক জাহান লিপি/কোহিনূর আঁখি/প্রদীপ্ত হালদার/হৃদিতা অহনা
ওয়াসিফ উল আলম/লুৎফা বেগম চাঁপা/উম্মে কুলসুম/শায়লা শারমিন/গালিব আশরাফ/ঝুমুর
স্বপ্নীল প্রান্তর/আনোয়ারা খানম/বিদিশা মৃত্তিকা/তাপস কুমার শীল/মারজানা হায়দার
""".replace("\n", "/").split("/")
ODD = ["sumona akter", "Rupkotha 24", "Meherun's Kitchen", "নকশী ঘর", "Priyo Poshak BD"]
LATIN, BANGLA = [n for n in LATIN if n], [n for n in BANGLA if n]

SENTENCES = """
আমার প্রথম বিক্রি হয়েছিল পাশের বাসার খালার কাছে।
ছবি তোলার সময় দিনের আলো থাকলে কাপড়ের রং ঠিক আসে।
দাম আগে থেকে লিখে দিলে ইনবক্সে কথা কম বলতে হয়
কুরিয়ারে দেওয়ার আগে আমি নিজে একবার মিলিয়ে দেখি, তারপর সিল করি।
এক জন ক্রেতা তিন বার ফেরত দিয়েছেন, তবু হাসিমুখে নিয়েছি!
আপনারা কি শীতের জন্য আলাদা করে কিছু ভাবছেন?
গত মাসে ১২টা শাড়ি আর ৭টা পাঞ্জাবি গেছে
আগে ভাবতাম পুঁজি ছাড়া কিছু হবে না, এখন দেখি সাহসটাই পুঁজি।
লাইভে এসে কথা বললে মানুষ বিশ্বাস করে
মায়ের হাতের আচার দিয়ে শুরু করেছিলাম, এখন চার জন কাজ করেন।
ঢাকার বাইরে পাঠাতে গেলে অগ্রিম কুরিয়ার চার্জ নিই।
রিভিউ চাইতে লজ্জা করলে চলবে না
আমি delivery man এর নম্বরটা ক্রেতাকে আগেই পাঠিয়ে দিই।
খাতায় হিসাব রাখি প্রতিদিন রাতে, নইলে লাভ কোথায় যায় টেরই পাই না।
যোগাযোগ করুন 01712345678 নম্বরে, অথবা পেজে লিখুন
পেজের নাম বদলানোর আগে পুরোনো ক্রেতাদের জানিয়ে রাখা ভালো।
ফেরত নেওয়ার নিয়মটা পোস্টেই লিখে দিই যেন পরে কথা না ওঠে
Banglay likhte pari na, tobu boli: shobai mile kaj korle shohoj hoy.
I pack everything twice, once for the road and once for the heart.
বাচ্চাকে ঘুম পাড়িয়ে রাত জেগে সেলাই করি, সকালে পাঠাই।
মাটির গয়না ভাঙে বলে তুলা আর কাগজে মুড়ে দিই
ভুল হলে স্বীকার করি, টাকা ফেরত দিই, তারপর আবার শুরু করি।
""".strip().split("\n")
ONE_WORD = ["সহমত", "ধন্যবাদ", "দারুণ", "Nice", "Thanks", "ঠিক", "শুভকামনা", "Right"]
SHORT = ["খুব ভালো লাগলো", "একদম ঠিক কথা", "শুভ কামনা রইল", "Thank you apu", "Very good post"]
SHORT += [
    "কাপড়ের মান",
    "সময়ের দাম",
    "Cash On Delivery",
    "Good Quality",
    "হাতের কাজ",
    "মন থেকে ভালোবাসা",
]
EMOJI = ["👍", "❤️❤️", "😊", "👏👏👏", "🌸"]
PAGE_LIKE = ["12", "Like", "Admin", "Author", "২ দিন", "Edited", "৫০০"]


@dataclass(frozen=True)
class Said:
    """One true comment."""

    author: str
    body: str
    reply_to: int | None = None


@dataclass(frozen=True)
class Truth:
    """One true adda."""

    day: date
    title: str | None
    topic: str | None
    hosts: tuple[str, ...]
    opened_by: str | None
    intro: str
    comments: tuple[Said, ...]
    collapsed: frozenset[int] = frozenset()


def people(rng: random.Random, count: int, share: float) -> list[str]:
    """Choose names, a share of them Bangla."""
    bangla = min(len(BANGLA), round(count * share))
    odd = rng.sample(ODD, min(len(ODD), count // 20))
    latin = rng.sample(LATIN, min(len(LATIN), count - bangla - len(odd)))
    chosen = [*rng.sample(BANGLA, bangla), *odd, *latin]
    number = 0
    while len(chosen) < count:
        first, last = rng.choice(LATIN).split()[0], rng.choice(LATIN).split()[-1]
        number += 1
        if f"{first} {last}" not in chosen and len(last) > 2:
            chosen.append(f"{first} {last}")
    return chosen


def body(rng: random.Random, names: list[str], hard: float) -> str:
    """Write one comment; ``hard`` is the share of bodies that try to mislead."""
    if rng.random() < hard:
        other = rng.choice(names)
        return rng.choice(
            [
                other,
                f"{other} আপু ঠিক বলেছেন।",
                f"{other} {rng.choice(SENTENCES)}",
                f"{other}ভাই এর কথাই শেষ কথা",
                rng.choice(ONE_WORD),
                rng.choice(ONE_WORD),
                rng.choice(EMOJI),
                rng.choice(SHORT),
                rng.choice(PAGE_LIKE),
                f"{rng.choice(SHORT)}\n{rng.choice(SENTENCES)}",
                f"{other}\n{rng.choice(SENTENCES)}",
                "\n".join(f"★ {x}" for x in rng.sample(SENTENCES, 4)),
                "\n".join(f"{i}. {x}" for i, x in enumerate(rng.sample(SHORT, 3), 1)),
                f"{rng.choice(SENTENCES)}\n{rng.choice(SHORT)}\n{rng.choice(SENTENCES)}",
            ]
        )
    lines = rng.sample(SENTENCES, rng.choice([1, 1, 1, 2, 2, 3, 5]))
    glue = [rng.choice(["\n", "\n", " ", "\n\n"]) for _ in lines[1:]]
    return lines[0] + "".join(g + x for g, x in zip(glue, lines[1:], strict=True))


def truth(
    rng: random.Random,
    day: date,
    *,
    comments: int = 40,
    writers: int = 18,
    share: float = 0.25,
    hard: float = 0.25,
    replies: float = 0.0,
) -> Truth:
    """Make up one adda."""
    names = people(rng, writers, share)
    hosts = tuple(rng.sample(names, 2))
    opener = rng.choice(names)
    said: list[Said] = []
    while len(said) < comments:
        number = len(said) + 1
        said.append(Said(rng.choice(names), body(rng, names, hard)))
        if rng.random() < replies:
            for _ in range(min(rng.choice([1, 2, 3]), comments - len(said))):
                said.append(Said(rng.choice(names), body(rng, names, hard), number))
    roots = [n for n, s in enumerate(said, 1) if s.reply_to is None]
    quiet = [n for n in roots if not any(s.reply_to == n for s in said)]
    return Truth(
        day=day,
        title=rng.choice(TITLES),
        topic=rng.choice(TOPICS),
        hosts=hosts,
        opened_by=opener,
        intro="আজকের আড্ডায় সবাইকে স্বাগতম।",
        comments=tuple(replace(s, body=normalise(s.body)) for s in said),
        collapsed=frozenset(rng.sample(quiet, len(quiet) // 4))
        if replies
        else frozenset(),
    )


TITLES = [
    "ছবি তোলা আর পণ্যের বর্ণনা লেখা নিয়ে আলোচনা",
    "কুরিয়ার, ফেরত আর ক্রেতার বিশ্বাস",
    "ঘরে বসে ব্যবসা শুরুর গল্প",
]
TOPICS = [
    "ছবি তোলা আর পণ্যের বর্ণনা লেখা নিয়ে নিজের অভিজ্ঞতা লিখুন।",
    "কুরিয়ার বাছাই, ফেরত নেওয়া আর ক্রেতার বিশ্বাস ধরে রাখা",
    "ঘরে বসে ব্যবসা শুরু করতে কী কী লাগে, খুলে বলুন।",
]
GROUP = "Uddokta Adda Ghor ( UAG )"
MONTHS_EN = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
MONTHS_BN = [
    "জানুয়ারি",
    "ফেব্রুয়ারি",
    "মার্চ",
    "এপ্রিল",
    "মে",
    "জুন",
    "জুলাই",
    "আগস্ট",
    "সেপ্টেম্বর",
    "অক্টোবর",
    "নভেম্বর",
    "ডিসেম্বর",
]


def bangla_day(day: date) -> str:
    """Write a day as people write it."""
    return to_bangla_digits(f"{day.day} {MONTHS_BN[day.month - 1]} {day.year}")


@dataclass(frozen=True)
class Way:
    """One way of copying a page; every field is one habit of it."""

    before: float = 0.6  # share of blank lines before an author
    after: bool = True  # a blank line after the author
    inner: bool = True  # blank lines inside bodies stay
    twice: str = ""  # what stands between two copies of the name
    twice_share: float = 1.0
    forms: tuple[str, ...] = ("{name}",)  # how an author line reads
    badges: float = 0.0
    badge_above: bool = False
    badge_words: tuple[str, ...] = ("Top fan", "Author", "Admin", "Moderator")
    foot: tuple[str, ...] = ()  # one of these under each comment, {t} is the time
    foot_share: float = 1.0
    counts: float = 0.0  # reaction counts
    count_first: bool = False
    more: float = 0.0
    more_words: tuple[str, ...] = ("See more", "See translation")
    edited: float = 0.0
    answered: bool = False  # "N Replies" stand though no buttons do
    answers: str = "{n} Replies"
    answer: str = "1 Reply"
    view: str = "View {n} replies"
    bangla_numbers: bool = False
    times: tuple[str, ...] = ("2d", "1w", "15h")
    page_foot: tuple[str, ...] = ()
    post_foot: tuple[str, ...] = ()
    head: str = "seed"
    spaced: bool = False  # every line has a blank line after it
    dirty: float = 0.0  # NBSP, tabs and zero-width characters sprinkled
    ends: str = "\n"
    bom: bool = False


def _head(way: Way, adda: Truth) -> list[str]:
    day = adda.day
    month, short = MONTHS_EN[day.month - 1], MONTHS_EN[day.month - 1][:3]
    who = f"{adda.opened_by} ▶ {GROUP}"
    hosts = f" — with {adda.hosts[0]} and {adda.hosts[1]}."
    if way.head == "seed":
        return [
            adda.title, "", "", who, "", f"আড্ডা পোস্ট {bangla_day(day)}।", "",
            f"বিষয়ঃ {adda.topic}", "", adda.intro, "", hosts, "",
            "Yesterday at 9:36 PM · ", "",
        ]  # fmt: skip
    if way.head == "plain":
        return [
            adda.title, who, f"আড্ডা পোস্ট {bangla_day(day)}", f"টপিক: {adda.topic}",
            adda.intro, hosts,
        ]  # fmt: skip
    if way.head == "facebook":
        return [
            who, f"{day.day} {month} {day.year} at 21:36 · ", "",
            f"Topic: {adda.topic}", "", adda.intro, "",
            f"— with {adda.hosts[0]} and {adda.hosts[1]}.",
        ]  # fmt: skip
    if way.head == "mobile":
        return [
            adda.title, who, f"{short} {day.day}, {day.year} · Public",
            f"আজকের বিষয় : {adda.topic}", adda.intro,
            f"— {adda.hosts[0]} এবং {adda.hosts[1]}-এর সাথে।",
        ]  # fmt: skip
    if way.head == "figures":
        figures = to_bangla_digits(f"{day.day:02}/{day.month:02}/{day.year}")
        return [
            adda.title, "", f"আড্ডা পোস্ট {figures}", "", f"বিষয়: {adda.topic}",
            "", adda.intro, "", hosts,
        ]  # fmt: skip
    raise ValueError(way.head)


def _foot(way: Way, rng: random.Random, number: int, adda: Truth) -> list[str]:
    lines: list[str] = []
    likes = str(rng.randint(1, 40))
    count = to_bangla_digits(likes) if way.bangla_numbers else likes
    shows_count = rng.random() < way.counts
    if rng.random() < way.more:
        lines.append(rng.choice(way.more_words))
    if shows_count and way.count_first:
        lines.append(count)
    if way.foot and rng.random() < way.foot_share:
        foot = rng.choice(way.foot).replace("{t}", rng.choice(way.times))
        if rng.random() < way.edited:
            foot += " · সম্পাদিত" if way.bangla_numbers else " · Edited"
        lines += foot.split("\n")
    if shows_count and not way.count_first:
        lines.append(count)
    answers = sum(said.reply_to == number for said in adda.comments)
    if answers or number in adda.collapsed:
        form = way.answers if answers > 1 else way.answer
        if not answers:
            form, answers = way.view, rng.randint(2, 9)
        figure = to_bangla_digits(str(answers)) if way.bangla_numbers else str(answers)
        lines.append(form.replace("{n}", figure))
    return lines


def render(way: Way, addas: list[Truth], seed: int) -> str:
    """Write addas as one paste, copied in one way."""
    rng = random.Random(seed)
    lines: list[str] = []
    for adda in addas:
        lines += [line for line in _head(way, adda) if line is not None]
        lines += way.post_foot
        for number, said in enumerate(adda.comments, 1):
            if rng.random() < way.before:
                lines.append("")
            badge = [rng.choice(way.badge_words)] if rng.random() < way.badges else []
            lines += badge if way.badge_above else []
            form = rng.choice(way.forms)
            lines += form.replace("{name}", said.author).split("\n")
            if way.twice and rng.random() < way.twice_share:
                lines += [*way.twice.split("\n")[1:], said.author]
            lines += [] if way.badge_above else badge
            if way.after:
                lines.append("")
            text = said.body if way.inner else said.body.replace("\n\n", "\n")
            lines += text.split("\n")
            foot = _foot(way, rng, number, adda)
            if foot and foot[0].startswith("~"):
                lines[-1] += " " + foot.pop(0)[1:]
            lines += foot
        lines.append("")
    lines += way.page_foot
    if way.spaced:
        lines = [part for line in lines for part in (line, "")]
    if way.dirty:
        lines = [_soil(line, rng, way.dirty) for line in lines]
    return ("\ufeff" if way.bom else "") + way.ends.join(lines)


def _soil(line: str, rng: random.Random, share: float) -> str:
    """Put in what copying puts in and cleaning takes out."""
    if rng.random() < share:
        line = line.replace(" ", "\xa0", 1)
    if rng.random() < share:
        line = rng.choice(["\t", " ", "\u200b", "\u200e", "\xa0"]) + line
    if rng.random() < share:
        line += rng.choice([" ", "\xa0 ", "\t", "\u200b", "\u2060"])
    return line


FOOT_EN = ("Privacy · Terms · Advertising · Ad choices · Cookies · More · Meta © 2019",)
FOOT_BN = (
    "English (UK) · বাংলা · অসমীয়া · हिन्दी · Español · Português (Brasil)",
    "Privacy  · Terms  · Advertising  · Ad Choices   · Cookies  · ",
    "More",
    "Facebook © 2019",
)
POST_EN = (
    "12",
    "45 Comments",
    "Like",
    "Comment",
    "Share",
    "Most relevant",
    "Write a comment…",
)

WAYS = {
    "seed": Way(),
    "no blank before": Way(before=0.0),
    "no blank before, plain head": Way(before=0.0, head="plain"),
    "blank before only": Way(before=1.0, after=False),
    "blank around": Way(before=1.0, after=True, head="figures"),
    "no blanks": Way(before=0.0, after=False, inner=False, head="plain"),
    "no blanks but in bodies": Way(before=0.0, after=False, head="plain"),
    "desktop 2019": Way(
        before=0.0,
        after=False,
        head="facebook",
        badges=0.2,
        counts=0.4,
        edited=0.1,
        foot=("Like · Reply · {t}", "Like · Reply · See translation · {t}"),
        post_foot=POST_EN,
        page_foot=FOOT_EN,
        more=0.1,
    ),
    "desktop with blanks": Way(
        before=0.5,
        after=True,
        badges=0.2,
        counts=0.4,
        edited=0.1,
        foot=("Like · Reply · {t}",),
        page_foot=FOOT_BN,
        more=0.1,
    ),
    "desktop 2024": Way(
        before=0.0,
        after=False,
        head="facebook",
        badges=0.2,
        badge_words=("Top contributor", "Author", "Group expert", "Rising star"),
        foot=(
            "{t}\nLike\nReply",
            "{t}\nLike\nReply\nShare",
            "{t}\nLike\nReply\nEdited",
        ),
        counts=0.5,
        post_foot=("All reactions:", "12", "45", "Like", "Comment", "Most relevant"),
        view="View all {n} replies",
    ),
    "badge above": Way(
        before=0.0,
        after=False,
        badges=0.3,
        badge_above=True,
        head="facebook",
        foot=("{t}\nLike\nReply",),
        counts=0.3,
    ),
    "mobile": Way(
        before=0.0,
        after=False,
        inner=False,
        head="mobile",
        counts=0.3,
        foot=("{t}  Like  Reply", "{t}  Like  Reply  More"),
        badges=0.1,
        more=0.1,
    ),
    "m.facebook": Way(
        before=1.0,
        after=False,
        head="mobile",
        counts=0.2,
        count_first=True,
        foot=("Like · React · Reply · More · {t}",),
        times=("2 days ago", "21 December 2019 at 21:40", "Yesterday at 9:40 PM"),
    ),
    "bangla page": Way(
        before=0.0,
        after=False,
        head="mobile",
        badges=0.2,
        counts=0.3,
        edited=0.1,
        badge_words=("টপ ফ্যান", "অ্যাডমিন", "মডারেটর", "লেখক"),
        bangla_numbers=True,
        foot=("পছন্দ · জবাব দিন · {t}", "পছন্দ করুন · জবাব দিন · {t}"),
        more=0.15,
        more_words=("আরও দেখুন", "অনুবাদ দেখুন"),
        times=("২ দিন", "৩ সপ্তাহ", "৫ ঘণ্টা"),
        answers="{n}টি জবাব",
        answer="{n}টি জবাব",
        view="{n}টি জবাব দেখুন",
    ),
    "names twice": Way(before=0.3, after=True, twice="\n"),
    "names twice, no blanks": Way(
        before=0.0, after=False, inner=False, twice="\n", head="plain"
    ),
    "names twice, blank between": Way(before=0.5, after=True, twice="\n\n"),
    "names twice, buttons": Way(
        before=0.0, after=False, twice="\n", foot=("Like · Reply · {t}",), counts=0.2
    ),
    "badges only": Way(before=0.4, badges=0.4),
    "badges only, no blanks": Way(before=0.0, after=False, badges=0.4, head="plain"),
    "buttons on some": Way(
        before=0.3, foot=("Like · Reply · {t}",), foot_share=0.5, badges=0.2
    ),
    "counts only": Way(before=0.5, counts=0.4),
    "more only": Way(before=0.5, more=0.3),
    "windows": Way(ends="\r\n", bom=True, dirty=0.3),
    "double spaced": Way(spaced=True, before=0.0, after=False),
    "names twice now and then": Way(
        before=0.3, after=True, twice="\n", twice_share=0.3
    ),
    "names twice in one line": Way(before=0.3, forms=("{name}{name}",)),
    "badge in the name's line": Way(
        before=0.0,
        after=False,
        forms=("{name}", "{name} · Author", "{name} · Follow"),
        foot=("Like · Reply · {t}",),
    ),
    "time in the name's line": Way(before=0.3, forms=("{name} · 2d", "{name} · 5w")),
    "time under the name": Way(
        before=0.0,
        after=False,
        forms=("{name}\n2d", "{name}\n3 hrs"),
        foot=("Like · Reply",),
    ),
    "picture above the name": Way(
        before=0.0,
        after=False,
        forms=("{name}'s profile picture\n{name}",),
        foot=("{t}\nLike\nReply",),
    ),
    "buttons in the last line": Way(
        before=0.0, after=False, foot=("~Like · Reply · {t}",)
    ),
    "answers without buttons": Way(before=0.4, answered=True),
    "all mixed": Way(
        before=0.4,
        badges=0.15,
        counts=0.2,
        more=0.1,
        edited=0.3,
        page_foot=FOOT_EN,
        foot=("Like · Reply · {t}", "{t}  Like  Reply", "পছন্দ · জবাব দিন"),
        foot_share=0.4,
    ),
    "all mixed, no blanks": Way(
        before=0.0,
        after=False,
        inner=False,
        badges=0.15,
        counts=0.2,
        more=0.1,
        edited=0.3,
        page_foot=FOOT_BN,
        foot_share=0.4,
        head="mobile",
        foot=("Like · Reply · {t}", "{t}  Like  Reply", "পছন্দ · জবাব দিন"),
    ),
}
