// Photos beside the words: made smaller on the phone, sent one after the other as soon
// as they are chosen, tried again on a bad line under the same key. What the form then
// carries is their ids. Without this file the form sends the files itself.
import { each, on } from "./dom.js";

const LONGEST_PX = 1600;
const SMALL_BYTES = 4e5;
const LARGEST_BYTES = 10 * 1024 * 1024;
const PHOTO_PATIENCE_MS = 120e3;
const PHOTO_RETRY_MS = [2e3, 5e3, 15e3, 30e3];
const KEPT_FOR_MS = 20 * 36e5;

const PREVIEW_PX = 176;
const UNDER_WAY = ["preparing", "waiting", "sending"];

// What a tile is doing: { file, key, blob, state }, the state one of UNDER_WAY, failed
// (the line), refused or sent.
const photoOf = new WeakMap();
let isPreparing = false;
let isSending = false;
let photoTimer = 0;
let photoTries = 0;

function chooserOf(form) {
  return form.querySelector("[data-chooser]");
}

function tilesOf(chooser) {
  return [...chooser.querySelectorAll("[data-photo-list] [data-tile]")];
}

function shelfName(form) {
  const parent = form.elements.namedItem("parent")?.value || "";
  return `uthan-photos:${form.dataset.member || ""}:${form.getAttribute("action") || location.pathname}:${parent}`;
}

// Ids of what has arrived, beside the words that compose.js keeps.
function keepPhotos(form) {
  if (!form || !("compose" in form.dataset)) return;
  const sent = tilesOf(chooserOf(form))
    .map((tile) => ({
      id: tile.querySelector("[name=photo]").value,
      alt: tile.querySelector("[name=alt]").value,
      url: tile.dataset.thumb,
    }))
    .filter((photo) => photo.id && photo.url);
  try {
    if (sent.length) localStorage.setItem(shelfName(form), JSON.stringify({ at: Date.now(), sent }));
    else localStorage.removeItem(shelfName(form));
  } catch {
    // No room, or not allowed: they are in the form all the same.
  }
}

function randomKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function noteOn(tile, sentence, { isError = false, retry = false } = {}) {
  const note = tile.querySelector(".tile-note");
  if (note.textContent !== sentence) note.textContent = sentence;
  note.classList.toggle("is-error", isError);
  tile.querySelector("[data-retry-photo]").hidden = !retry;
}

function progressOf(tile, share) {
  const bar = tile.querySelector("progress");
  bar.hidden = share === null;
  if (share !== null) bar.value = share * 100;
}

function canvasOf(picture, left, top, width, height, scale) {
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(width * scale));
  canvas.height = Math.max(1, Math.round(height * scale));
  const pen = canvas.getContext("2d");
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.imageSmoothingQuality = "high";
  pen.drawImage(picture, left, top, width, height, 0, 0, canvas.width, canvas.height);
  return canvas;
}

// A square of it on the tile; drawn, because the page may load no picture but ours.
function previewPhoto(tile, picture) {
  const side = Math.min(picture.width, picture.height);
  const left = (picture.width - side) / 2;
  const canvas = canvasOf(picture, left, (picture.height - side) / 2, side, side, PREVIEW_PX / side);
  canvas.className = "tile-picture";
  tile.querySelector(".tile-picture").replaceWith(canvas);
}

// The picture upright, at most 1600 px, as JPEG; the file itself where that is smaller
// or the browser cannot read it (HEIC, mostly).
async function shrunk(tile, file) {
  try {
    const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, LONGEST_PX / Math.max(bitmap.width, bitmap.height));
    const canvas = canvasOf(bitmap, 0, 0, bitmap.width, bitmap.height, scale);
    bitmap.close();
    previewPhoto(tile, canvas);
    if (scale === 1 && file.size <= SMALL_BYTES) return file;
    const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.86));
    return blob && blob.size < file.size ? blob : file;
  } catch {
    return file;
  }
}

// fetch tells nothing of how far it is.
function sendBytes(chooser, photo, tile) {
  const form = chooser.closest("form");
  return new Promise((done) => {
    const request = new XMLHttpRequest();
    const end = () => {
      let answer = null;
      try {
        answer = JSON.parse(request.responseText);
      } catch {
        // No line, or somebody else answered.
      }
      done({ status: request.status, answer });
    };
    request.open("POST", chooser.dataset.upload);
    request.timeout = PHOTO_PATIENCE_MS;
    request.setRequestHeader("Accept", "application/json");
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.setRequestHeader("X-Key", photo.key);
    request.setRequestHeader("X-CSRFToken", form.elements.namedItem("csrfmiddlewaretoken").value);
    if (form.dataset.member) request.setRequestHeader("X-Member", form.dataset.member);
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) progressOf(tile, event.loaded / event.total);
    });
    request.addEventListener("loadend", end);
    request.send(photo.blob);
  });
}

