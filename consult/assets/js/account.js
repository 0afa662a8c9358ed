// Passkeys: the browser makes and shows them, and a script has to ask it. The form then carries what it gave.
const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (one) => one.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const named = (keys) => keys?.map((key) => ({ ...key, id: bytes(key.id) }));

function read(options) {
  const asked = { ...options, challenge: bytes(options.challenge) };
  if (asked.user) asked.user = { ...asked.user, id: bytes(asked.user.id) };
  asked.excludeCredentials = named(options.excludeCredentials);
  asked.allowCredentials = named(options.allowCredentials);
  return asked;
}

function written({ id, rawId, type, response }) {
  const parts = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];
  const there = parts.filter((part) => response[part]).map((part) => [part, text(response[part])]);
  return JSON.stringify({ id, rawId: text(rawId), type, response: Object.fromEntries(there), clientExtensionResults: {} });
}

async function ask(form) {
  const answer = await fetch(form.dataset.challenge, { credentials: "same-origin" });
  // Led elsewhere: whoever was away for long proves first who they are.
  if (answer.redirected || !answer.ok) return window.location.assign(answer.redirected ? answer.url : window.location);
  const publicKey = read(await answer.json());
  const { passkey } = form.dataset;
  form.elements.credential.value = written(await navigator.credentials[passkey]({ publicKey }));
  return form.submit();
}

if (window.PublicKeyCredential) {
  document.querySelectorAll("[data-without-passkeys]").forEach((words) => words.remove());
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.hidden = false;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const failed = form.querySelector("[role=alert]");
      failed.hidden = true;
      ask(form).catch(() => (failed.hidden = false));
    });
  }
}
