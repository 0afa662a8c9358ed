// Whether this browser keeps what it is given. A private window looks like any other until it is closed, and then
// everything is gone; so no session starts before the browser has shown that it keeps things: by a promise, by running
// as an installed app, or by having been closed and opened again with everything still there.
import * as store from "./store.js";

const COOKIE = "outreach_run";

const run = () => document.cookie.split("; ").find((one) => one.startsWith(`${COOKIE}=`))?.split("=")[1];

export async function isPromised() {
  return Boolean(await navigator.storage?.persisted?.());
}

// Asks for the promise. Some browsers ask the worker, some decide alone.
export async function askForPromise() {
  return Boolean(await navigator.storage?.persist?.());
}

// At each start. The cookie lives as long as the browser runs, the store longer, unless the window is private.
export async function noteRun() {
  const before = await store.setting("run");
  if (before && run() !== before) await store.setSetting("proven", true);
  const now = run() ?? crypto.randomUUID();
  document.cookie = `${COOKIE}=${now}; path=/outreach/; SameSite=Strict`;
  await store.setSetting("run", now);
}

export async function keeps() {
  if (await isPromised()) return true;
  if (matchMedia("(display-mode: standalone)").matches) return true;
  return Boolean(await store.setting("proven"));
}
