// Keeps an open thread right. The socket only says that something changed; what did is
// asked at the door, after each tick, after each new connection, and slowly without a
// socket. Nothing is put in above the reader.
import { refreshDates } from "./dates.js";
import { announce, digits, each } from "./dom.js";
import { showReactions } from "./reactions.js";
import { showShares } from "./share.js";

const stream = document.querySelector("[data-live]");
const posts = stream?.querySelector("[data-posts]");
const pill = stream?.querySelector("[data-pill]");
// A page of what is new: every post stands by itself, in the order in which they came.
const isFlat = Boolean(stream && "flat" in stream.dataset);

// Codes of forum/consumers.py after which there is no coming back, or at once.
const STAY_AWAY = [4400, 4404, 4408];
const SIGNED_OUT = 4401;
const BUSY = 4429;
const POLL_MS = 8e3;
const SILENT_MS = 60e3;
const MOST_ROUNDS = 8;

const known = { seq: 0, version: 0 };
// Arrived, but not put in: she would lose her place.
let waiting = [];
// New comments on later pages.
let elsewhere = 0;
let socket = null;
let mayConnect = true;
let stopped = false;
let failures = 0;
let lastHeard = 0;
let asking = false;
let askAgain = false;
let pollTimer = 0;

function jittered(milliseconds) {
  return milliseconds * (0.7 + Math.random() * 0.6);
}

function made(html) {
  const template = document.createElement("template");
  template.innerHTML = html.trim();
  return template.content.firstElementChild;
}

function elementOf(id) {
  return document.getElementById(`p${id}`);
}

function listOf(item) {
  if (item.root === null || isFlat) return posts;
  return elementOf(item.root)?.querySelector("[data-replies]");
}

// The post before which this one stands; null for the end of the list.
function placeIn(list, seq) {
  return [...list.children].find((post) => Number(post.dataset.seq) > seq) || null;
}

// Whether this page is where the post stands: a later root belongs to a later page,
// but on the last page she goes on reading downwards.
function belongsHere(item) {
  if (isFlat) return "last" in stream.dataset;
  if (item.root === null) {
    const page = Number(stream.dataset.page);
    return item.page === page || ("last" in stream.dataset && item.page > page);
  }
  const list = listOf(item);
  if (!list) return false;
  const first = list.firstElementChild;
  const root = elementOf(item.root);
  const hasOlder = Boolean(root.querySelector(".replies-more"));
  return !hasOlder || !first || item.seq > Number(first.dataset.seq);
}

function atTheEnd() {
  return posts.getBoundingClientRect().bottom <= window.innerHeight + 160;
}

// Whether putting it in leaves what she sees where it is.
function fitsNow(item, wasAtEnd) {
  const list = listOf(item);
  const next = placeIn(list, item.seq);
  if (list === posts && !next) return wasAtEnd;
  const edge = next ? next.getBoundingClientRect().top : list.getBoundingClientRect().bottom;
  return edge >= 0;
}

// Her own reply, just sent, comes as it stands under its comment.
function standing(post) {
  if (!isFlat || post.localName === "article") return post;
  const article = document.createElement("article");
  article.className = "post";
  article.id = post.id;
  Object.assign(article.dataset, post.dataset);
  article.append(...post.childNodes);
  return article;
}

function putIn(item) {
  const list = listOf(item);
  if (!list || elementOf(item.id)) return elementOf(item.id);
  const post = standing(made(item.html));
  post.classList.add("arrived");
  list.insertBefore(post, placeIn(list, item.seq));
  stream.querySelector("[data-nobody]")?.remove();
  refreshDates(post);
  showShares(post);
  showReactions(post);
  return post;
}

// Only her words and what belongs to them: replies and a reply box stay.
function replaceOwn(item) {
  const old = elementOf(item.id)?.querySelector("[data-own]");
  const fresh = made(item.html).querySelector("[data-own]");
  if (!old || !fresh || old.innerHTML === fresh.innerHTML) return;
  old.replaceWith(fresh);
  refreshDates(fresh);
  showShares(fresh);
  showReactions(fresh);
}

