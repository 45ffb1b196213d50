"""How much a line looks like the name of a person or page.

Points are rough log-odds: 0 says nothing, 2 and more is a name unless its place
speaks against it, -8 is no name anywhere. The word lists are short on purpose;
the layout of the paste (``segments``) weighs more than any word.
"""

import re
import unicodedata
from functools import lru_cache

MOST = 4.0
LEAST = -8.0
LONGEST = 60
MOST_WORDS = 7


def _words(text: str) -> frozenset[str]:
    """Split a table of words, normalised as every line of a paste is."""
    return frozenset(unicodedata.normalize("NFC", text).casefold().split())


#: Parts of Bangladeshi names.
NAME_PARTS = _words("""
    মোঃ মো মো: মো. মোহাম্মদ মোহাম্মাদ মুহাম্মদ মোছাঃ মোছা মোছা: মোছা. মোসাঃ মোসা
    মোসাম্মৎ মোসাম্মাৎ সৈয়দ সৈয়দা শেখ মীর কাজী কাজি মির্জা খন্দকার আবু আবদুল আব্দুল
    আবদুর আব্দুর আবদুস আব্দুস উম্মে বিনতে ইবনে বিন আক্তার আখতার আকতার বেগম খাতুন
    সুলতানা সুলতান ইসলাম রহমান হোসেন হোসাইন হুসাইন হাসান আহমেদ আহমদ আহম্মেদ খান খানম
    চৌধুরী হক আলম উদ্দিন উদ্দীন জাহান নাহার পারভীন পারভিন ফাতেমা ফাতিমা আয়েশা আয়শা
    খাদিজা মরিয়ম জান্নাত জান্নাতুল ফেরদৌস ফেরদৌসী নুসরাত ইসরাত তাসলিমা তাসনিম তানজিনা
    তানিয়া সাবরিনা সাদিয়া সুমাইয়া সুমি রুমি রুমা রিমা রিমি লিমা লিজা মিম মীম মৌ নিপা
    নিশি নিশাত শারমিন শারমীন শামীমা শামিমা শিরিন নাসরিন নাসরীন ইয়াসমিন ইয়াসমীন রোকসানা
    রোকেয়া রাবেয়া রাজিয়া রেহানা রোজিনা শাহনাজ শাহানা শাহিন শাহীন কবির করিম রহিম রফিক
    জামান জামাল কামাল সালাম কালাম আজাদ আনোয়ার মাহমুদ মাহমুদা মাসুদ মামুন রাজীব রাজিব
    রাকিব সাকিব রিয়াদ রাসেল রুবেল সোহেল সুজন সজীব সজিব তুহিন তানভীর তানভির ইমরান আরিফ
    আশিক নাঈম নাইম ফারুক ফয়সাল ফারহানা ফারজানা ফারিয়া ফাহিম ফাহমিদা মেহেদী মেহেদি
    মিজান মিজানুর হাবিব হাবিবা হালিমা সালমা সেলিনা সেলিম সিদ্দিকা সিদ্দিক সরকার সাহা
    পাল দাস দাশ রায় ঘোষ সেন বসু দত্ত দেব দেবী রানী রাণী চন্দ্র কুমার সোম নাথ চক্রবর্তী
    বিশ্বাস মন্ডল মণ্ডল মজুমদার তালুকদার ভূঁইয়া ভুইয়া ভূইয়া পাটোয়ারী মোল্লা মোল্যা
    শিকদার সিকদার হাওলাদার মিয়া মিঞা প্রামানিক আলী আলি জাহিদ জহির জুবায়ের তামান্না
    তামজিদ তাহমিনা তাহিরা নাজমা নাজমুল নাদিয়া নাবিলা নাজনীন নাজনিন নূর নুর নুরুন্নাহার
    রওশন শতাব্দী শিমু শিমুল শিল্পী শিউলি শাপলা শাকিল শাহরিয়ার শাওন শুভ রিতা রীতা
    রত্না রুপা রূপা লাবনী লাবণী লায়লা লাইলা লাকী লাকি মুক্তা মুন্নি মুন্নী মনিরা মনির
    মৌসুমী মৌসুমি বিথী বীথি বৃষ্টি প্রিয়া পপি পলি পিয়াল ঝর্ণা ঝর্না জেসমিন জেরিন জিনাত
    জয়া জয় চন্দন চম্পা কাকলি কাকলী কেয়া কণা ইভা ইতি ইলা ইরা আঁখি আফরোজা আফরিন আফরীন
    আনিকা আনিসা আরজু আসমা আসিফ আকাশ অনিক অনন্যা অর্পিতা ওয়াহিদা এশা ঐশী ঊর্মি উর্মি
    """)
