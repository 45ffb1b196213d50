from pathlib import Path

import pytest

from search.analysis import analyse
from search.analysis.letters import word_form
from search.analysis.lexicon import (
    LexiconError,
    build,
    lexicon,
    read,
    read_common,
    read_related,
    read_same,
    stem_of,
)
from search.analysis.stems import VERB_MARK, stems
from search.analysis.stopwords import is_stop_word


def concepts_in(text: str) -> list[tuple[str, ...]]:
    return [token.features.concepts for token in analyse(text)]


def list_of(folder: Path, *lines: str) -> Path:
    path = folder / "concepts.tsv"
    path.write_text("# a list\n" + "\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.mark.parametrize(
    "word",
    ["পণ্য", "পন্যের", "প্রোডাক্টগুলো", "প্রডাক্ট", "ponno", "products", "পোডাক্ট", "জিনিসটা"],
)
def test_one_thing_said_in_many_ways_is_one_concept(word: str) -> None:
    assert concepts_in(word) == [("product",)]


@pytest.mark.parametrize("word", ["কেনা", "কিনলাম", "কিনবেন", "ক্রয়", "buying"])
def test_a_verb_is_known_in_each_of_its_forms(word: str) -> None:
    assert concepts_in(word) == [("buy",)]


@pytest.mark.parametrize(
    "word", ["পাঠাচ্ছি", "পাঠিয়েছিলেন", "পাঠাইছি", "পাঠাইলাম", "পাঠাবো", "পাঠাননি", "sent"]
)
def test_a_verb_that_is_had_done_is_known_in_its_forms(word: str) -> None:
    assert concepts_in(word) == [("send",)]


def test_a_phrase_is_known_by_its_words_together() -> None:
    assert "cod" in concepts_in("ক্যাশ অন ডেলিভারিতে নিলাম")[0]
    assert "cod" in concepts_in("hate peye taka dibo")[0]
    assert "fraud" in concepts_in("আমি ধরা খেয়েছি")[1]
    assert not any("cod" in found for found in concepts_in("অন ক্যাশ"))


@pytest.mark.parametrize(
    ("word", "concept"),
    [
        ("চাদরে", "bedsheet"),  # and not the moon
        ("শরীরে", "body"),
        ("কলারে", "collar"),
        ("আকারে", "size"),
        ("পোশাকে", "dress"),
        ("বাটিকে", "batik"),
        ("রিভিউর", "review"),
        ("ভিডিওর", "video"),
        ("টাকাডা", "money"),
        ("ডালডা", "fat"),
        ("বীমার", "insurance"),
    ],
)
def test_of_two_readings_the_fuller_one_is_meant(word: str, concept: str) -> None:
    assert concepts_in(word) == [(concept,)]


def test_the_form_of_a_verb_that_is_a_name_is_no_verb() -> None:
    assert concepts_in("tulbo") == [("lift",)]
    assert concepts_in("tuli hashina katun") == [(), (), ()]


def test_what_is_not_in_the_list_has_no_concept() -> None:
    assert concepts_in("ঘঙচছজঝ নির্যাস") == [(), ()]


def test_no_word_stands_in_two_concepts() -> None:
    seen: dict[str, str] = {}
    for concept in read():
        for word in concept.words:
            assert seen.setdefault(stem_of(word), concept.name) == concept.name, word
            assert word.endswith(VERB_MARK) or stem_of(word) == stems(word)[0]
    assert len(seen) > 9_500
    assert len(set(seen.values())) > 1_600
    assert seen == lexicon().words


def test_no_phrase_stands_in_two_concepts() -> None:
    seen: dict[tuple[str, ...], str] = {}
    for concept in read():
        for phrase in concept.phrases:
            parts = tuple(stem_of(word) for word in phrase)
            assert seen.setdefault(parts, concept.name) == concept.name, phrase
            if len(parts) == 1:
                assert lexicon().words.get(parts[0], concept.name) == concept.name
    assert len(seen) > 9_000


def test_neighbours_are_concepts_of_the_list() -> None:
    names = {concept.name for concept in read()}
    related = read_related()
    assert len(related) > 600
    assert all(len(near) <= 8 for near in related.values())
    for name, near in related.items():
        assert {name, *near} <= names
        assert name not in near


