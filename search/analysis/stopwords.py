"""Words that say nothing about what a text is about.

Own list, read off how people ask and chat: small words, endings written apart
(কাস্টমার দের), question words, light verbs, and the same in English and Banglish.
They stay in the index; a query drops them as long as something else is left.
"""

from functools import lru_cache

from search.analysis.keys import keys
from search.analysis.letters import is_latin, spelling_form, word_form

_BANGLA = """
ও এ এই এটা এটি এর এরা এদের এগুলো ঐ ওই সে সেই সেটা সেটি তা তাই তার তাদের তারা তিনি উনি
উনার উনাদের আমি আমার আমাদের আমরা আমাকে আপনি আপনার আপনাদের আপনারা আপনাকে তুমি তোমার
তোমরা নিজে নিজের কে কি কী কোন কোনো কেউ কারো কার কারা কাকে কেন কেনো কিভাবে কীভাবে কিনা
কেমন কত কতো কখন কোথায় যা যে যার যারা যাদের যেন যেনো যেমন যেভাবে যখন যদি যদিও তবে তবু
তখন তেমন তারপর তাহলে তো আর আরো আরও এবং অথবা বা কিংবা কিন্তু বরং জন্য জন্যে জন্যই থেকে
হতে দিয়ে নিয়ে সাথে সঙ্গে মধ্যে ভিতর ভেতর উপর উপরে নিচে কাছে দিকে পর্যন্ত মতো মত ভাবে
না নাই নেই নয় নি হ্যাঁ জি জ্বি হয় হয়ে হয়েছে হবে হলে হচ্ছে হল হলো হন হওয়া ছিল ছিলো আছে
আছেন থাকে থাকা থাকতে থাকবে থাকেন করা করে করি করেন করতে করবে করবেন করবো করব করলে করছি করছে করছেন
করেছি করেছে করেছেন করুন করার যায় যাবে যাক গেলে গেছে যাওয়া দেওয়া দেয়া দেয় দিতে দিলে দেন দেব দেবো
নেওয়া নেয়া নেয় নিতে নিন নেন পারি পারে পারেন পারা পারবে পারবেন উচিত উচিৎ একটা একটি একটু এক এখন
এখনো এখনও এখানে সেখানে অনেক খুব সব সবাই সবার সকল সকলে শুধু প্রায় আবার অবশ্যই ঠিক বেশ
এত এতো যত যতো তত ততো এমন যেটা যেটি সেটার এটার যেসব এসব সেসব এভাবে সেভাবে এতে এছাড়া
তাছাড়া নাকি সেজন্য এজন্য তাকে তাদেরকে ওদের যিনি যেকোনো কোনটা কোনটি একজন কাউকে কারও
নিজেকে নিজেই নিজেদের আমারও আমিও মাত্র শুধুমাত্র অর্থাৎ অতএব সুতরাং অথচ যাইহোক
কেমনে কেম্নে ক্যামনে ক্যান কই কিয়ের কিসের হইলে হইছে হইব হইলো করুম করমু
হিসেবে হিসাবে সেখান এখান তাতে
কেমতে কহন কোনডা কোনখানে কিল্লাই কিয়া কীরকম কিরকম কিরাম আমগো আমাগো তোমাগো আপনেরা আপনে হেরা হে এইটা ওইটা
এইডা ওইডা হেইডা এইখানে ওইখানে এমনে তেমনে এইভাবে আছিল আছিলো আছিলাম আছিলেন ছিলাম ছিলেন আছি
করসি করসে করসেন দিসি দিসে দিসেন নিসে নিসেন পাইসি পাইসে পাইসেন হইসে হইসি গেসে গেসি আইসে আইসি
লাগসে থাকসে বলসে বলসি কইসে কইসি চাইসি চাইসে কইছে কইছি কইলাম কইতে কইয়া কইবেন কমু কইরা কইরেন দিয়েন
নিয়েন হয়া আইছি আইছে আইলো আইলাম আইবো আইবে আইতে আইসা গিয়া যাইয়া কয় কইলে কইব কইবো কইছেন দিয়া নিয়া পাইয়া হইয়া লাইগা থাইকা পেয়ে করিয়েন হয়নি জানিনা কবে দিদি আন্টি বইন
একবার একবারে এরপর এরপরে এবার এইবার একদম একেবারে সবচেয়ে ওখানে ওখান ওর ওটা যেই যাকে যেখানে আরেক
আরেকটু সহ অন্তত তাও তাওতো এইসব ওইসব সেইসব এতদিন ততদিন যতদিন আমারে তোমারে তারে উনারে কারে তোরে আপনারে থিকা থিকে
অনুযায়ী মাধ্যমে বিনা নইলে নাহলে নতুবা দাও নাও এইজন্য সেইজন্য এইটুকু এটুকু যতটুকু কতটুকু কতবার
উনারাই যেদিন সেদিন এদিকে ওদিকে কোথা কইরো দিয়ো নিয়ো জানিয়েন জানাইয়েন আইলে আইসেন আইলেন
কিছু কয়েক ভাই আপু আপা আফা আপুরা আপুনি ভাইয়া সিস প্লিজ প্লিজজ চাই চান চাচ্ছি বলে বলা
অহন এহন এখুন এলা তহন যহন বেবাক ব্যাবাক হগল হগলে হগলের হকল হক্কল সক্কল কিতা কিতার কিলা কিলান কেরে
কিয়ারে কিল্লাইগা হেতে হেতি হেগো হেগোর হেয় হ্যায় তাইন আন্নে আন্নের আন্নেরা আমনে আমনের আঁই আঁরা আঁরার মুই
মোর মোগো তোর তুই তোরা তুমরা আপনেগো ইগু ইতা ইগা ইতান অইছে অইবো অইলে অইতে অয় অইয়া গিছে গ্যাছে গেছেগা
আইয়ে আইয়েন খরমু খরছি খরছে খরতাম খরি খরে খরেন খরলে খইন খইছি লইয়া লই লয় লমু লইছি লইছে লইলাম লইতে
দিবাম করবাম যাইবাম দিবার করবার নিবার কইবার লাগবার হইবার পাইমু পাইতাম যাইমু যাইতাম চাইতাছে চাইতাছি
চাইতেছে হইতো আছুইন আছইন আছুন নাইক্কা নাইগা নাইকা লগে লগ্গে কাছত ওগো হেরে তাগো তাগোর যেইডা কুন
কুনটা কুনডা কুনহানে কোনহানে কুতায় কুথায় কোতায় এইহানে ওইহানে হেইহানে এহানে হেনে কইতাছি কইতাছে কইতেছে
কইতাম হুদা হুদাই ইকটু এট্টু ইট্টু মতন লাহান লাগি লিগা আমারে তোমারে আপনেরে তারে তাগোরে আপনারে আমগোরে
হেইটা এইগুলা ওইগুলা হেইগুলা থেইকা থিকা থাইক্কা লাইগ্যা কিসু কুনো ক্যাম্নে ক্যামতে কনতে কিন্তুক হেরপর কইরেন
টা টি টার টির খানা গুলো গুলি গুলা গুলোর দের দেরকে কে র রা এর ের তে য় জন
"""
_LATIN = """
a an the of to in on at by for from with and or but is are was were be been am do does
did can could should would will shall may i me my we our you your he she it its they
them their this that these those how what why when where who which if not no yes so as
about please there here have has had get because since than then whether while any ever into
each such just also him us very all only every often someone somebody something anyone
anything everything nothing up out off down through during per via
er ke ki r ra ta ti te der gulo e o ar na ami amar amader apni apnar apnara tumi kivabe
kibhabe keno kemon koto kothay kon kono jonno jonne theke diye niye sathe korbo kori
kore korte korar kora koren hoy hobe hole holo ache ase jabe jay jay dite deya dewa nite
neya newa ekta ekti onek khub shob sob
kibabe kemne kemnee kamne kmne kmn kemn kamon ktw kto kotodin kobe kohon koi konta kontae kader kake
kara kenw kiser kisher kiyer kisu kichu kicu kichui amra amr ame apne apnera apnr apnder tmi tumar
tomar tomra unar onar unara onara tar tader oder era ora oi ei shei sei se je jodio tai tahle thle
plz pls plzz plzzz please sis apu apuu apuni api apa apura afa bhaiya vaiya bhai achi asi achen asen nai
nah achilo chilo chilam silo silam hae ha ji jee jii hya hmm ok okay oke akta akti ekjon kew kaw kno
peyechi peyeche peyecho peye pete paoya eshechi eseche eshese aisa aise legeche lagar hoya hoyna hoyni hoar
howa gesi gechi giye jan dao daw dey deini deyni ney nen bolun dekhun korai lagaite thakar parbona cheyechi
cheyeche afu apnra kina kinaa kase kache kace kaste kasto jemon temon jeno tobu nobody noone too now still even away let lets let
though just also against toward towards almost however rather quite yet upon unless until till besides although maybe perhaps either neither got getting become becomes becoming having goes done cannot cant couldnt wouldnt shouldnt wasnt werent arent koy koile koise koisi koilo koite u ur r im ive dont doesnt didnt isnt cant wont wanna gonna
moddhe modhye tarpor tarpore tokhon tokhoni jara jader jake taholei naki ekdom ekbar ekbare ebar eibar oikhane oikhan
jekhane jokhon eshob esob eisob eigula oigula eigulo oigulo nijer nijei nije nijeder shathe shathei sathei evabe ebhabe evabei
ovabe sevabe oivabe emni tahle taile noile nahole amare tomare tare kare unare apnare thika thike arek arektu
shoho ontoto eijonno eituku koybar kotobar jedin sedin eto etodin jotodin
already himself herself themselves itself myself yourself ourselves mine yours hers theirs whom whose must might able
kothai kuthai kuthay kotai kothao
anyway anywhere somewhere everywhere ones
"""

