// A session begins: where, when, who, and the PIN that takes the tablet back.
import { asciiDigits, clean } from "../engine/clean.js";
import { errorSummary, forgetful, h, screen, sends, show } from "../dom.js";
import { makePin, PIN } from "../pin.js";
import { keeps } from "../proof.js";
import * as store from "../store.js";
import { say } from "../words.js";
import { isOffline, titleOf } from "./prepare.js";

const MOST = 1000;

export async function showSession(app) {
  const { heading, content, parts } = screen("session");
  const packs = await store.packs();
  const field = (name) => parts.form.querySelector(`#session-${name}`);
  field("survey").append(...packs.map(({ survey, title }) => h("option", { value: survey }, titleOf(title))));
  const wards = (await store.setting("wards")) ?? [];
  parts.wards.hidden = !wards.length;
  field("ward").append(...wards.map(({ code, name }) => h("option", { value: code }, name)));
  field("date").value = localDate();
  forgetful(parts.form);
  const packOf = () => packs.find(({ survey }) => survey === field("survey").value);
  const adapt = () => (parts.young.hidden = packOf()?.audience !== "young");
  field("survey").addEventListener("change", adapt);
  adapt();
  sends(parts.form, () => begin(app, parts, field, packOf()));
  show(heading, content);
  await mayStart(parts, packs);
}

// The tablet's own day: where it is taken to, that is the day of the session.
export function localDate() {
  const now = new Date();
  return [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
}

// Says why no session can start. A private window would lose every answer.
async function mayStart(parts, packs) {
  const reason = !packs.length ? "choose_survey" : !(await keeps()) ? "private" : !(await isOffline()) ? "no_offline" : "";
  parts.form.hidden = Boolean(reason);
  parts.said.textContent = reason && say(reason);
  parts.said.classList.toggle("outreach__warning", Boolean(reason));
}

async function begin(app, parts, field, pack) {
  const { made, wrong } = read(field, pack);
  parts.problems.replaceChildren();
  for (const control of parts.form.querySelectorAll("[aria-invalid]")) control.removeAttribute("aria-invalid");
  if (wrong.length) {
    const lines = wrong.map(([name, key]) => ({ id: `session-${name}`, words: say(key) }));
    for (const [name] of wrong) field(name).setAttribute("aria-invalid", "true");
    const summary = errorSummary(say("problem"), lines);
    parts.problems.append(summary);
    summary.focus();
    return;
  }
  try {
    const pin = await makePin(asciiDigits(field("pin").value));
    await store.saveSession({ ...made, pin });
    await store.setSetting("handed", made.id);
    await app.go("kiosk");
  } catch (error) {
    parts.said.textContent = say("full");
    if (error?.name !== "QuotaExceededError") throw error;
  }
}

function read(field, pack) {
  const words = (name) => (clean(field(name).value) ?? "").replace(/\s+/g, " ");
  const digits = (name) => asciiDigits(field(name).value.trim());
  const young = pack.audience === "young";
  const expected = Number(digits("expected"));
  const route = young ? field("route").value : "";
  const made = {
    id: crypto.randomUUID(),
    survey: pack.survey,
    wave: pack.wave,
    place: words("place"),
    ward: field("ward").value || null,
    date: field("date").value,
    worker: words("worker"),
    expected,
    declined: 0,
    unfinished: 0,
    languages: {},
    finished: false,
    permission: route ? { route, adult: words("adult") } : null,
  };
  const checks = [
    ["place", "need_place", made.place],
    ["date", "need_date", /^\d{4}-\d{2}-\d{2}$/.test(made.date)],
    ["expected", "need_expected", Number.isInteger(expected) && expected >= 1 && expected <= MOST],
    ["worker", "need_worker", made.worker],
    ["adult", "need_adult", !route || made.permission.adult],
    ["pin", "need_pin", PIN.test(digits("pin"))],
    ["again", "other_pin", digits("pin") === digits("again")],
  ];
  return { made, wrong: checks.filter(([_name, _key, good]) => !good) };
}