def test_a_word_said_twice_is_refused(tmp_path: Path) -> None:
    path = list_of(tmp_path, "one\tআচার\t\tpickle\t", "two\tআচারের\t\tjam\t")
    with pytest.raises(LexiconError, match="one and two"):
        build(read(path), {})


def test_a_phrase_of_two_concepts_is_refused_however_it_is_said(tmp_path: Path) -> None:
    path = list_of(tmp_path, "one\t\t\t\tটাকা জমে; taka jome", "two\t\t\t\tটেকা জমে")
    same = {stem_of("টেকা"): stem_of("টাকা")}

    assert build(read(path), {}).phrases.keys() == {"টাকা", "taka", "টেকা"}
    with pytest.raises(LexiconError, match="টেকা জমে: one and two"):
        build(read(path), {}, same=same)


def test_a_line_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LexiconError, match="line 2: 2 columns"):
        list(read(list_of(tmp_path, "one\tআচার")))
    with pytest.raises(LexiconError, match="no verb"):
        build(read(list_of(tmp_path, "one\tচা~\t\t\t")), {})


ONE_THING = [
    ("courier", "কুরিয়ারে courier kuriar"),
    ("instalment", "কিস্তিতে installments kisti"),
    ("income", "আয়ের উপার্জন earnings"),
    ("find", "খুঁজে searching khuji"),
    ("understand", "বুঝতে understood bujhte"),
    ("bring", "এনেছি brought ani"),
    ("listen", "শুনেছি listening shune"),
    ("easy", "সহজে easily shohoj"),
    ("need", "দরকারে necessary dorkar"),
    ("before", "আগেই earlier age"),
    ("work", "কাজের working kaj"),
    ("person", "মানুষের people manush"),
    ("earring", "কানপাশা earrings jhumka"),
    ("bangle", "চুড়ির bangles bracelet"),
    ("turmeric", "হলুদের turmeric holud"),
    ("girl", "মেয়ের daughter meye"),
    ("wedding", "বিয়ের married biyer"),
    ("mango", "আমের mangoes aam"),
    ("eid", "ঈদের eid"),
    ("allergy", "অ্যালার্জি এলার্জি allergic"),
    ("pregnancy", "গর্ভবতী pregnant প্রেগন্যান্সি"),
    ("sick", "অসুস্থ illness osustho"),
    ("cry", "কাঁদে crying কান্না"),
    ("hide", "লুকিয়ে hidden lukano"),
    ("same", "একই same eki"),
    ("bkash", "বিকাশে bkash bikash"),
    ("thursday", "বৃহস্পতিবারে thursday"),
    ("lakh", "লাখ lac lakh"),
    ("yard", "গজের yards goj"),
    ("send", "পাঠামু পাঠাইতেছি pathaichi"),
    ("buy", "কিনমু কিনতাছি kinsi"),
    ("broken", "ভাইঙ্গা ভেঙ্গে vengeche"),
    ("exchange", "পাল্টায় বদলে palte"),
    ("advert", "বুস্টিং অ্যাড boosted"),
    ("iftar", "ইফতারের iftari iftar"),
    ("blue", "ব্লু নীলটা blue"),
    ("advance", "advans অগ্রিমের এডভান্স"),
    ("viral", "ভাইরাল viral"),
    ("blue", "নীল blue"),
    ("licence", "লাইসেন্সের licence license"),
    ("threepiece", "থ্রিপিচ থ্রীপিসের thripis"),
    ("wallet", "মানিব্যাগ ওয়ালেটের wallets"),
    ("clay", "কলসি pottery টেরাকোটার"),
    ("eat", "খাইছি খেয়েছিলাম khaitesi"),
    ("bring", "আনছি এনেছেন anchi"),
    ("delivery", "পৌঁছাইসে pouchaise delivered"),
]
SAID_IN_PHRASES = [
    ("no_money", "হাত খালি থাকলে"),
    ("livelihood", "পেট চালানোর মতো"),
    ("promise_broken", "কথা রাখেনি"),
    ("not_answering", "ফোন ধরে না"),
    ("fraud", "টাকা মেরে দিয়েছে"),
    ("fade", "রং উঠে যায়"),
    ("reach", "রিচ নাই"),
    ("due", "বাকি রাখা যাবে"),
    ("lost_heart", "মন খারাপ লাগে"),
    ("angry_customer", "রাগী ক্রেতাকে"),
    ("outside_dhaka", "dhakar baire"),
    ("photo_theft", "ছবি চুরি করেছে"),
    ("not_worth_it", "পোষাচ্ছে না"),
    ("check_parcel", "পার্সেল খুললাম"),
    ("fraud", "টাকা নিয়ে পালিয়েছে"),
    ("how_long", "koto dine pabo"),
    ("wrong_size", "ছোট হইছে জামাটা"),
    ("short_parcel", "কম পাইছি"),
    ("widow", "জামাই মারা যাওয়ার পর"),
    ("lost_heart", "আর পারতেছি না"),
    ("refuse", "অর্ডার দিয়া নেয় না"),
    ("no_sale", "order ase na"),
    ("otp", "কোড চাইছে"),
    ("fake_profile", "fake id chinbo kivabe"),
    ("return_policy", "ফেরতের নিয়ম কী"),
    ("start_over", "সব হারিয়ে আবার"),
    ("undercutting", "অন্যরা কম দামে বেচে"),
    ("how_to_order", "কেমনে অর্ডার দিমু"),
    ("before_pay", "taka dewar age ki dekhbo"),
    ("cannot_cope", "এত অর্ডার নিয়ে বিপদে"),
    ("got_scammed", "ঠইকা গেছি"),
    ("ask_review", "review chaibo kivabe"),
    ("best_seller", "ki beshi chole"),
    ("referral", "একজনের থেকে অন্যজন"),
    ("check_parcel", "rider er samne khulbo"),
    ("cloth_care", "শাড়ির যত্ন"),
    ("deadline", "কবে পর্যন্ত অর্ডার নিবেন"),
    ("fabric_check", "cotton kina bujhbo"),
    ("order_ghosted", "অর্ডার দিয়া গায়েব"),
    ("review_extortion", "review er voy dekhay"),
    ("which_size", "kon size nibo"),
    ("advance_refused", "advance dite chay na"),
    ("without_face", "মুখ না দেখায়া লাইভ"),
    ("eid_delivery", "ঈদের আগে পাব তো"),
    ("husband_money", "husband takes my money"),
    ("says_expensive", "এত দাম কেন"),
    ("boost_wasted", "বুস্ট করলে সেল হয়"),
    ("relatives_dont_buy", "relatives do not pay"),
    ("branch_collect", "অফিস থেকে আনতে হয়"),
    ("rider_extra", "rider beshi taka chay"),
    ("afraid_online", "online e kinte voy lage"),
    ("true_colour", "আসল রং আসে না"),
    ("lost_parcel", "courier hariye felse"),
    ("design_copy", "copied my design"),
    ("licence_how", "license lagbe naki"),
    ("discount_or_not", "ছাড় দিব নাকি"),
    ("plant_courier", "gach pathabo kemne"),
    ("fear_to_start", "শুরু করতে ভয় লাগে"),
    ("oversold", "took orders but could not"),
    ("parcel_theft", "parcel theke churi hoise"),
    ("review_deleted", "রিভিউ মুছে দিছে"),
    ("grow_business", "bebsa boro korbo kemne"),
    ("when_made", "কবে বানাইছেন আপু"),
    ("steal_customers", "customer vagay"),
    ("no_space", "জায়গা নাই বাসায়"),
    ("pack_glass", "ফ্র্যাজাইল লিখে দেই"),
    ("loan_how", "সমিতি থেকে বিশ হাজার"),
    ("where_to_complain", "জিডি করছি থানায়"),
    ("time_to_profit", "প্রথম ছয় মাস কিছু ছিল না"),
    ("many_questions", "copy paste kore dei"),
    ("peoples_talk", "লোকে কইছে মেয়ে মানুষ"),
    ("family_sick", "আম্মা হাসপাতালে ছিল"),
    ("genuine_page", "shop genuine or not"),
    ("recognise", "how do I know"),
    ("daycare", "day care in Dhaka"),
    ("photo_tips", "chobi tolar niyom ki"),
    ("summer_food", "gorome khabar nosto"),
    ("compensation", "নতুন একটা পাঠাইছে আপু"),
    ("complaint", "নামে অভিযোগ করব"),
]
OLD_NAMES = [
    ("চট্টগ্রামে", "chittagong"),
    ("চট্টগ্রাম", "ctg"),
    ("কুমিল্লার", "comilla"),
    ("যশোরে", "jessore"),
    ("বগুড়ার", "bogra"),
    ("বরিশাল", "barisal"),
    ("ঢাকায়", "dacca"),
    ("মুন্সীগঞ্জে", "bikrampur"),
    ("পাবনার", "pabna"),
]
TWO_THINGS = [
    ("দিন", "দান"),
    ("স্বামী", "বড়"),
    ("আমের", "আমার"),
    ("মান", "মানুষ"),
    ("মান", "মানে"),
    ("চাল", "চালানো"),
    ("মাল", "মালা"),
    ("সাইট", "সাইজ"),
    ("বোন", "বোনা"),
    ("মেলা", "মেলে"),
    ("সোনা", "শুনে"),
    ("তাকে", "আলমারি"),
    ("রং", "বরং"),
    ("শেষ", "স্টক"),
    ("বন্ধ", "ছুটি"),
    ("স্বামী", "পরিবার"),
    ("গয়না", "দুল"),
    ("বিকাশ", "নগদ"),
    ("পাঠাও", "স্টেডফাস্ট"),
    ("জামা", "জমা"),
    ("পাতা", "পেজ"),
    ("পড়া", "পরা"),
    ("cake", "cat"),
]