# Verbs that carry others (করে দেওয়া, চলে যাওয়া), in the forms people write: roots with
# the endings that stand behind them.
_LIGHT_ROOTS = "কর দি দে নি নে যা আস এস এসে থাক পার চা লাগ পা পে হ হো গে রাখ বল"
_LIGHT_ENDINGS = """
ি ে েন ব বে বেন বো বা ছি ছে ছেন চ্ছি চ্ছে চ্ছেন লাম ল লো লেন লে তে ত তো তাম তেন য় ই ও ন
য়েছি য়েছে য়েছেন েছি েছে েছেন ইনি েনি েননি ায় ার া াই িয়ে লেও বেনা বনা ওয়া ওয়ার
মু ুম তেছি তেছে তেছেন তাছি তাছে তাছেন ইছি ইছে ইছেন ইব ইবো ইবে ইবেন ইবা ইলাম ইল ইলো ইলে ইলেন ইতে
ইতেছি ইতেছে িনা িনি িনাই েনাই ইনাই য়েছিল য়েছিলাম য়েছিলেন েছিল েছিলাম েছিলেন িয়েছিল িয়েছিলাম িয়েছিলেন ইছিল ইছিলাম ইছিলেন সিল সিলাম সিলেন ইতো ইতাম
িনি য়নি েনি ছিল ছিলাম ছিলেন ানো াবো াবেন াইছি াইছে াইলাম িয়েছি িয়েছে
"""
_LIGHT_LATIN = """
dibo dibe diben dite dilam dile dicche dicchi dichhe dey dei den nibo nibe niben nite nilam
nile nicche nicchi nei asbe asbo aschi asche eshe ese gelo gele geche gese jai jete jacche
jacchi pabo paben pai pele pelam pacchi pari pare paren parbo parben chai chay chan
chaile chacchi lage lagbe laglo thake thaki thaken thakbe thakle hoye hoyeche hoise hocche
korlam korle korlo korechi korsi korche koro kore korte bolbo bole boli bolte bolben keu kar
kintu jodi tahole tobe jate eta ota sheta seta eita oita ekhon akhon ekhane okhane
kokhon porjonto ektu aro shudhu sudhu giyechilo giyechilam gesilo gesilam geselam gechilo gechilam matro hoyto obosshoi ucit uchit emon eto joto toto
"""