async function sendPhoto(tile) {
  const chooser = tile.closest("[data-chooser]");
  const photo = photoOf.get(tile);
  photo.state = "sending";
  noteOn(tile, chooser.dataset.sending);
  progressOf(tile, 0);
  if (photo.blob.size > LARGEST_BYTES) {
    refusePhoto(tile, chooser.dataset.heavy);
    return;
  }
  let { status, answer } = await sendBytes(chooser, photo, tile);
  if (answer?.error === "stale" && answer.token) {
    each("[name=csrfmiddlewaretoken]", (field) => (field.value = answer.token));
    ({ status, answer } = await sendBytes(chooser, photo, tile));
  }
  progressOf(tile, null);
  if (!tile.isConnected) return;
  if (status === 201 && answer) photoArrived(tile, answer);
  else if (answer?.error && answer.error !== "busy") refusePhoto(tile, answer.sentence || answer.message);
  else waitForLine(tile);
}

function photoArrived(tile, answer) {
  photoOf.get(tile).state = "sent";
  photoTries = 0;
  tile.querySelector("[name=photo]").value = answer.id;
  tile.dataset.thumb = answer.url;
  const picture = tile.querySelector("img");
  if (picture) picture.src = answer.url;
  noteOn(tile, "");
  keepPhotos(tile.closest("form"));
}

// The server will not have it: it stands there with the reason until she takes it out.
function refusePhoto(tile, sentence) {
  photoOf.get(tile).state = "refused";
  progressOf(tile, null);
  noteOn(tile, sentence, { isError: true, retry: true });
}

function waitForLine(tile) {
  const chooser = tile.closest("[data-chooser]");
  photoOf.get(tile).state = "failed";
  noteOn(tile, chooser.dataset.waiting, { isError: true, retry: true });
  const wait = PHOTO_RETRY_MS[Math.min(photoTries, PHOTO_RETRY_MS.length - 1)];
  photoTries += 1;
  clearTimeout(photoTimer);
  photoTimer = setTimeout(sendFailed, wait * (0.8 + Math.random() * 0.4));
}

function sendFailed() {
  each("[data-tile]", (tile) => {
    const photo = photoOf.get(tile);
    if (photo?.state === "failed") photo.state = "waiting";
  });
  sendWaiting();
}

// One at a time: two at once on a slow line both come late.
async function sendWaiting() {
  if (isSending) return;
  isSending = true;
  try {
    let next = null;
    while ((next = tileThatIs("waiting"))) await sendPhoto(next);
  } finally {
    isSending = false;
  }
  document.dispatchEvent(new Event("uthan:photos"));
}

function tileThatIs(state) {
  return [...document.querySelectorAll("[data-tile]")].find((tile) => photoOf.get(tile)?.state === state);
}

function addTile(chooser) {
  const tile = chooser.querySelector("[data-photo-tile]").content.firstElementChild.cloneNode(true);
  chooser.querySelector("[data-photo-list]").append(tile);
  wakeTile(tile);
  return tile;
}

function wakeTile(tile) {
  tile.querySelector("[data-remove-photo]").hidden = false;
  tile.querySelector(".tile-drop")?.remove();
}

function choosePhotos(input) {
  const chooser = input.closest("[data-chooser]");
  const room = Number(chooser.dataset.most) - tilesOf(chooser).length;
  const files = [...input.files];
  input.value = "";
  for (const file of files.slice(0, Math.max(0, room))) {
    const tile = addTile(chooser);
    photoOf.set(tile, { file, key: randomKey(), blob: null, state: "preparing" });
    noteOn(tile, chooser.dataset.sending);
  }
  sayAt(chooser, files.length > room ? chooser.dataset.tooMany : "");
  preparePhotos();
}

// One after the other: a phone has no room for eight open pictures.
async function preparePhotos() {
  if (isPreparing) return;
  isPreparing = true;
  let tile = null;
  while ((tile = tileThatIs("preparing"))) {
    const photo = photoOf.get(tile);
    photo.blob = await shrunk(tile, photo.file);
    photo.state = "waiting";
    sendWaiting();
  }
  isPreparing = false;
  document.dispatchEvent(new Event("uthan:photos"));
}

function sayAt(chooser, sentence) {
  let note = chooser.querySelector(".chooser-note");
  if (!note) {
    note = document.createElement("p");
    note.className = "chooser-note field-error";
    note.setAttribute("role", "status");
    chooser.append(note);
  }
  note.textContent = sentence;
  note.hidden = !sentence;
}

