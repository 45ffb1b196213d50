// Passkeys (WebAuthn, https://www.w3.org/TR/webauthn-3/): a form with
// data-passkey="create" or "get" asks the phone before it is sent. What to ask stands in
// #passkey-options of the form, or is fetched from data-passkey-url. Without a script, or
// on a phone that knows no passkeys, [data-passkey-none] is what she reads.
import { each, on } from "./dom.js";

const knowsPasskeys = Boolean(window.PublicKeyCredential && navigator.credentials);

// The options carry bytes as base64url, which old WebViews do not read by themselves.
function bytesOf(text) {
  const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

function base64urlOf(buffer) {
  const plain = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

// allauth names what it asks by what is to be done.
function readOptions({ creation_options: make, request_options: show }) {
  const { publicKey } = make || show;
  const withBytes = (each) => ({ ...each, id: bytesOf(each.id) });
  const read = { ...publicKey, challenge: bytesOf(publicKey.challenge) };
  if (publicKey.user) read.user = withBytes(publicKey.user);
  for (const list of ["excludeCredentials", "allowCredentials"])
    if (publicKey[list]) read[list] = publicKey[list].map(withBytes);
  return read;
}

function writeCredential(credential) {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"])
    if (credential.response[name]) response[name] = base64urlOf(credential.response[name]);
  return {
    id: credential.id,
    rawId: base64urlOf(credential.rawId),
    type: credential.type,
    clientExtensionResults: credential.getClientExtensionResults(),
    response,
  };
}

async function passkeyOptions(form) {
  const here = form.querySelector("script[type='application/json']");
  if (here) return readOptions(JSON.parse(here.textContent));
  const answer = await fetch(form.dataset.passkeyUrl, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(answer.status);
  return readOptions(await answer.json());
}

async function askPhone(form) {
  const publicKey = await passkeyOptions(form);
  if (form.dataset.passkey === "get") return navigator.credentials.get({ publicKey });
  // Kept on the phone, so that it signs in without a number.
  publicKey.authenticatorSelection = {
    ...publicKey.authenticatorSelection,
    residentKey: "required",
    requireResidentKey: true,
    userVerification: "required",
  };
  return navigator.credentials.create({ publicKey });
}

on("submit", "form[data-passkey]", async (form, event) => {
  event.preventDefault();
  const failed = form.querySelector("[data-passkey-failed]");
  failed.hidden = true;
  try {
    form.elements.credential.value = JSON.stringify(writeCredential(await askPhone(form)));
    form.submit();
  } catch {
    // Closed, too slow, or the line is gone: the form is still there.
    failed.hidden = false;
  }
});

if (knowsPasskeys) {
  each("[data-passkey-can]", (element) => (element.hidden = false));
  each("[data-passkey-none]", (element) => (element.hidden = true));
}