@pytest.mark.parametrize(("concept", "said"), ONE_THING)
def test_three_ways_to_say_it_are_one_concept(concept: str, said: str) -> None:
    assert concepts_in(said) == [(concept,)] * len(said.split())


@pytest.mark.parametrize(("concept", "text"), SAID_IN_PHRASES)
def test_what_is_meant_by_some_words_is_known_at_the_first(
    concept: str, text: str
) -> None:
    assert concept in concepts_in(text)[0]


@pytest.mark.parametrize(
    "text",
    [
        "কেমনে পামু",
        "দিমু পাইসি কইরা",
        "kemne korbo apu",
        "korsi paisi dimu hoise",
        "এটাই সেখানেও তারপরও নিয়েছিলাম",
        "thekei korechilam hoisilo nijeder",
    ],
)
def test_small_words_as_people_say_them_at_home_are_small(text: str) -> None:
    assert all(token.features.is_stop for token in analyse(text))


@pytest.mark.parametrize(
    ("concept", "said"),
    [
        ("fear", "ডর ডরাই"),
        ("girl", "মাইয়া মাইয়ারা মাইয়াডা"),
        ("father", "বাপের"),
        ("shop", "দুহান দোহানডা"),
        ("see", "দেখবার দেইখা dekhbar dekhtesi"),
        ("open", "খুইলা khulsi khulbar"),
        ("lift", "তুইলা tulbo tulsen"),
        ("send", "পাডামু pathaisi"),
        ("today", "আইজকা"),
    ],
)
def test_what_is_said_at_home_means_the_same(concept: str, said: str) -> None:
    assert concepts_in(said) == [(concept,)] * len(said.split())