#: The same in Latin letters.
LATIN_NAME_PARTS = _words("""
    md md. mst mst. most mrs mr dr engr adv prof sk syed syeda sheikh shaikh mir kazi
    mohammad mohammed muhammad abu abdul abdur abdus umme binte ibn bin akter akhter
    aktar akther begum khatun sultana sultan islam rahman rahaman hossain hossen hosen
    hussain hasan hassan ahmed ahmad ahammed khan khanam chowdhury choudhury haque hoque
    haq alam uddin jahan nahar parvin parveen fatema fatima ayesha aysha khadija mariam
    jannat jannatul jannatun ferdous ferdus nusrat nushrat israt ishrat taslima tasnim
    tasnia tanjina tania tanya sabrina sadia sumaiya sumi ruma rumi rima lima liza mim
    nipa nishi nishat sharmin shamima shirin nasrin yasmin yesmin roksana rokeya rabeya
    razia rehana rozina shahnaz shahana shahin kabir karim rahim rafiq rafi zaman jaman
    jamal kamal salam kalam azad anwar mahmud mahmuda masud mamun razib rajib rakib sakib
    riad riyad rasel rubel sohel sujon sujan sajib tuhin tanvir imran arif ashik naim
    faruk faisal farhana farjana farzana faria fahim fahmida mehdi mehedi mizan mizanur
    habib habiba halima salma selina selim siddika siddiqua siddique sarker sarkar saha
    paul pal das dash roy ghosh sen basu datta dev devi rani chandra kumar nath biswas
    mondal majumder mazumder talukder talukdar bhuiyan bhuiya patwary mollah sikder
    sikdar howlader mia miah ali jahid zahid zahir jubayer tamanna tahmina najma nazmul
    nadia nabila naznin nur noor rowshan shimu shimul shilpi sheuli shakil shaon shuvo
    rita ratna rupa labony laila lucky mukta munni monira monir mousumi bithi brishti
    priya poly jhorna jesmin jerin zinat joya champa kakoli keya eva ety ira afroza afrin
    anika anisa asma asif akash anik ananna arpita oishi urmi tuj johora zohra sultan
    """)
