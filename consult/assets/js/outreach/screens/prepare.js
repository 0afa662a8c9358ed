// Which surveys and languages go along, and whether this browser can be trusted with answers.
import * as api from "../api.js";
import { forgetful, h, screen, sends, show } from "../dom.js";
import { askForPromise, isPromised, keeps } from "../proof.js";
import * as store from "../store.js";
import { say, sayDate } from "../words.js";

const LITTLE = 200 * 1024 * 1024;

const ownLanguage = document.documentElement.lang;
export const titleOf = (title) => title[ownLanguage] ?? title.en ?? Object.values(title)[0];

export async function showPrepare(app) {
  const { heading, content, parts } = screen("prepare");
  const device = await store.setting("device");
  parts.paired.textContent = say("paired", device);
  parts.look.addEventListener("click", () => look(app, parts));
  parts.ask.addEventListener("click", async () => {
    await askForPromise();
    await showStorage(parts);
  });
  show(heading, content);
  await Promise.all([showKept(parts), showStorage(parts)]);
  if (navigator.onLine) await look(app, parts);
}

async function showKept({ kept }) {
  const lines = (await store.packs()).map((pack) =>
    h("li", {}, say("kept_survey", {
      title: titleOf(pack.title),
      n: pack.languages.length,
      date: sayDate(pack.accepts_until),
    })),
  );
  kept.replaceChildren(...(lines.length ? lines : [h("li", {}, say("choose_survey"))]));
}

async function showStorage({ storage, ask }) {
  const promised = await isPromised();
  const lines = [say(promised ? "promised" : "not_promised")];
  ask.hidden = promised;
  if (!(await keeps())) lines.push(say("private"));
  if (!(await isOffline())) lines.push(say("no_offline"));
  const { quota = Infinity, usage = 0 } = (await navigator.storage?.estimate?.()) ?? {};
  if (quota - usage < LITTLE) lines.push(say("little_space"));
  storage.replaceChildren(...lines.map((words) => h("li", { class: promised ? "" : "outreach__warning" }, words)));
}

// Whether this page opens without a network.
export async function isOffline() {
  const registration = await navigator.serviceWorker?.getRegistration("/outreach/");
  return Boolean(registration?.active && (await caches.match("/outreach/")));
}

async function look(app, parts) {
  parts.said.textContent = "";
  try {
    const { ok, status, body } = await api.surveys();
    if (status === 403 && body?.revoked) {
      await app.sender.now();
      return;
    }
    if (!ok) throw new Refusal(status === 401 ? "refused" : "no_network");
    await store.setSetting("wards", body.wards ?? []);
    if (!body.surveys.length) throw new Refusal("nothing_open");
    await offer(parts, body.surveys);
  } catch (error) {
    parts.said.textContent = say(error instanceof Refusal ? error.message : "no_network");
  }
}

class Refusal extends Error {}

// A box a survey, and under it a box a language.
async function offer(parts, surveys) {
  const kept = new Map((await store.packs()).map((pack) => [pack.survey, pack.languages.map(({ code }) => code)]));
  parts.surveys.replaceChildren(...surveys.map((survey) => choice(survey, kept.get(survey.survey))));
  forgetful(parts.form);
  parts.form.hidden = false;
  sends(parts.form, () => take(parts, surveys));
}

function choice({ survey, title, languages }, kept) {
  const names = new Intl.DisplayNames([ownLanguage], { type: "language" });
  const boxes = languages.map((code) =>
    box(`language-${survey}-${code}`, code, names.of(code), kept ? kept.includes(code) : true, survey),
  );
  return h(
    "fieldset",
    { class: "govuk-fieldset outreach__survey" },
    h("legend", { class: "govuk-fieldset__legend outreach__legend" }, titleOf(title)),
    h("div", { class: "govuk-checkboxes outreach__languages" }, boxes),
  );
}

function box(id, value, words, checked, survey) {
  return h(
    "div",
    { class: "govuk-checkboxes__item" },
    h("input", { class: "govuk-checkboxes__input", type: "checkbox", id, value, checked, "data-survey": survey }),
    h("label", { class: "govuk-label govuk-checkboxes__label", for: id }, words),
  );
}

async function take(parts, surveys) {
  const chosen = [...parts.surveys.querySelectorAll("input:checked")];
  parts.said.textContent = "";
  if (!chosen.length) {
    parts.said.textContent = say("choose_languages");
    return;
  }
  try {
    for (const { survey } of surveys) {
      const languages = chosen.filter((one) => one.dataset.survey === survey).map((one) => one.value);
      if (languages.length) await keep(survey, languages);
      else await store.dropPack(survey);
    }
    parts.said.textContent = say("kept_all");
  } catch (error) {
    parts.said.textContent = say(error?.name === "QuotaExceededError" ? "full" : "no_network");
  }
  await Promise.all([showKept(parts), askForPromise().then(() => showStorage(parts))]);
}

// Only the languages that were chosen take up room.
const BY_LANGUAGE = ["html", "labels", "errors", "support", "intro", "thanks", "thanks_support", "words"];

async function keep(survey, codes) {
  const { ok, body } = await api.pack(survey);
  if (!ok) throw new Error("no pack");
  const narrowed = { ...body, languages: body.languages.filter(({ code }) => codes.includes(code)) };
  for (const part of BY_LANGUAGE) {
    narrowed[part] = Object.fromEntries(codes.map((code) => [code, body[part][code]]));
  }
  await store.savePack(narrowed);
}
