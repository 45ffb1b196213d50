"""What the words around ten digits say they are: a number to call or something else.

``said_of`` is asked where the digits alone do not tell: a mobile number without its
first zero looks like an order's number. The nearest word before the digits decides,
then a few after them. No Django.
"""

import re
import unicodedata

from core import text

_BACK, _AHEAD = 40, 24

# Beginnings of words in both lists; Latin ones with = at the end are whole words.
_TO_CALL = """
কল ফোন মোবাইল যোগাযোগ নক হোয়াট ইমো ভাইবার বিকাশ নগদ রকেট মেসেজ এসএমএস ডায়াল
whats imo viber bkash nagad rocket call= phone fone mobile mob= cell= contact jogajog
knock dial sms text= wa.me tel= kol= wp=
"""
_OTHERS = """
invoice ইনভয়েস চালান ট্র্যাক ট্রাক track পার্সেল parcel কনসাইনমেন্ট consignment courier কুরিয়ার
স্লিপ slip trx txn transaction ট্রানজেকশন ট্রানজ্যাকশন লেনদেন nid এনআইডি পরিচয় id= আইডি ref
রেফ সিরিয়াল serial ক্রমিক কোড code পোস্ট post= account= acc= a/c একাউন্ট অ্যাকাউন্ট passport
পাসপোর্ট roll রোল reg= reg. রেজি model মডেল sku batch ব্যাচ ticket টিকেট টিকিট bill= মিটার meter
birth জন্ম isbn timestamp unix tk taka টাকা price দাম মূল্য bdt no= version tin= bin= টিন
card কার্ড memo মেমো রসিদ রশিদ receipt challan voucher ভাউচার waybill awb shipment শিপমেন্ট
view like= likes= follower ভিউ লাইক ফলোয়ার steadfast স্টেডফাস্ট pathao পাঠাও redx রেডেক্স
sundarban সুন্দরবন paperfly imei আইএমইআই coupon কুপন লট= lot=
"""
# To order is to call; an order has a number.
_AN_ORDER = (
    r"(?:অর্ডার|order)(?!\s*(?:কর|দি|নি|এর|জন্য|ের)"
    r"|s?\s+(?:kor|din|dit|niy|er|at|on|here|now|via|by|to|please)\b)"
)
_LETTERS = rf"(?<![^\W\d_])(?<![{text.MARKS}])"


def _stems(words: str) -> str:
    stems = unicodedata.normalize("NFC", words).split()
    return "|".join(
        re.escape(stem.removesuffix("=")) + (r"\b" if stem.endswith("=") else "")
        for stem in stems
    )


_SAYS = re.compile(
    rf"{_LETTERS}(?:(?P<call>{_stems(_TO_CALL)}|(?:আমার|my|amar)\s+(?:ন|n))"
    rf"|(?P<other>{_stems(_OTHERS)}|{_AN_ORDER}))|(?P<money>৳)",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    r"\s{0,2}(?:টাকা|টি\b|টা\b|জন|কপি|পিস|বার |/-|৳"
    r"|(?:tk|taka|bdt|views?|likes?|followers?|pcs?|copies|people|km|kg|ml)\b)",
    re.IGNORECASE,
)


def said_of(raw: str, start: int, end: int) -> str:
    """What raw[start:end] is by the words around it: ``call``, ``other`` or nothing."""
    if _COUNTED.match(raw, end):
        return "other"
    before = unicodedata.normalize("NFC", raw[max(start - _BACK, 0) : start])
    said = [match.lastgroup for match in _SAYS.finditer(before)]
    if said:
        return "call" if said[-1] == "call" else "other"
    after = _SAYS.search(unicodedata.normalize("NFC", raw[end : end + _AHEAD]))
    return "call" if after and after.lastgroup == "call" else ""
