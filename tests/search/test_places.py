"""Places meet however they are spelt, in both scripts, by old names and new."""

import json
from pathlib import Path

import pytest

from search.analysis import analyse
from search.analysis.lexicon import lexicon, places

DISTRICTS = json.loads(Path("sellers/places.json").read_text("utf-8"))["districts"]
# As members write them; in each line one place.
SPELT = """
ঢাকা ঢাকায় ঢাকার dhaka dacca
চট্টগ্রাম চট্রগ্রাম চিটাগাং chittagong chattogram ctg chitagong
যশোর যশোহর jessore jashore joshor
বরিশাল barisal barishal borishal
কুমিল্লা comilla cumilla kumilla
বগুড়া বগুরা bogra bogura
সিলেট sylhet silet shylhet
ময়মনসিংহ mymensingh moymonsingh
লক্ষ্মীপুর লক্ষীপুর lakshmipur laxmipur
কুষ্টিয়া kushtia kustia
মিরপুর মীরপুর মিরপুরে mirpur meerpur
উত্তরা uttara uttora
গুলশান gulshan gulsan
বনানী banani bonani
বারিধারা baridhara
বসুন্ধরা bashundhara basundhara
ধানমন্ডি ধানমণ্ডি dhanmondi dhanmandi
মোহাম্মদপুর মুহাম্মদপুর mohammadpur muhammadpur
মতিঝিল motijheel motijhil
যাত্রাবাড়ী যাত্রাবাড়ি jatrabari
বাড্ডা badda
রামপুরা rampura
খিলগাঁও khilgaon
মালিবাগ malibagh malibag
মগবাজার moghbazar mogbazar
ফার্মগেট farmgate
তেজগাঁও tejgaon
শ্যামলী shyamoli shamoli
আগারগাঁও agargaon
মহাখালী mohakhali
পল্টন paltan polton
শাহবাগ shahbagh shahbag
নীলক্ষেত nilkhet neelkhet
গাউছিয়া গাউসিয়া gausia gawsia
ইসলামপুর islampur
চকবাজার chawkbazar chokbazar
লালবাগ lalbagh lalbag
আজিমপুর azimpur ajimpur
হাজারীবাগ hazaribagh hajaribag
সদরঘাট sadarghat
গুলিস্তান gulistan
কেরানীগঞ্জ keraniganj keranigonj
সাভার savar shavar
আশুলিয়া ashulia
টঙ্গী tongi
ডেমরা demra
বাসাবো basabo bashabo
মুগদা mugda
বনশ্রী banasree bonosri
আফতাবনগর aftabnagar
কল্যাণপুর kallyanpur kalyanpur
গাবতলী gabtoli gabtali
আদাবর adabor
রায়েরবাজার rayerbazar
কলাবাগান kalabagan
হাতিরপুল hatirpool
পান্থপথ panthapath
কাওরানবাজার কারওয়ানবাজার kawranbazar karwanbazar
ইস্কাটন eskaton
সিদ্ধেশ্বরী siddheswari
শান্তিনগর shantinagar
কাকরাইল kakrail
সেগুনবাগিচা segunbagicha
ওয়ারী wari
কামরাঙ্গীরচর kamrangirchar
খিলক্ষেত khilkhet
নিকুঞ্জ nikunja
কুড়িল kuril
পল্লবী pallabi
কাজীপাড়া kazipara
শেওড়াপাড়া shewrapara
বংশাল bangshal
ধামরাই dhamrai
পূর্বাচল purbachal
আগ্রাবাদ agrabad
হালিশহর halishahar
খুলশী khulshi
নাসিরাবাদ nasirabad
শিবগঞ্জ shibganj shibgonj
নবীনগর nabinagar nabinogor
""".strip().splitlines()


def place_of(text: str) -> set[str]:
    return {name for token in analyse(text)[:1] for name in token.features.concepts}


def test_every_district_is_one_place_by_all_its_names() -> None:
    places = []
    for district in DISTRICTS:
        names = (district["bn"], district["en"], *district.get("aliases", []))
        assert all(place_of(name) == place_of(district["bn"]) for name in names), names
        places += place_of(district["bn"])
    assert len(places) == len(set(places)) == 64


@pytest.mark.parametrize("line", SPELT)
def test_a_place_is_one_however_it_is_spelt(line: str) -> None:
    first, *others = line.split()
    assert len(place_of(first)) == 1
    assert [word for word in others if place_of(word) != place_of(first)] == []


def test_no_two_places_are_one() -> None:
    assert len(set().union(*(place_of(line.split()[0]) for line in SPELT))) == len(
        SPELT
    )


def test_what_is_a_place_is_listed_as_one() -> None:
    names = [*(line.split()[0] for line in SPELT), *(each["bn"] for each in DISTRICTS)]
    assert [name for name in names if not place_of(name) <= places()] == []
    assert places() <= {*lexicon().words.values(), "puran_dhaka", "south_surma"}