#: Words that stand in comments and hardly ever in a name.
_NEVER = _words("""
    আমি আমার আমাদের আমরা আপনি আপনার আপনাদের আপনারা তুমি তোমার সে তার তাদের তারা তাকে
    এই এটা এটি এর এবং ও ওই ঐ কি কী কে কেন কোন কোনো কত কবে কোথায় যে যা যারা যদি তবে
    তাহলে কিন্তু অথবা বা না নাই নেই নয় হয় হবে হলে হলো হল হতে হয়ে হয়েছে হচ্ছে আছে
    আছি আছেন ছিল ছিলাম থাকা থাকে থাকবে থাকতে রাখা রাখতে করা করে করি করতে করবে করবেন
    করুন করছি করেছি করলাম করলে দেওয়া দেয়া দিতে দিয়ে দেন দিন দিলাম নেওয়া নেয়া নিতে
    নিয়ে নিন বলা বলে বলি বলেছেন যায় যেতে গেলে আসে এসে জন্য জন্যে সাথে সঙ্গে থেকে
    মতো মত মধ্যে উপর পর আগে কাছে দিকে ভাই ভাইয়া ভাইয়ের আপু আপুর আপা আপি স্যার
    ম্যাম ম্যাডাম দাদা দিদি ধন্যবাদ অসংখ্য সহমত একমত ঠিক সঠিক একদম অবশ্যই অনেক খুব
    খুবই বেশ ভালো ভাল সুন্দর দারুণ দারুন চমৎকার অসাধারণ অসাধারন শুভকামনা শুভেচ্ছা
    অভিনন্দন স্বাগতম জি জ্বি জী হ্যাঁ হুম ওকে আচ্ছা সবাই সবাইকে সবার সব কিছু কিছুই
    আজ আজকে আজকের আড্ডা আড্ডার আড্ডায় পোস্ট কমেন্ট গ্রুপ গ্রুপে পেজ পেইজ লাইক
    আসসালামু আলাইকুম ওয়ালাইকুম আসসালাম আলহামদুলিল্লাহ মাশাআল্লাহ মাশাল্লাহ
    ইনশাআল্লাহ ইনশাল্লাহ সুবহানাল্লাহ আমিন জাযাকাল্লাহ পণ্য পণ্যের পন্য পন্যের
    কাস্টমার কাস্টমারের ক্রেতা ক্রেতার বিক্রেতা ব্যবসা ব্যবসার দাম টাকা ডেলিভারি
    ছবি অর্ডার ইনবক্স ইনবক্সে প্রথমত দ্বিতীয়ত তৃতীয়ত প্রথমে তারপর এরপর শেষে এখন
    মান দাম রং কাজ কাজের হাতের ঘরের তখন আবার আরও আরো শুধু মাত্র প্রতি প্রতিদিন নতুন পুরাতন পুরোনো বেশি কম জানতে
    জানি চাই চায় পারি পারে পারবে পারবো উচিত উচিৎ দরকার প্রয়োজন গুরুত্বপূর্ণ আর তাই
    কারণ কারন যেমন ছাড়া পাশে পোস্টে কথা কথাটা মানুষ দিনে দোয়া শুভ_সকাল সকালে
    সততা সৎ সময় সময়মতো ধৈর্য ব্যবহার সার্ভিস ফিডব্যাক কোয়ালিটি প্যাকেজিং অফার ফ্রি
    রইল রইলো লাগলো লাগল লাগে লাগবে গেল গেলো এলো হলাম উপকৃত সকাল রাত্রি জন্মদিন তথ্য
    অর্জন বিশ্বাস ভরসা যত্ন হাসিমুখে হাসিমুখ মিষ্টি কথায় কাজে মনে মন মনের চেষ্টা শিখতে
    শেখা জানা বোঝা বুঝি বুঝলাম লাভ লস ক্ষতি সমস্যা সমাধান নিজে নিজের নিজেকে অন্য অন্যের
    একটা একটি এক দুই তিন দুটো বিষয় বিষয়টা টপিক মতামত আলোচনা অপেক্ষায় রইলাম শিখলাম জানলাম দেখলাম পড়লাম
    """)