# … though these are words of their own: genuine, rice, day, blue, necklace, vehicle,
# a district, to attach, a surname, a pen; the same, never, SEO, a tie, a key; slow, aunt, farmer, know, below, water, beside, pay;
# nice, pace, a frying pan.
_NOT_LIGHT = {
    *("আসল", "চাল", "দিন", "নিল", "হার", "যান", "আসন", "রাখি", "পাবনা", "লাগান"),
    *("পাল", "পেন"),
    *("একই", "কখনই", "এসইও", "টাই", "রাই", "chabi", "chalai"),
    *("aste", "chachi", "chasi", "jana", "niche", "pani", "pase", "pay"),
    *("nice", "pace", "karai"),
}


# What may stand behind any small word, and how much has to be left: বই is no ব, deri no der.
_STRESS = ("ই", "ও", "i", "o")
_MIN_STRESSED, _MIN_LATIN_STRESSED = 2, 4

# The same in Latin letters: roots that end in a consonant and in a vowel, each with its
# endings, as people write them on a phone (korsi, korchi, dimu, paisi).
_LATIN_ROOTS = "kor bol thak par lag ash as rakh"
_LATIN_ENDINGS = """
i e en o te to tam tesi techi tese teche tesen ci ce eci ece lam la lo le len bo be ben mu um si chi se che
sen chen echi eche echen echilam echilo echilen esi ese esen esilam esilo ini eni ina chilam chilo chilen silam silo silen
"""
_LATIN_VOWEL_ROOTS = "di ni pa pai ja jai cha chai ho hoi ais"
_LATIN_VOWEL_ENDINGS = """
bo be ben b mu lam la lo le len te tam to si chi ci se che ce sen chen yechi yeche yechen yechilam yechilo yechilen isilam isilo isilen ito itam echi eche
echen yesi yese yesen ye cchi cche cchen tesi tese techi teche tesen y o ini ni nai na oa wa
war oar eni silam chilam chilo
"""


