"""The tips that every new site begins with, in both languages.

Read once, by the migration that makes them; after that the pages are the editors'.
Numbers, hours and rules stand here only with the source and the date they come from.
"""

from typing import TypedDict


class FirstTip(TypedDict):
    """One tip: what a page's fields of the same names hold, a list item a line."""

    theme: str
    title: str
    answer: str
    steps: str
    warnings: str
    checklist: str
    source: str
    title_en: str
    answer_en: str
    steps_en: str
    warnings_en: str
    checklist_en: str
    source_en: str


_DAY_17 = "উইমেন অ্যান্ড ই-কমার্স ফোরামের আড্ডা পোস্ট, ১৭ ডিসেম্বর ২০১৯"
_DAY_19 = "উইমেন অ্যান্ড ই-কমার্স ফোরামের আড্ডা পোস্ট, ১৯ ডিসেম্বর ২০১৯"
_DAY_21 = "উইমেন অ্যান্ড ই-কমার্স ফোরামের আড্ডা পোস্ট, ২১ ডিসেম্বর ২০১৯"
_KAJERHAT = "কাজেরহাটের ব্লগ, অনলাইন পেমেন্ট এবং নিরাপত্তা (পড়া হয়েছে ২৮ নভেম্বর ২০২৬)"
_BKASH_CHAT = "বিকাশে লাইভ চ্যাট করার নিয়ম নিয়ে লেখা (পড়া হয়েছে ২৮ নভেম্বর ২০২৬)"
_BKASH_CARE = "বিকাশের গ্রাহকসেবা কেন্দ্র নিয়ে খবর (পড়া হয়েছে ২৮ নভেম্বর ২০২৬)"
_RULES = "ডিজিটাল কমার্স পরিচালনা নির্দেশিকা ২০২১, দ্য ফিন্যান্সিয়াল এক্সপ্রেসের খবর থেকে, ৬ জুলাই ২০২১"
_DAY_17_EN = "Adda post of the Women and e-Commerce forum, 17 December 2019"
_DAY_19_EN = "Adda post of the Women and e-Commerce forum, 19 December 2019"
_DAY_21_EN = "Adda post of the Women and e-Commerce forum, 21 December 2019"
_KAJERHAT_EN = (
    "Kajerhat's blog, online payment and its safety (read on 28 November 2026)"
)
_BKASH_CHAT_EN = "Article on using bKash live chat (read on 28 November 2026)"
_BKASH_CARE_EN = "News about bKash customer care centres (read on 28 November 2026)"
_RULES_EN = (
    "Digital Commerce Operation Guidelines 2021, "
    "as reported by The Financial Express, 6 July 2021"
)