// Resolves once nothing is on its way any more: whether all have arrived, whether it is
// the line that failed, and else what she has to be told.
export async function photosReady(form) {
  const chooser = chooserOf(form);
  if (!chooser) return { areThere: true };
  sendFailed();
  while (tilesOf(chooser).some((tile) => UNDER_WAY.includes(photoOf.get(tile)?.state))) {
    await new Promise((done) => document.addEventListener("uthan:photos", done, { once: true }));
  }
  const tiles = tilesOf(chooser);
  return {
    areThere: tiles.every((tile) => tile.querySelector("[name=photo]").value),
    isLine: tiles.some((tile) => photoOf.get(tile)?.state === "failed"),
    sentence: chooser.dataset.someFailed,
  };
}

export function photosUnderWay(form) {
  const chooser = chooserOf(form);
  const isOn = chooser && tilesOf(chooser).some((tile) => (photoOf.get(tile)?.state || "sent") !== "sent");
  return isOn ? chooser.dataset.first : "";
}

// After they are posted, and in a copy of the form for another comment.
export function clearPhotos(form, { isPosted = true } = {}) {
  const chooser = chooserOf(form);
  if (!chooser) return;
  each("[data-tile]", (tile) => tile.remove(), chooser);
  sayAt(chooser, "");
  if (isPosted) keepPhotos(form);
}

// The server says which of them it still has.
export function keepOnlyPhotos(form, ids) {
  const chooser = chooserOf(form);
  if (!chooser || !ids) return;
  for (const tile of tilesOf(chooser)) {
    const id = Number(tile.querySelector("[name=photo]").value);
    if (id && !ids.includes(id)) tile.remove();
  }
  keepPhotos(form);
}

export function restorePhotos(form) {
  const chooser = chooserOf(form);
  if (!chooser) return;
  let kept = null;
  try {
    kept = JSON.parse(localStorage.getItem(shelfName(form)) || "null");
  } catch {
    return;
  }
  if (!kept || Date.now() - kept.at > KEPT_FOR_MS || tilesOf(chooser).length) return;
  for (const photo of kept.sent) {
    const tile = addTile(chooser);
    tile.querySelector("[name=photo]").value = photo.id;
    tile.querySelector("[name=alt]").value = photo.alt;
    tile.dataset.thumb = photo.url;
    const picture = tile.querySelector("img");
    picture.addEventListener("error", () => tile.remove());
    picture.src = photo.url;
  }
}

function wakeChooser(chooser) {
  chooser.querySelector("[data-photo-input]").removeAttribute("name");
  tilesOf(chooser).forEach(wakeTile);
}

// A photo of a post fills the screen; its words stand under it.
function showLarge(link) {
  const dialog = document.createElement("dialog");
  dialog.className = "photo-view";
  const picture = link.querySelector("picture").cloneNode(true);
  each("[sizes]", (part) => part.setAttribute("sizes", "96vw"), picture);
  picture.querySelector("img").loading = "eager";
  const words = document.createElement("p");
  words.textContent = picture.querySelector("img").alt;
  dialog.setAttribute("aria-label", words.textContent);
  const close = document.createElement("button");
  close.type = "button";
  close.className = "button button-outline";
  close.textContent = link.dataset.photo;
  dialog.append(picture, words, close);
  dialog.addEventListener("close", () => dialog.remove());
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog || event.target === close) dialog.close();
  });
  document.body.append(dialog);
  dialog.showModal();
}

on("change", "[data-photo-input]", choosePhotos);
on("click", "[data-retry-photo]", (button) => {
  photoOf.get(button.closest("[data-tile]")).state = "waiting";
  sendWaiting();
});
on("click", "[data-remove-photo]", (button) => {
  const chooser = button.closest("[data-chooser]");
  button.closest("[data-tile]").remove();
  sayAt(chooser, "");
  keepPhotos(chooser.closest("form"));
  document.dispatchEvent(new Event("uthan:photos"));
});
on("input", "[data-tile] [name=alt]", (field) => keepPhotos(field.form));
on("click", "a[data-photo]", (link, event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  if (!window.HTMLDialogElement) return;
  event.preventDefault();
  showLarge(link);
});
// Forms that the browser sends itself wait for their photos; compose.js waits for its own.
on("submit", "form:not([data-compose])", async (form, event) => {
  const chooser = chooserOf(form);
  if (!chooser || !photosUnderWay(form)) return;
  event.preventDefault();
  sayAt(chooser, chooser.dataset.first);
  const photos = await photosReady(form);
  sayAt(chooser, photos.areThere ? "" : photos.sentence);
  if (photos.areThere) form.requestSubmit();
});
addEventListener("online", sendFailed);
each("[data-chooser]", wakeChooser);