# What other verbs have besides, written as they are at home: kinbar, tola, bechia.
_LATIN_OF_VERBS = "a ar bar iya ia un tasi tase tasen tachi tache chhi chhe"
_LATIN_OF_VOWEL_VERBS = (
    "bar r no nor iya ia isi ise isen ichi iche ichen ilam ite ile ibo iben in"
)


@lru_cache(maxsize=512)
def latin_forms(root: str) -> tuple[str, ...]:
    """A verb in Latin letters as people write it, by its root: bech, bana."""
    if root[-1] in "aeiou":
        endings = f"{_LATIN_VOWEL_ENDINGS} {_LATIN_OF_VOWEL_VERBS}"
    else:
        endings = f"{_LATIN_ENDINGS} {_LATIN_OF_VERBS}"
    return tuple(root + ending for ending in endings.split())


def _light_latin() -> set[str]:
    return {
        root + ending
        for roots, endings in (
            (_LATIN_ROOTS, _LATIN_ENDINGS),
            (_LATIN_VOWEL_ROOTS, _LATIN_VOWEL_ENDINGS),
        )
        for root in roots.split()
        for ending in endings.split()
    }


def _light() -> set[str]:
    forms = {
        spelling_form(word_form(root + ending))
        for root in _LIGHT_ROOTS.split()
        for ending in _LIGHT_ENDINGS.split()
    }
    return (forms | _light_latin()) - _NOT_LIGHT


STOP_WORDS = frozenset(
    spelling_form(word_form(word)) for word in (_BANGLA + _LATIN + _LIGHT_LATIN).split()
) | frozenset(_light())


def is_stop_word(form: str) -> bool:
    """Whether a `word_form` is one of STOP_WORDS, in any of its spellings, or one that
    is stressed: এটাই, সেখানেও, thekei."""
    spelt = spelling_form(form)
    return spelt in STOP_WORDS or _is_stressed(spelt)


def _is_stressed(spelt: str) -> bool:
    rest = spelt[:-1]
    least = _MIN_LATIN_STRESSED if is_latin(spelt) else _MIN_STRESSED
    is_ending = spelt.endswith(_STRESS) and len(rest) >= least
    return is_ending and rest in STOP_WORDS and spelt not in _NOT_LIGHT


@lru_cache(maxsize=1)
def _sounds() -> frozenset[str]:
    words = (_BANGLA + _LIGHT_ROOTS).split()
    return frozenset(key for word in words for key in keys(word_form(word)))


def sounds_like_stop_word(form: str) -> bool:
    """Whether a Latin `word_form` may be a stop word of Bangla by its sound: thik is
    ঠিক, and nobody lists all that people make of such words."""
    return is_latin(form) and not _sounds().isdisjoint(keys(form))
