// Which screen is shown, and what runs at all times: the service worker, the sending, the lock.
import { h, screen, show } from "./dom.js";
import { openKiosk } from "./kiosk.js";
import { noteRun } from "./proof.js";
import { showBack } from "./screens/back.js";
import { showPair } from "./screens/pair.js";
import { showPin } from "./screens/pin.js";
import { showPrepare } from "./screens/prepare.js";
import { showSession } from "./screens/session.js";
import { makeSender } from "./sending.js";
import * as store from "./store.js";
import { say } from "./words.js";

const app = { state: "idle", go, sender: null, changed: null };
const own = { lang: document.documentElement.lang, dir: document.documentElement.dir };
const KEPT_FOR = 7 * 86_400_000;
const SCREENS = { pair: showPair, prepare: showPrepare, session: showSession, back: showBack };

export async function start() {
  stayOnOnePage();
  try {
    await noteRun();
    await store.forgetSessions(new Date(Date.now() - KEPT_FOR).toISOString().slice(0, 10));
  } catch {
    showGone("no_store");
    return;
  }
  await keepForOffline();
  app.sender = makeSender({ address: "/outreach/sync", listen });
  await go(await whereToBegin());
  app.sender.start();
}

async function whereToBegin() {
  if (await store.setting("handed")) return "kiosk";
  if (!(await store.setting("device"))) return "pair";
  return (await store.sessions()).length ? "back" : "prepare";
}

// The worker's screens by name; "kiosk" hands the tablet over, "pin" asks before it is taken back.
async function go(name) {
  app.changed = null;
  const held = await store.setting("handed");
  const locked = name === "kiosk" || name === "pin";
  // Whatever leads here, a tablet that was handed over shows nothing of the worker's.
  if (held && !locked) return go("kiosk");
  document.getElementById("bar").hidden = locked;
  document.getElementById("steps").hidden = locked || name === "pair";
  document.body.classList.toggle("outreach--kiosk", name === "kiosk");
  for (const step of document.querySelectorAll("[data-step]")) {
    if (step.dataset.step === name) step.setAttribute("aria-current", "page");
    else step.removeAttribute("aria-current");
  }
  if (name !== "kiosk") Object.assign(document.documentElement, own);
  if (name === "kiosk") return openKiosk(await store.session(held), () => go("pin"), () => app.sender.now());
  if (name === "pin") return showPin(await store.session(held), app);
  return SCREENS[name](app);
}

async function listen({ state }) {
  app.state = state;
  if (state === "revoked") return wipeTablet();
  return app.changed?.();
}

// Everything of this site that the browser keeps.
async function wipeTablet() {
  await store.wipe();
  for (const name of await caches.keys()) await caches.delete(name);
  document.cookie = "outreach_run=; path=/outreach/; max-age=0";
  const registration = await navigator.serviceWorker.getRegistration("/outreach/");
  await registration?.unregister();
  showGone("revoked");
}

function showGone(words) {
  document.getElementById("steps").hidden = true;
  document.getElementById("bar").hidden = false;
  document.body.classList.remove("outreach--kiosk");
  Object.assign(document.documentElement, own);
  const { heading, content, parts } = screen("gone");
  parts.said.textContent = say(words);
  show(heading, h("div", {}, content));
}

function stayOnOnePage() {
  history.replaceState(null, "", location.pathname + location.search);
  for (const step of document.querySelectorAll("[data-step]")) step.addEventListener("click", () => go(step.dataset.step));
  for (const link of document.querySelectorAll("#bar a[hreflang]")) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      location.replace(link.href);
    });
  }
}

async function keepForOffline() {
  // A browser without one is told so before a session can start.
  await navigator.serviceWorker?.register("/outreach/sw.js", { scope: "/outreach/" }).catch(() => {});
}