_NEVER_LATIN = _words("""
    love smile able about add after again all always amount any anyone back based because before
    being believe better bless boost both build buy buyer call came chain
    change cheap choice choose clear client comment confirm could
    cover create day days details discount don't done each earn easy
    effort enough even ever every everyone everything experience fast feel few final
    find finish free fresh friend full fully gain get give given giving going gone
    got grow growth guys hard help helpful helping honest hope idea
    important impressed informative interested interesting issue item items joined just
    keeping kind know learn learned less let like line list live long lot lots
    loved luck made maintain make making management manner market marketing
    matter may mention message mind mine money month morning must need needed never next
    night notice nothing now number offer often only open order other over own packaging
    packing page payment people perfect personal photo picture point positive
    power pray product products proper proud put quick read real really regards regular
    respect rest return safe sale sales satisfaction say search see sell seller selling
    send service session set share sharing shop short should show simple small
    some someone something soon special stay step still stock stop strong success
    successful such super support sure take talk team tell than then there things think
    time times today together tomorrow top topic total trust try trying understand
    unique update use used useful using value wait want way week while win without woman
    word work working works worth would write wrong year years yet young
    lekha lekhata kotha post ta tai jodi hobe hoy hoyeche lagche laglo chai parbo pari
    shob shobai sob sobai valobasha pasha achi asi kaj kajer
    the a an and or but of in is are was were am be been for to with from by at on it
    this that these those my your our his her their me you we they i he she not no yes
    thanks thank thanx tnx thx ok okay oh hi hello good nice great very post right done
    welcome congratulations congrats congratulation wow amazing awesome excellent
    beautiful agree agreed absolutely exactly true well said same here also please pls
    plz best luck wishes happy birthday apu apa api apo vai bhai vaiya bhaiya vaia dada
    didi sir madam mam maam dear sister brother assalamu assalamualaikum alaikum
    walaikum olaikum salam_alaikum alhamdulillah mashallah masha insha inshallah
    inshaallah mashaallah jazak jazakallah subhanallah allah ameen amin eid mubarak
    inbox price pp cod delivery how what when where why who which can will would should
    have has had do does did so much many more most too carry go ahead keep up follow
    ami amar apnar apni apnake tumi tomar ki keno kothay khub onek valo bhalo dhonnobad
    thik sohomot sundor hobe kore korte korbo ache nai na ha hae ji jii amra amader ei
    eta jonno sathe theke kintu ebong r ar o
    """)
#: Words of page names and of comments alike.
_SELDOM = _words("""
    brand brands color colour cotton custom cute dress gift gifts hand handmade home lovely
    painted life story world friends sweet
    women forum group page shop store online business customer service product quality
    feedback review cash review facebook market e-commerce ecommerce fashion house food
    bangladesh dhaka chittagong chattogram sylhet rajshahi khulna barisal comilla first
    second third one two three new old
    শাড়ি থ্রিপিস পাঞ্জাবি কাপড় গয়না গহনা খাবার কেক আচার পিঠা মধু ঘি মুরগি মাছ মাংস কাঁথা
    নকশি তাঁতের মাটির দেশি দেশীয় খাঁটি হাতে তৈরি ঘরোয়া রান্না সেলাই সুতি জামদানি টিপ চুড়ি
    মাপ আস্থা লোভ সাহস পুঁজি বাছাই যোগাযোগ পরিচিতি পরিচয় প্রচার প্রচারণা লেখা লেখাটা ভিডিও
    ফোরাম শপ স্টোর হাউস হাউজ বাজার ফ্যাশন বুটিক ঢাকা চট্টগ্রাম সিলেট রাজশাহী খুলনা
    বরিশাল বাংলাদেশ ফেসবুক অনলাইন প্রথম দ্বিতীয় তৃতীয়
    """)

#: Words inside the name of a page, as in "Taste of Dhaka": they say nothing there.
_CONNECTORS = _words("by of and the for in & n or")

#: Endings of Bangla verbs and cases, rare at the end of a name.
_ENDINGS = tuple(
    _words("""
    বেন ছেন ছে ছি বে বো লাম তাম চ্ছে চ্ছি েছে েছি গুলো গুলি গুলোর গুলির দের দেরকে টা
    টার টি টির কে তেই ানো েই রাও োও যোগ্য ভাবে পূর্ণ ের দের তে ওয়া
    """)
)

_NO_NAME = re.compile(
    r"[।॥৷?!؟;\"“”*#@/\\=+<>|_~^%$৳★☆•✔✅➡→▶►…\[\]{}]|https?:|www\.|\.com/|,|\.\.|\d{5}"
)
_DIGIT = re.compile(r"\d")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")
_BANGLA = re.compile(r"[\u0980-\u09ff]")
_STRIP = "().:-–—'’‘"
_SYMBOLS = {"So", "Sk", "Sm", "Sc"}