function takeAway(id) {
  waiting = waiting.filter((item) => item.id !== id);
  const post = elementOf(id);
  if (!post) return;
  const own = post.querySelector("[data-own]");
  const note = document.createElement("p");
  note.className = "placeholder";
  note.textContent = stream.dataset.gone;
  own.replaceChildren(note);
}

function showCount(count) {
  each("[data-count][data-many]", (element) => {
    if (Number(element.dataset.count) === count) return;
    element.dataset.count = count;
    const words = count === 1 ? element.dataset.one : element.dataset.many;
    element.textContent = words.replace("{n}", digits(count));
  });
}

function showPill() {
  const count = waiting.length + elsewhere;
  if (!count) {
    pill.hidden = true;
    return;
  }
  const words = count === 1 ? stream.dataset.oneNew : stream.dataset.manyNew;
  const sentence = words.replace("{n}", digits(count));
  if (pill.textContent !== sentence) announce(sentence);
  pill.textContent = sentence;
  pill.hidden = false;
}

function showTooMany() {
  stopped = true;
  pill.textContent = stream.dataset.tooMany;
  pill.dataset.reload = "";
  pill.hidden = false;
}

function showWaiting() {
  const arrived = waiting.sort((a, b) => a.seq - b.seq).map(putIn).filter(Boolean);
  waiting = [];
  showPill();
  return arrived[0];
}

// What moderators did: a line where it belongs, and roots that went elsewhere.
function takeLine(item) {
  const isHere = item.page === Number(stream.dataset.page) || "last" in stream.dataset;
  if (!isHere || document.getElementById(`e${item.id}`)) return;
  posts.insertBefore(made(item.html), placeIn(posts, item.seq));
}

function takeMoved(id) {
  waiting = waiting.filter((item) => item.id !== id && item.root !== id);
  elementOf(id)?.remove();
}

// All of it is part of another discussion now.
function showMoved(answer) {
  stop();
  pill.textContent = answer.sentence;
  pill.href = answer.moved_to;
  pill.hidden = false;
  announce(answer.sentence);
}

function takeElsewhere(item) {
  if (item.root === null || isFlat) elsewhere += 1;
  // What is not on this page she has not read here (reading.js).
  posts.dataset.gap ||= item.seq;
}

function takeNew(item, wasAtEnd) {
  if (elementOf(item.id)) replaceOwn(item);
  else if (!belongsHere(item)) takeElsewhere(item);
  else if (fitsNow(item, wasAtEnd)) putIn(item);
  else waiting = [...waiting.filter((other) => other.id !== item.id), item];
}

function takeChanged(item) {
  const place = waiting.findIndex((other) => other.id === item.id);
  if (place >= 0) waiting[place] = item;
  else if (elementOf(item.id)) replaceOwn(item);
  else if (item.seq > 0 && !isFlat && belongsHere(item)) takeNew(item, false);
}

// Who types below the list stays where she is: most browsers see to it themselves.
function whileStill(change) {
  const box = document.activeElement?.closest("textarea");
  const before = box?.getBoundingClientRect().top;
  change();
  if (!box || CSS.supports("overflow-anchor", "auto")) return;
  window.scrollBy(0, box.getBoundingClientRect().top - before);
}

function take(answer) {
  whileStill(() => takeAll(answer));
}

function takeAll(answer) {
  const wasAtEnd = atTheEnd();
  answer.changed.forEach(takeChanged);
  answer.gone.forEach(takeAway);
  answer.moved?.forEach(takeMoved);
  answer.new.forEach((item) => takeNew(item, wasAtEnd));
  answer.lines?.forEach(takeLine);
  known.seq = answer.seq;
  known.version = answer.version;
  showCount(answer.count);
  showPill();
}