def test_a_form_of_a_verb_is_no_other_word_of_the_list() -> None:
    assert concepts_in("tulsi china") == [("tulsi",), ("china",)]
    assert concepts_in("পরিবার") == [("family",)]


@pytest.mark.parametrize(
    ("apart", "joined"),
    [
        ("মানি ব্যাগ", "মানিব্যাগ"),
        ("ফ্রি ডেলিভারি", "ফ্রিডেলিভারি"),
        ("block print", "blockprint"),
    ],
)
def test_two_words_written_as_one_mean_what_they_mean(apart: str, joined: str) -> None:
    (meant,) = concepts_in(joined)[0]
    assert meant in concepts_in(apart)[0]


@pytest.mark.parametrize(
    ("concept", "said"),
    [
        ("got_scammed", "টেকা নিয়া ব্লক মারছে"),
        ("order_ghosted", "order দিয়া gayeb"),
        ("afraid_to_pay", "টেকা দিতে ডর লাগে"),
        ("photo", "chobi tulbo"),
        ("n5000", "পাঁচ হাজার ৫০০০ 5k"),
        ("daycare", "baccar day care"),
        ("photo_gear", "মোবাইল diye ছবি"),
        ("genuine_page", "shop is real or not"),
        ("no_sale", "কেউ কিনে না"),
    ],
)
def test_a_phrase_is_known_however_its_words_are_said(concept: str, said: str) -> None:
    assert concept in {each for found in concepts_in(said) for each in found}