FIRST_TIPS: tuple[FirstTip, ...] = (
    {
        "theme": "payment",
        "title": "কেউ পিন বা ওটিপি চাইলে কী করব?",
        "answer": "দেবেন না, যে-ই চান না কেন। পিন, পাসওয়ার্ড আর ওটিপি শুধু আপনার। "
        "সত্যিকারের গ্রাহকসেবা এগুলো কখনো চায় না।",
        "steps": "কথা থামিয়ে ফোন কেটে দিন, চ্যাট বন্ধ করুন।\n"
        "সেবাটির হটলাইনে নিজে ফোন করুন। বিকাশের নম্বর ১৬২৪৭।\n"
        "পিন বলে ফেললে দেরি না করে হটলাইনে জানান।\n"
        "পিন ভুলে গেলে নিজেই বদলান: বিকাশ অ্যাপে, বা *২৪৭# ডায়াল করে।",
        "warnings": "“আপনার অ্যাকাউন্ট বন্ধ হয়ে যাবে”, “লটারি জিতেছেন”, এমন কথা বলে তাড়া দেয়।\n"
        "একটা কোড আসবে, সেটা পড়ে শোনাতে বলে।\n"
        "কেউ বলে সে উঠান থেকে বলছে। উঠান থেকে কেউ কখনো পিন বা ওটিপি চায় না।",
        "checklist": "পিন কাউকে বলিনি\nওটিপি কাউকে পাঠাইনি\nহটলাইন নম্বর ফোনে রাখা আছে",
        "source": f"{_KAJERHAT}\n{_BKASH_CHAT}\n{_BKASH_CARE}",
        "title_en": "What do I do when someone asks for my PIN or OTP?",
        "answer_en": "Do not give it, whoever asks. Your PIN, password and OTP are yours "
        "alone. Real customer care never asks for them.",
        "steps_en": "Stop talking: end the call, close the chat.\n"
        "Call the service's hotline yourself. bKash's is 16247.\n"
        "If you have told your PIN, tell the hotline at once.\n"
        "If you forgot your PIN, reset it yourself: in the bKash app, or dial *247#.",
        "warnings_en": "They hurry you: “your account will be closed”, "
        "“you have won a lottery”.\n"
        "They say a code will come and ask you to read it out.\n"
        "Somebody says they call from Uthan. Nobody from Uthan ever asks for a PIN or OTP.",
        "checklist_en": "I told my PIN to nobody\nI sent my OTP to nobody\n"
        "The hotline's number is in my phone",
        "source_en": f"{_KAJERHAT_EN}\n{_BKASH_CHAT_EN}\n{_BKASH_CARE_EN}",
    },
    {
        "theme": "safe-buying",
        "title": "টাকা দেওয়ার আগে পেজ আসল কি না কীভাবে বুঝব?",
        "answer": "কয়েক দিন পেজটা দেখুন। মালিকের নাম, নম্বর, ঠিকানা আর নিজেদের তোলা ছবি "
        "থাকলে এগোন। কিছু লুকানো মনে হলে থামুন।",
        "steps": "পোস্ট আর কমেন্ট পড়ুন। কেউ প্রশ্ন করলে উত্তর পান কি না দেখুন।\n"
        "পেজের মালিক কে, খুঁজে দেখুন। ফোন নম্বর আর ঠিকানা আছে কি না দেখুন।\n"
        "ছবিগুলো তাদের নিজেদের, নাকি অন্য পেজ বা গুগলের, মিলিয়ে নিন।\n"
        "ইনবক্সে দু-একটা প্রশ্ন করুন: মাপ, কাপড়, ডেলিভারি, ফেরতের নিয়ম।\n"
        "একই জিনিস আরও কয়েকটা পেজে কত দামে আছে, দেখে নিন।",
        "warnings": "মালিকের নাম, নম্বর, ঠিকানা কিছুই নেই।\n"
        "দাম আর সব কথা শুধু ইনবক্সে, কমেন্টে কোনো উত্তর নেই।\n"
        "অন্যের ছবি দিয়ে খুব কম দাম লেখা।\n"
        "ভাবার সময় না দিয়ে পুরো টাকা চায়।",
        "checklist": "মালিক কে, জানি\nনম্বর আর ঠিকানা আছে\nছবি তাদের নিজেদের\n"
        "প্রশ্নের উত্তর পেয়েছি\nঅন্য পেজের দাম দেখেছি",
        "source": f"{_DAY_17}\n{_DAY_19}",
        "title_en": "How do I tell a real page before I pay?",
        "answer_en": "Watch the page for some days. If it shows the owner's name, a number, "
        "an address and photos of their own, go on. If something is kept hidden, stop.",
        "steps_en": "Read the posts and the comments. See whether questions are answered.\n"
        "Find out who owns the page. Look for a phone number and an address.\n"
        "See whether the photos are their own, or from another page or Google.\n"
        "Ask a thing or two by inbox: size, cloth, delivery, what can be returned.\n"
        "See what the same thing costs on a few other pages.",
        "warnings_en": "No owner's name, no number, no address.\n"
        "The price and everything else only by inbox, no answer in the comments.\n"
        "Someone else's photo with a very low price.\n"
        "They want all the money before you had time to think.",
        "checklist_en": "I know who the owner is\nThere is a number and an address\n"
        "The photos are their own\nMy questions were answered\n"
        "I looked at other pages' prices",
        "source_en": f"{_DAY_17_EN}\n{_DAY_19_EN}",
    },
    {
        "theme": "safe-buying",
        "title": "নতুন পেজে প্রথমবার কতটা অর্ডার করব?",
        "answer": "আগে দেখুন, তারপর অল্প নিন, মন ভরলে পরে বেশি নিন। দাম কম দেখে একবারে "
        "অনেক কিছু নেবেন না।",
        "steps": "প্রথমে একটা ছোট জিনিস অর্ডার করুন।\n"
        "প্রথম কয়েকবার পুরো টাকা অগ্রিম না দিয়ে ক্যাশ অন ডেলিভারিতে নিন।\n"
        "মান, মাপ আর কথার মিল দেখুন। সময়মতো এল কি না দেখুন।\n"
        "সব ঠিক থাকলে পরেরবার বেশি নিন, আর অন্যদেরও জানান।",
        "warnings": "অন্য সব পেজের চেয়ে দাম অনেক কম।\n"
        "“আজই শেষ”, “আর দুইটা আছে” বলে একসঙ্গে অনেক নিতে বলে।\n"
        "প্রথম অর্ডারেই পুরো টাকা আগে চায়।",
        "checklist": "প্রথম অর্ডার ছোট\nপুরো টাকা আগে দিচ্ছি না\nহারালে যতটা সইতে পারব, ততটাই দিচ্ছি",
        "source": f"{_DAY_17}\n{_DAY_19}",
        "title_en": "How much do I order from a new page the first time?",
        "answer_en": "Look first, then buy a little, and more once you are content. "
        "Do not take a lot at once because the price is low.",
        "steps_en": "Order one small thing first.\n"
        "The first few times, choose cash on delivery and do not pay everything ahead.\n"
        "Compare quality, size and what was said. See whether it came on time.\n"
        "If all is well, take more next time, and tell others.",
        "warnings_en": "The price is far below every other page.\n"
        "“Last day”, “only two left”, and you should take many at once.\n"
        "The whole sum ahead for the very first order.",
        "checklist_en": "My first order is small\nI am not paying everything ahead\n"
        "I pay no more than I could bear to lose",
        "source_en": f"{_DAY_17_EN}\n{_DAY_19_EN}",
    },
    {
        "theme": "payment",
        "title": "অগ্রিম টাকা দেব, নাকি দেব না?",
        "answer": "অচেনা কাউকে পুরো টাকা আগে দেবেন না। ঝুঁকি দুই পক্ষেরই, তাই অল্প অগ্রিমই "
        "দুজনের জন্য ভালো।",
        "steps": "আগে জিজ্ঞেস করুন ক্যাশ অন ডেলিভারি আছে কি না।\n"
        "না থাকলে অল্প অগ্রিমে রাজি হন, যেমন যাওয়া-আসার ডেলিভারি খরচটুকু।\n"
        "কী কিনছেন, দাম কত, কবে পাবেন, ফেরতের নিয়ম কী, চ্যাটে লিখিয়ে নিন।\n"
        "টাকা পাঠানোর পর ট্রানজেকশন নম্বরটা রেখে দিন।",
        "warnings": "২০২১ সালের নির্দেশিকায় দামের ১০ শতাংশের বেশি অগ্রিম নিতে হলে বাংলাদেশ "
        "ব্যাংকের এসক্রো সেবার মধ্য দিয়ে নিতে হয়। নিয়ম পরে বদলাতে পারে।\n"
        "পেজের নাম এক, টাকার নম্বর আরেক জনের।\n"
        "“এখনই না পাঠালে অর্ডার বাতিল” বলে চাপ দেয়।",
        "checklist": "ক্যাশ অন ডেলিভারির কথা জিজ্ঞেস করেছি\nঅগ্রিম অল্প\n"
        "সব কথা চ্যাটে লেখা আছে\nট্রানজেকশন নম্বর রেখেছি",
        "source": f"{_DAY_17}\n{_RULES}",
        "title_en": "Do I pay in advance or not?",
        "answer_en": "Do not pay a stranger everything ahead. The risk lies on both sides, "
        "so a small advance is best for both.",
        "steps_en": "Ask for cash on delivery first.\n"
        "If there is none, agree on a little, such as the delivery there and back.\n"
        "Have it in the chat: what you buy, the price, the day, what can be returned.\n"
        "Keep the transaction number after you pay.",
        "warnings_en": "By the guidelines of 2021, an advance above 10 percent of the price "
        "must go through an escrow service of Bangladesh Bank. Rules may have changed since.\n"
        "The page has one name, the number for the money belongs to another.\n"
        "They press you: “pay now or the order is off”.",
        "checklist_en": "I asked for cash on delivery\nThe advance is small\n"
        "All of it is written in the chat\nI kept the transaction number",
        "source_en": f"{_DAY_17_EN}\n{_RULES_EN}",
    },
    {
        "theme": "payment",
        "title": "ঠিক কত টাকা পাঠাব?",
        "answer": "যত ঠিক হয়েছে, ঠিক ততই। কমও না, বেশিও না। বেশি-কম হলেই হিসাব নিয়ে "
        "ভুল-বোঝাবুঝি শুরু হয়।",
        "steps": "পাঠানোর আগে মোট দামটা লিখে জেনে নিন: পণ্য, ডেলিভারি, আর কিছু আছে কি না।\n"
        "নম্বরটা আরেকবার মিলিয়ে দেখুন, তারপর পাঠান।\n"
        "পাঠিয়ে টাকার অঙ্ক আর ট্রানজেকশন নম্বর বিক্রেতাকে জানান।\n"
        "বিক্রেতা “পেয়েছি” লিখলে নিশ্চিন্ত হোন।",
        "warnings": "“ভুলে বেশি পাঠিয়েছি, ফেরত দিন” শুনলে আগে নিজের হিসাব দেখুন, তারপর কথা বলুন।\n"
        "শুধু স্ক্রিনশট দেখে টাকা এসেছে ধরে নেবেন না। নিজের ব্যালান্স দেখুন।\n"
        "মাঝপথে নতুন খরচের কথা বলে আরও টাকা চায়।",
        "checklist": "মোট দাম লিখে জেনেছি\nনম্বর মিলিয়েছি\nট্রানজেকশন নম্বর জানিয়েছি\n"
        "বিক্রেতা পেয়েছেন বলেছেন",
        "source": _KAJERHAT,
        "title_en": "How much exactly do I send?",
        "answer_en": "Exactly what was agreed, not less and not more. "
        "Any difference is where quarrels over money begin.",
        "steps_en": "Have the whole sum in writing first: goods, delivery, anything else.\n"
        "Compare the number once more, then send.\n"
        "Tell the seller the amount and the transaction number.\n"
        "Rest easy once the seller writes that it has come.",
        "warnings_en": "“I sent too much, send it back”: look at your own account first.\n"
        "A screenshot is no money. Look at your own balance.\n"
        "New costs turn up half-way and you are asked for more.",
        "checklist_en": "I have the whole sum in writing\nI compared the number\n"
        "I told the transaction number\nThe seller says it has come",
        "source_en": _KAJERHAT_EN,
    },
    {
        "theme": "safe-buying",
        "title": "লাইক আর রিভিউ দেখে কি ভরসা করা যায়?",
        "answer": "একা লাইক দেখে নয়, একা রিভিউ দেখেও নয়। লাইক কেনা যায়, ভালো-মন্দ দুই রকম "
        "রিভিউও টাকা দিয়ে লেখানো যায়। আরও কিছু মিলিয়ে দেখুন।",
        "steps": "রিভিউয়ে কী কিনেছেন, কবে পেয়েছেন, ছবি আছে কি না দেখুন।\n"
        "যিনি লিখেছেন, তাঁর প্রোফাইলটা সত্যিকারের মানুষের মনে হয় কি না দেখুন।\n"
        "খারাপ রিভিউয়ে বিক্রেতা কী উত্তর দিয়েছেন, পড়ুন।\n"
        "একজন পুরোনো ক্রেতাকে সরাসরি জিজ্ঞেস করুন।",
        "warnings": "একই দিনে একই রকম কথায় অনেক রিভিউ।\n"
        "সব রিভিউ শুধু “খুব ভালো”, কোনো খুঁটিনাটি নেই।\n"
        "রিভিউ লিখলে টাকা বা ছাড় দেওয়ার কথা বলে।",
        "checklist": "রিভিউয়ে খুঁটিনাটি আছে\nরিভিউ নানা দিনের\nখারাপ রিভিউও পড়েছি\n"
        "শুধু লাইক দেখে ঠিক করিনি",
        "source": f"{_DAY_17}\n{_DAY_19}",
        "title_en": "Can I trust likes and reviews?",
        "answer_en": "Not likes alone, and not reviews alone. Likes can be bought, and "
        "reviews, good ones and bad ones, are paid for too. Look at more than one thing.",
        "steps_en": "See whether a review says what was bought and when, with a photo.\n"
        "See whether the one who wrote it looks like a real person.\n"
        "Read how the seller answers bad reviews.\n"
        "Ask an earlier buyer directly.",
        "warnings_en": "Many reviews in the same words on the same day.\n"
        "Every review says only “very good”, without any detail.\n"
        "Money or a discount is offered for a review.",
        "checklist_en": "The reviews have details\nThey are of different days\n"
        "I read the bad ones too\nI did not decide by likes alone",
        "source_en": f"{_DAY_17_EN}\n{_DAY_19_EN}",
    },
    {
        "theme": "safe-buying",
        "title": "অন্য কেউ ইনবক্সে “কম দামে দেব” বললে কী করব?",
        "answer": "থামুন। আপনি এক পেজে জানতে চেয়েছেন, আর ইনবক্সে ডাকছেন আরেকজন। "
        "আগে সেই দ্বিতীয় পেজটা যাচাই করুন, তারপর ভাবুন।",
        "steps": "যে পেজে প্রশ্ন করেছিলেন, সেখানেই উত্তরের জন্য অপেক্ষা করুন।\n"
        "দ্বিতীয় পেজের মালিক, ছবি আর রিভিউ দেখুন।\n"
        "দামটা সবার সামনে, কমেন্টে বলতে বলুন।\n"
        "বিরক্ত করলে ব্লক করুন, আর পেজের মালিককে জানান।",
        "warnings": "ছবি প্রথম পেজের, দাম শুধু একটু কম।\n"
        "কমেন্টে কিছু বলতে চায় না, সব কথা ইনবক্সে।\n"
        "টাকা আগে চায়, পণ্যের নিজের ছবি দেখাতে পারে না।",
        "checklist": "কে ডাকছেন, জানি\nপণ্যের নিজের ছবি দেখেছি\nটাকা আগে দিচ্ছি না",
        "source": _DAY_17,
        "title_en": "What if someone else offers it cheaper by inbox?",
        "answer_en": "Stop. You asked on one page, and another one calls you by inbox. "
        "Check that second page first, then think about it.",
        "steps_en": "Wait for the answer of the page where you asked.\n"
        "Look at the second page's owner, photos and reviews.\n"
        "Ask them to say the price in the open, in a comment.\n"
        "If they keep on, block them and tell the page's owner.",
        "warnings_en": "The photo is the first page's, only the price is a little lower.\n"
        "They say nothing in comments, everything by inbox.\n"
        "They want money ahead and have no photo of their own.",
        "checklist_en": "I know who is calling\nI saw a photo of their own\n"
        "I am not paying ahead",
        "source_en": _DAY_17_EN,
    },
    {
        "theme": "delivery",
        "title": "পার্সেল হাতে নেওয়ার সময় কী দেখব?",
        "answer": "ডেলিভারির মানুষটির সামনেই খুলে দেখুন। গুনুন, মেলান, তারপর টাকা দিন।",
        "steps": "প্যাকেটের নাম আর নম্বর আপনার কি না দেখুন।\n"
        "সামনে দাঁড়িয়ে খুলুন। সংখ্যা, মাপ, রং, ভাঙা-ছেঁড়া দেখুন।\n"
        "না মিললে তখনই ছবি তুলুন, আর বিক্রেতাকে ফোন করুন।\n"
        "ঠিক থাকলে টাকা দিন, আর বিক্রেতাকে জানান পেয়েছেন।",
        "warnings": "প্যাকেট খুলতে না দিয়ে আগে টাকা চায়।\n"
        "প্যাকেট ছেঁড়া, ভেজা বা আবার মোড়ানো।\n"
        "কম এলে রাগ না করে আগে জানান। অনেক বিক্রেতা বাকিটা নিজেই পাঠিয়ে দেন।",
        "checklist": "নাম-নম্বর মিলেছে\nসামনে খুলেছি\nগুনে নিয়েছি\nবিক্রেতাকে জানিয়েছি",
        "source": f"{_DAY_19}\n{_DAY_21}",
        "title_en": "What do I look at when the parcel comes?",
        "answer_en": "Open it in front of the one who brings it. Count, compare, then pay.",
        "steps_en": "See that the name and number on the packet are yours.\n"
        "Open it there. Look at count, size, colour, anything broken or torn.\n"
        "If it does not match, take a photo at once and call the seller.\n"
        "If it does, pay, and tell the seller that it has come.",
        "warnings_en": "You may not open it before you pay.\n"
        "The packet is torn, wet or wrapped a second time.\n"
        "If something is missing, tell them before you get angry. "
        "Many sellers send the rest themselves.",
        "checklist_en": "Name and number match\nI opened it there\nI counted\n"
        "I told the seller",
        "source_en": f"{_DAY_19_EN}\n{_DAY_21_EN}",
    },
    {
        "theme": "delivery",
        "title": "অর্ডার করে মন বদলালে কী করব?",
        "answer": "পাঠানোর আগেই জানান, ফোন বন্ধ করে রাখবেন না। পার্সেল ফিরে গেলে যাওয়া-আসার "
        "খরচ বিক্রেতার পকেট থেকে যায়।",
        "steps": "কেনার আগে সব জেনে নিন: দাম, মাপ, ডেলিভারির দিন।\n"
        "শুধু জানতে চাইলে আগেই বলুন, যেমন “পছন্দ হলে ১৫ দিন পর নেব”।\n"
        "মন বদলালে সঙ্গে সঙ্গে একটা বার্তা দিন।\n"
        "বিক্রেতার ভুল না থাকলে ফেরতের ডেলিভারি খরচটা আপনি দিন।",
        "warnings": "ফোন না ধরা আর ব্লক করে দেওয়া কারও জন্যই ভালো না।\n"
        "একই জিনিস একসঙ্গে কয়েক পেজে অর্ডার করে একটা রাখবেন না।",
        "checklist": "কেনার আগেই সব জেনেছি\nনা নিলে আগেই জানিয়েছি\nআমার ফোন খোলা আছে",
        "source": f"{_DAY_17}\n{_DAY_19}",
        "title_en": "I ordered and changed my mind. What now?",
        "answer_en": "Say so before it is sent, and do not switch your phone off. When a "
        "parcel goes back, the seller pays both ways out of her own pocket.",
        "steps_en": "Know everything before you order: price, size, day of delivery.\n"
        "If you only want to know, say so first: “if I like it I will buy in 15 days”.\n"
        "If you change your mind, write one message at once.\n"
        "If it is not the seller's fault, pay for the way back.",
        "warnings_en": "Not answering and blocking help nobody.\n"
        "Do not order the same thing on several pages to keep one.",
        "checklist_en": "I knew everything before I ordered\n"
        "I said early that I will not take it\nMy phone is on",
        "source_en": f"{_DAY_17_EN}\n{_DAY_19_EN}",
    },
    {
        "theme": "delivery",
        "title": "ক্রেতা পার্সেল না নিলে কী করব?",
        "answer": "পাঠানোর আগে ফোন করে নিশ্চিত হোন, আর অচেনা ক্রেতার কাছে অল্প অগ্রিম নিন। "
        "এতে বেশির ভাগ ফেরত আগেই থামে।",
        "steps": "অর্ডার পেয়ে নাম, ঠিকানা আর জিনিসের কথা আরেকবার লিখে পাঠান।\n"
        "পাঠানোর আগে একবার ফোন করুন। না পেলে পাঠাবেন না।\n"
        "অচেনা ক্রেতার কাছে ডেলিভারি খরচটুকু আগে নিন।\n"
        "পার্সেল ছেড়ে দিয়ে ক্রেতাকে জানান কবে পৌঁছাবে।\n"
        "ফিরে এলে ভদ্রভাবে কারণটা জেনে লিখে রাখুন।",
        "warnings": "ফোন ধরেন না, শুধু চ্যাটে “পাঠিয়ে দিন” বলেন।\n"
        "ঠিকানা অর্ধেক, বারবার বদলান।\n"
        "রাগের মাথায় কারও নাম-নম্বর সবার সামনে দেবেন না।",
        "checklist": "ফোনে কথা হয়েছে\nঠিকানা পুরো আছে\nঅল্প অগ্রিম পেয়েছি\nকবে পৌঁছাবে, জানিয়েছি",
        "source": f"{_DAY_17}\n{_DAY_19}\n{_DAY_21}",
        "title_en": "What do I do when a buyer refuses the parcel?",
        "answer_en": "Call before you send, and take a small advance from buyers you do "
        "not know. That stops most refusals before they happen.",
        "steps_en": "Write the order back to her: name, address, what she gets.\n"
        "Call once before you send. If nobody answers, do not send.\n"
        "Take the cost of delivery ahead from a buyer you do not know.\n"
        "When it is on its way, tell her which day it comes.\n"
        "If it comes back, ask kindly why, and write it down.",
        "warnings_en": "She answers no call and only writes “send it”.\n"
        "Half an address, changed again and again.\n"
        "Do not put a name and number in public in anger.",
        "checklist_en": "We spoke by phone\nThe address is complete\n"
        "I have a small advance\nI told her the day",
        "source_en": f"{_DAY_17_EN}\n{_DAY_19_EN}\n{_DAY_21_EN}",
    },
    {
        "theme": "delivery",
        "title": "ডেলিভারি কত দিনে, ক্রেতাকে কী বলব?",
        "answer": "যত দিন সত্যিই লাগবে, তার চেয়ে একটু বেশি বলুন, আর কথা রাখুন। "
        "দেরি হলে ক্রেতা জিজ্ঞেস করার আগেই জানান।",
        "steps": "বানাতে কত দিন, পাঠাতে কত দিন, আলাদা করে হিসাব করুন।\n"
        "টানাটানি হলে দুই-তিন দিনের জায়গায় পাঁচ থেকে সাত দিন সময় নিন।\n"
        "দিনটা চ্যাটে লিখে দিন। যেদিন লাগবে, সেদিন পৌঁছানো যাবে কি না বলুন।\n"
        "কুরিয়ারে দিয়ে জানান, পৌঁছানোর পর আবার খোঁজ নিন।",
        "warnings": "২০২১ সালের নির্দেশিকায় ৪৮ ঘণ্টার মধ্যে কুরিয়ারে দিতে হয়; "
        "একই শহরে ৫ দিন আর অন্য জায়গায় ১০ দিনের মধ্যে পৌঁছাতে হয়। নিয়ম পরে বদলাতে পারে।\n"
        "“কালই পাবেন” বলে পরশু দিলে এক দিনের দেরিতেই ভরসা কমে।",
        "checklist": "দিন হিসাব করে বলেছি\nদিনটা লেখা আছে\nদেরি হলে আগে জানাই",
        "source": f"{_DAY_21}\n{_RULES}",
        "title_en": "How many days do I tell a buyer that delivery takes?",
        "answer_en": "Say a little more than it really takes, and keep your word. "
        "If it gets late, tell her before she asks.",
        "steps_en": "Count the days to make it and the days to send it apart.\n"
        "If it is tight, say five to seven days instead of two or three.\n"
        "Write the day in the chat. If she needs it on a day, say whether it can be.\n"
        "Tell her when it leaves, and ask again when it has come.",
        "warnings_en": "By the guidelines of 2021, goods go to the courier within "
        "48 hours and arrive within 5 days in the same city, 10 days elsewhere. "
        "Rules may have changed since.\n"
        "“Tomorrow” that comes the day after costs you trust.",
        "checklist_en": "I counted the days before I spoke\nThe day is written down\n"
        "I tell her first when it gets late",
        "source_en": f"{_DAY_21_EN}\n{_RULES_EN}",
    },
    {
        "theme": "customers",
        "title": "পুরোনো ক্রেতা কীভাবে ধরে রাখব?",
        "answer": "বিক্রিতেই কথা শেষ করবেন না। পৌঁছানোর পর খোঁজ নিন, কী কিনেছিলেন মনে রাখুন, "
        "নতুন কিছু এলে আগে তাঁকেই জানান।",
        "steps": "পার্সেল পৌঁছালে ফোন বা বার্তায় জিজ্ঞেস করুন, কেমন লাগল।\n"
        "কে কী নিয়েছেন, একটা খাতায় লিখে রাখুন।\n"
        "নতুন পণ্য এলে আগে পুরোনো ক্রেতাকে ছবি পাঠান।\n"
        "ঈদে, পূজায়, জন্মদিনে একটা শুভেচ্ছা পাঠান, বিক্রির কথা ছাড়াই।\n"
        "মাঝেমধ্যে একটু ছাড় বা ছোট একটা উপহার দিন।",
        "warnings": "রোজ রোজ অফার পাঠালে মানুষ বিরক্ত হন।\n"
        "ফোনে সময় দেখে কথা বলুন। রাতে নয়, কাজের সময়ে নয়।\n"
        "সব কিছুর আগে মান। মান পড়লে সম্পর্কও থাকে না।",
        "checklist": "পৌঁছানোর পর খোঁজ নিয়েছি\nকে কী কিনেছেন, লেখা আছে\n"
        "নতুন পণ্যের কথা আগে জানিয়েছি",
        "source": _DAY_21,
        "title_en": "How do I keep the customers I have?",
        "answer_en": "Do not stop talking when it is sold. Ask after delivery, remember what "
        "they bought, and tell them first when something new comes.",
        "steps_en": "When the parcel has come, call or write and ask how they like it.\n"
        "Keep a notebook of who bought what.\n"
        "Send photos of new things to old customers first.\n"
        "Send a greeting on Eid, Puja or a birthday, without selling.\n"
        "Give a small discount or a little gift now and then.",
        "warnings_en": "Offers every day make people tired.\n"
        "Mind the hour when you call: not at night, not at work.\n"
        "Quality before everything. Without it no bond lasts.",
        "checklist_en": "I asked after it came\nI have written who bought what\n"
        "I told them of new things first",
        "source_en": _DAY_21_EN,
    },
    {
        "theme": "customers",
        "title": "ক্রেতা অভিযোগ করলে কী বলব?",
        "answer": "আগে শুনুন, সঙ্গে সঙ্গে উত্তর দিন, ভুল হলে মেনে নিন। ভালোভাবে মেটানো অভিযোগ "
        "থেকেই অনেকে স্থায়ী ক্রেতা হন।",
        "steps": "পুরো কথা শুনুন, মাঝখানে থামাবেন না।\n"
        "ছবি চাইতে পারেন, কিন্তু সন্দেহের সুরে নয়।\n"
        "ভুল আপনার হলে বলুন “ভুলটা আমার”, আর কীভাবে মেটাবেন বলুন।\n"
        "কীভাবে মিটলে তাঁর ভালো লাগবে, জিজ্ঞেস করুন: বদল, টাকা ফেরত, নাকি বাকিটা পাঠানো।\n"
        "যা বললেন, সেই দিনের মধ্যে করুন, আর শেষে খোঁজ নিন।",
        "warnings": "কমেন্ট মুছে দিলে সন্দেহ বাড়ে। সবার সামনে ভদ্র একটা উত্তর দিন।\n"
        "ক্রেতা কড়া কথা বললেও আপনি শান্ত থাকুন।\n"
        "ফেরতের নিয়ম আগে লেখা না থাকলে তর্ক হয়, তাই পেজে লিখে রাখুন।",
        "checklist": "সেদিনই উত্তর দিয়েছি\nভুল হলে মেনেছি\nকী করব, তারিখসহ বলেছি\n"
        "মেটার পর খোঁজ নিয়েছি",
        "source": _DAY_21,
        "title_en": "What do I say when a customer complains?",
        "answer_en": "Listen first, answer at once, and own a mistake. "
        "Many who complained and were treated well become customers who stay.",
        "steps_en": "Hear the whole story; do not cut in.\n"
        "You may ask for a photo, but not in a doubting voice.\n"
        "If it was you, say “it was my mistake” and how you will mend it.\n"
        "Ask what would be right for her: another one, the money back, the missing piece.\n"
        "Do it by the day you named, and ask again at the end.",
        "warnings_en": "A deleted comment makes people wonder. Answer politely in the open.\n"
        "Stay calm even when her words are hard.\n"
        "Without a written rule for returns there are quarrels: put one on your page.",
        "checklist_en": "I answered the same day\nI owned the mistake\n"
        "I said what I will do and by when\nI asked again when it was settled",
        "source_en": _DAY_21_EN,
    },
    {
        "theme": "photos",
        "title": "ছবি আর পণ্য যেন এক রকম লাগে, কীভাবে তুলব?",
        "answer": "দিনের আলোয় নিজের পণ্যের নিজের ছবি তুলুন, রং বদলাবেন না। "
        "হাতে পেয়ে ক্রেতা যেন ছবির জিনিসটাই পান।",
        "steps": "জানালার পাশে বা বারান্দায়, স্বাভাবিক আলোয় তুলুন।\n"
        "পেছনে সাদা বা এক রঙের কাপড় দিন।\n"
        "সামনে, পেছনে আর কাছ থেকে একটা করে ছবি তুলুন।\n"
        "মাপ বোঝাতে পাশে হাত বা চেনা কিছু রাখুন।\n"
        "রং একটু আলাদা লাগতে পারে মনে হলে লিখে দিন।",
        "warnings": "ফিল্টার আর এডিটে রং বদলায়, পরে “ছবির মতো না” শুনতে হয়।\n"
        "অন্য পেজ বা গুগলের ছবি নেবেন না।\n"
        "কোনো খুঁত থাকলে আলাদা ছবি তুলে দেখান।",
        "checklist": "ছবি আমার নিজের\nদিনের আলোয় তোলা\nরং বদলাইনি\nখুঁত থাকলে দেখিয়েছি",
        "source": f"{_DAY_17}\n{_DAY_21}",
        "title_en": "How do I take photos that look like the thing itself?",
        "answer_en": "Photograph your own goods yourself, by daylight, and leave the colours "
        "alone. What comes to the door should be what was in the picture.",
        "steps_en": "By a window or on the veranda, in natural light.\n"
        "A white or plain cloth behind it.\n"
        "One from the front, one from behind, one from near.\n"
        "A hand or something familiar beside it, to show the size.\n"
        "If the colour may look a little different, write so.",
        "warnings_en": "Filters change colours, and then you hear “not like the picture”.\n"
        "Take no picture from another page or from Google.\n"
        "If there is a flaw, show it in a photo of its own.",
        "checklist_en": "The photos are mine\nTaken by daylight\n"
        "I changed no colour\nI showed any flaw",
        "source_en": f"{_DAY_17_EN}\n{_DAY_21_EN}",
    },
    {
        "theme": "pricing",
        "title": "দাম ইনবক্সে বলব, নাকি সবার সামনে?",
        "answer": "সবার সামনে লিখুন। দাম লুকানো থাকলে অনেক ক্রেতা ধরে নেন কিছু একটা ঠিক নেই, "
        "আর চুপচাপ চলে যান।",
        "steps": "পোস্টেই দাম লিখুন, সঙ্গে ডেলিভারি খরচ।\n"
        "মাপ বা নকশায় দাম বদলালে কোনটা কত, লিখুন।\n"
        "কেউ কমেন্টে জানতে চাইলে কমেন্টেই উত্তর দিন।\n"
        "স্থানীয় বাজারে একই জিনিসের দাম জেনে রাখুন, কেন আপনার দাম এমন, বলতে পারবেন।\n"
        "ছাড় দিলে কত দিনের জন্য, লিখে দিন।",
        "warnings": "একেক জনকে একেক দাম বললে কথা ছড়ায়, ভরসা যায়।\n"
        "অন্যের চেয়ে কম দেখাতে গিয়ে মান নামাবেন না।\n"
        "শেষে গিয়ে বাড়তি খরচ যোগ করবেন না।",
        "checklist": "পোস্টে দাম আছে\nডেলিভারি খরচ লেখা আছে\nসবার জন্য এক দাম",
        "source": f"{_DAY_17}\n{_DAY_19}\n{_DAY_21}",
        "title_en": "Do I tell the price by inbox or in the open?",
        "answer_en": "In the open. Where the price is hidden many buyers think that something "
        "is wrong, and quietly leave.",
        "steps_en": "Write the price in the post, and the cost of delivery.\n"
        "If it changes with size or design, write which costs what.\n"
        "If someone asks in a comment, answer in the comment.\n"
        "Know the price at the local market, so that you can say why yours is yours.\n"
        "If you give a discount, write until when.",
        "warnings_en": "Different prices for different people get around, and trust goes.\n"
        "Do not let quality sink only to look cheaper than others.\n"
        "Do not add costs at the very end.",
        "checklist_en": "The price is in the post\nThe cost of delivery is there\n"
        "One price for everyone",
        "source_en": f"{_DAY_17_EN}\n{_DAY_19_EN}\n{_DAY_21_EN}",
    },
)