async function askOnce() {
  const url = `${stream.dataset.door}?after=${known.seq}&since=${known.version}${isFlat ? "&flat=1" : ""}`;
  const response = await fetch(url, { headers: { Accept: "application/json" } });
  if (response.status === 404) {
    stop();
    return false;
  }
  if (!response.ok) throw new Error(response.status);
  const answer = await response.json();
  if (answer.moved_to) {
    showMoved(answer);
    return false;
  }
  take(answer);
  return answer.more;
}

// Asks until there is no more; one at a time, and once again if told meanwhile.
export async function ask() {
  if (stopped) return;
  if (asking) {
    askAgain = true;
    return;
  }
  asking = true;
  try {
    let rounds = 0;
    do {
      askAgain = false;
      rounds += 1;
      if (rounds > MOST_ROUNDS) {
        showTooMany();
        break;
      }
      if (await askOnce()) askAgain = true;
    } while (askAgain && !stopped);
    failures = 0;
  } catch {
    failures += 1;
  } finally {
    asking = false;
    planPoll();
  }
}

function planPoll() {
  clearTimeout(pollTimer);
  if (stopped) return;
  const wait = POLL_MS * Math.min(2 ** failures, 8);
  pollTimer = setTimeout(poll, jittered(wait));
}

function isConnected() {
  return socket?.readyState === WebSocket.OPEN;
}

function poll() {
  if (isConnected() && Date.now() - lastHeard > SILENT_MS) socket.close();
  if (isConnected() && !failures) planPoll();
  else if (document.hidden) planPoll();
  else ask();
}

function stop() {
  stopped = true;
  clearTimeout(pollTimer);
  socket?.close();
}

function heard(event) {
  lastHeard = Date.now();
  const told = JSON.parse(event.data);
  if (told.version !== known.version || told.seq !== known.seq) ask();
}

function connect(again = false) {
  if (stopped || !mayConnect || socket) return;
  const scheme = location.protocol === "https:" ? "wss" : "ws";
  socket = new WebSocket(`${scheme}://${location.host}/ws/threads/${stream.dataset.live}/`);
  let opened = false;
  socket.addEventListener("open", () => {
    opened = true;
    lastHeard = Date.now();
    if (again) ask();
  });
  socket.addEventListener("message", heard);
  socket.addEventListener("close", (event) => {
    socket = null;
    if (STAY_AWAY.includes(event.code)) mayConnect = false;
    if (event.code === 4404) ask();
    if (!opened) failures += 1;
    const wait = event.code === SIGNED_OUT ? 500 : 1e3 * Math.min(2 ** failures, 30);
    setTimeout(() => connect(true), jittered(event.code === BUSY ? 60e3 : wait));
    planPoll();
  });
}

function wake() {
  if (document.hidden || stopped) return;
  failures = 0;
  if (!isConnected()) ask();
  connect(true);
}

function pressPill(event) {
  if ("reload" in pill.dataset) {
    event.preventDefault();
    location.reload();
    return;
  }
  if (!waiting.length) return;
  event.preventDefault();
  const first = showWaiting();
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  first?.scrollIntoView({ block: "start", behavior: calm ? "auto" : "smooth" });
}

// Shows what she sent herself; false where its place is on another page.
export function showOwn(item) {
  if (!stream || item.thread !== Number(stream.dataset.live) || !belongsHere(item)) return false;
  const post = putIn(item);
  showCount(item.count);
  if (!stopped) ask();
  post?.scrollIntoView({ block: "nearest" });
  return Boolean(post);
}

if (stream) {
  known.seq = Number(stream.dataset.seq);
  known.version = Number(stream.dataset.version);
  pill.addEventListener("click", pressPill);
  document.addEventListener("visibilitychange", wake);
  addEventListener("online", wake);
  // A page taken out of the browser's memory again has missed what came meanwhile.
  addEventListener("pageshow", (event) => event.persisted && wake());
  addEventListener("scroll", () => waiting.length && atTheEnd() && showWaiting(), { passive: true });
  planPoll();
  connect();
}
