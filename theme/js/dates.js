// Keeps "5 minutes ago" true while a page stays open. The server wrote the first
// words; the rules are those of ago() in theme/wording.py, days counted in Dhaka.
import { digits, each, language } from "./dom.js";

const MONTH_NAMES = {
  bn: "জানুয়ারি ফেব্রুয়ারি মার্চ এপ্রিল মে জুন জুলাই আগস্ট সেপ্টেম্বর অক্টোবর নভেম্বর ডিসেম্বর",
  en: "January February March April May June July August September October November December",
}[language].split(" ");
const AGO = {
  bn: { now: "এইমাত্র", yesterday: "গতকাল", minute: "মিনিট", hour: "ঘণ্টা", day: "দিন" },
  en: { now: "just now", yesterday: "yesterday", minute: "minute", hour: "hour", day: "day" },
}[language];
const DHAKA_AHEAD = 6 * 3600e3;

function dayNumber(milliseconds) {
  return Math.floor((milliseconds + DHAKA_AHEAD) / 864e5);
}

function dateWords(milliseconds) {
  const date = new Date(milliseconds + DHAKA_AHEAD);
  const month = MONTH_NAMES[date.getUTCMonth()];
  return digits(`${date.getUTCDate()} ${month} ${date.getUTCFullYear()}`);
}

function soMany(count, unit) {
  if (language === "bn") return `${digits(count)} ${AGO[unit]} আগে`;
  return `${count} ${AGO[unit]}${count === 1 ? "" : "s"} ago`;
}

export function ago(then, now = Date.now()) {
  const seconds = (now - then) / 1000;
  const days = dayNumber(now) - dayNumber(then);
  if (seconds > -60 && seconds < 60) return AGO.now;
  if (seconds < 0 || days > 7) return dateWords(then);
  if (seconds < 3600) return soMany(Math.floor(seconds / 60), "minute");
  if (days === 0 || seconds < 6 * 3600) return soMany(Math.floor(seconds / 3600), "hour");
  return days === 1 ? AGO.yesterday : soMany(days, "day");
}

// Call it after putting new markup in; open pages call it by themselves.
export function refreshDates(root = document) {
  each("time[data-relative]", (element) => {
    const words = ago(Date.parse(element.dateTime));
    if (element.textContent !== words) element.textContent = words;
  }, root);
}

refreshDates();
setInterval(() => document.hidden || refreshDates(), 30e3);
document.addEventListener("visibilitychange", () => document.hidden || refreshDates());