def test_what_stands_for_a_word_is_not_stood_for_itself() -> None:
    same = read_same()
    assert len(same) > 200
    assert same[stem_of("টেকা")] == same["taka"] == stem_of("টাকা")
    assert set(same.values()).isdisjoint(same)


def test_a_share_of_what_a_father_left_is_no_part_of_a_thing() -> None:
    assert "inheritance" in concepts_in("বাপের ভাগ পাইবো নাকি")[0]


def test_two_words_side_by_side_are_not_one_by_chance() -> None:
    assert concepts_in("চা দর")[0] == ("tea",)
    assert concepts_in("১২ ৩৪") == [("n12",), ("n34",)]


def test_a_name_and_an_ear_are_no_verb_and_no_question() -> None:
    assert concepts_in("Khan kan") == [(), ("ear",)]
    assert not is_stop_word("kan")


def test_turned_is_no_wool() -> None:
    assert concepts_in("উলটা উল্টা উলের") == [("turn",), ("turn",), ("wool",)]


def test_a_small_word_is_no_form_of_another() -> None:
    assert concepts_in("আমরা নিলে সেখানে") == [(), (), ()]


@pytest.mark.parametrize(
    "word",
    [
        "একই",
        "টাই",
        "বই",
        "deri",
        "chabi",
        "চাষি",
        "দেশে",
        "পাশে",
        "নিশি",
        "কনে",
        "পেন",
        "পাল",
        "niche",
        "pani",
        "jana",
    ],
)
def test_a_word_that_looks_like_a_small_one_is_none(word: str) -> None:
    assert not is_stop_word(word_form(word))


@pytest.mark.parametrize(("now", "before"), OLD_NAMES)
def test_a_place_is_known_by_its_older_names(now: str, before: str) -> None:
    assert concepts_in(now) == concepts_in(before) != [()]


@pytest.mark.parametrize(("one", "other"), TWO_THINGS)
def test_words_that_only_look_alike_or_stand_close_are_two(
    one: str, other: str
) -> None:
    assert not set(concepts_in(one)[0]) & set(concepts_in(other)[0])


def test_endings_behind_a_vowel_and_behind_a_y_are_taken_off() -> None:
    assert concepts_in("আলোর লোগোর পুরোনোর") == [("light",), ("logo",), ("old",)]
    assert concepts_in("সময়ের বিষয়ের চায়ের") == [("time",), ("thing",), ("tea",)]
    assert concepts_in("চায়") == [()]


def test_common_words_are_known_and_none_is_a_word_of_trade() -> None:
    words = read_common()
    trade = "টাকা দাম ক্রেতা পণ্য বিক্রেতা ব্যবসা কুরিয়ার অর্ডার ফেরত ছবি পেজ বিশ্বাস রিভিউ ফোন"

    assert len(words) == len(set(words)) > 150
    assert [word for word in words if stem_of(word) not in lexicon().words] == []
    assert [word for word in words if is_stop_word(word_form(word))] == []
    assert not any(lexicon().is_common((), found) for found in concepts_in(trade))
    assert lexicon().is_common((), concepts_in("দেখিয়েছিলেন")[0])


@pytest.mark.parametrize(
    ("latin", "concept"),
    [
        ("sheet", "bedsheet"),
        ("dhakai", "saree"),
        ("karai", "cookpot"),
        ("heels", "shoe"),
        ("golay", "neck"),
        ("hate", "hand"),
        ("ghore", "home"),
        ("sonar", "gold"),
        ("maya", "affection"),
        ("koti", "waistcoat"),
        ("chawal", "rice"),
        ("ship", "send"),
    ],
)
def test_latin_letters_mean_what_is_rather_written_so(latin: str, concept: str) -> None:
    assert concepts_in(latin) == [(concept,)]


def test_where_is_no_word_said() -> None:
    assert [token.features.is_stop for token in analyse("kothai kotha")] == [
        True,
        False,
    ]