@lru_cache(maxsize=8192)
def points(text: str) -> float:
    """Weigh a clean line as a name, from ``LEAST`` to ``MOST``."""
    if not text or len(text) > LONGEST or _NO_NAME.search(text):
        return LEAST
    tokens = text.split()
    if len(tokens) > MOST_WORDS:
        return LEAST
    if not (_LATIN.search(text) or _BANGLA.search(text) or _has_letter(text)):
        return LEAST
    if any(unicodedata.category(char) in _SYMBOLS for char in text):
        return LEAST
    if tokens[0][0] in "-–—:." or tokens[0][0].isdecimal() or text[-1] in ":-–—":
        return LEAST
    score = _script_points(text, tokens)
    if _DIGIT.search(text):
        score -= 2.5
    if len(tokens) > 5:
        score -= 1.5 * (len(tokens) - 5)
    return max(LEAST, min(MOST, score))


def plain_words(text: str) -> set[str]:
    """Return the words of a text that no table of names holds and no capital marks."""
    found = {token.strip(_STRIP + ',।?!৷"“”') for token in text.split()}
    return {
        word
        for word in found
        if len(word) > 1
        and not word[0].isupper()
        and word not in NAME_PARTS
        and word not in LATIN_NAME_PARTS
    }


def _has_letter(text: str) -> bool:
    """Say whether any letter of any script is there."""
    return any(unicodedata.category(char)[0] == "L" for char in text)


def _script_points(text: str, tokens: list[str]) -> float:
    """Weigh the words, each by the rules of its script."""
    latin = [token for token in tokens if _LATIN.search(token)]
    bangla = [token for token in tokens if _BANGLA.search(token)]
    score = 0.0
    if latin:
        score += _latin_points(latin)
    if bangla:
        score += _bangla_points(bangla)
    if latin and bangla and "(" not in text:
        score -= 1.0
    return score


def _latin_points(tokens: list[str]) -> float:
    """Weigh Latin words: capitals, parts of names, words of comments."""
    score = 0.0
    inner = [token for token in tokens[1:-1] if token not in _CONNECTORS]
    if len(tokens) > 2 and all(token[0].isupper() for token in inner):
        tokens = [tokens[0], *inner, tokens[-1]]
    capital = sum(token.strip(_STRIP)[:1].isupper() for token in tokens)
    if capital == len(tokens):
        score += 2.0 if len(tokens) > 1 else 1.0
    elif capital == 0:
        score -= 2.0
    else:
        score -= 1.0
    plain = [token.casefold().strip(_STRIP) for token in tokens]
    known = sum(token in LATIN_NAME_PARTS for token in plain)
    score += min(2.5, 1.5 * known)
    score -= 3.5 * sum(
        word in _NEVER_LATIN and not (len(word) == 1 and token[0].isupper())
        for word, token in zip(plain, tokens, strict=True)
    )
    return score - 1.5 * sum(token in _SELDOM for token in plain)


def _bangla_points(tokens: list[str]) -> float:
    """Weigh Bangla words: parts of names, words of comments, endings."""
    score = 0.5 if len(tokens) > 1 else -0.5
    known = 0
    for token in tokens:
        bare = token.strip(_STRIP)
        if token in NAME_PARTS or bare in NAME_PARTS:
            # শুভ and বিশ্বাস are names and words: they say nothing.
            known += bare not in _NEVER
        elif bare in _NEVER:
            score -= 3.5
        elif bare in _SELDOM:
            score -= 1.5
        elif bare.endswith(_ENDINGS):
            score -= 1.2
        elif token is not tokens[-1] and bare.endswith("র"):
            # "of", as in a phrase of two nouns; rare inside a name.
            score -= 0.5
    return score + min(3.5, 2.0 * known)
