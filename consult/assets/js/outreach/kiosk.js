// Handed over: one person after another. What a person answers lives in `person`, in memory, and nowhere else until it
// is sealed; and `person` is gone with the last screen.
import { readPage, problems } from "./engine/answers.js";
import { forAge, path, prune } from "./engine/routing.js";
import { setLanguage } from "./dom.js";
import { watchIdle } from "./kiosk/idle.js";
import * as pages from "./kiosk/pages.js";
import { collect, markProblems, showQuestion } from "./kiosk/question.js";
import { digest, newReceipt } from "./receipt.js";
import { localDate } from "./screens/session.js";
import { publicKey, seal } from "./sealing.js";
import * as store from "./store.js";

const UNDER_16 = "11-15";

// `takeBack` asks for the PIN; `kept` is told that there is something to send.
export async function openKiosk(session, takeBack, kept) {
  const pack = await store.pack(session.survey);
  const key = await publicKey(pack);
  let person = null;

  const idle = watchIdle({ isBusy: () => person !== null, words: () => pack.words[person.language.code], wipe: stop });
  addEventListener("pagehide", forget);
  next();

  // Everything of the last person goes; the next one begins with the languages.
  function next() {
    forget();
    pages.languages(pack, (language) => {
      person = { language, answers: {}, orders: new Map(), started: performance.now(), group: null, consent: null };
      setLanguage(language);
      idle.touch();
      begin();
    }, leave);
  }

  function forget() {
    person = null;
    idle.stop();
    if (document.body.classList.contains("outreach--kiosk")) pages.blank();
  }

  function leave() {
    forget();
    idle.end();
    removeEventListener("pagehide", forget);
    takeBack();
  }

  // Stopped by the person, or by nobody being there any more.
  async function stop() {
    const begun = Object.keys(person?.answers ?? {}).length > 0;
    next();
    if (begun) await store.changeSession(session.id, ({ unfinished }) => ({ unfinished: unfinished + 1 }));
  }

  function begin() {
    pages.intro(pack, person, { go: pack.audience === "young" ? age : first, back: next });
  }

  // Who is under 16 is asked only where an adult has agreed for the group.
  function age() {
    pages.age(pack, person, { back: begin, chosen });

    function chosen(group) {
      const route = session.permission?.route;
      if (group === "under_11" || group === "over_17") return pages.refused(pack, person, "not_for_you", next);
      if (group === UNDER_16 && !route) return pages.refused(pack, person, "no_permission", next);
      Object.assign(person, { group, consent: group === UNDER_16 ? route : "own" });
      return pages.assent(pack, person, { back: age, yes: first, no: decline });
    }
  }

  async function decline() {
    pages.refused(pack, person, "declined", next);
    await store.changeSession(session.id, ({ declined }) => ({ declined: declined + 1 }));
  }

  const document_ = () => forAge(pack.document, person.group === UNDER_16);
  const steps = () => path(document_(), person.answers);

  function first() {
    ask(steps()[0].id);
  }

  function ask(id) {
    const way = steps();
    const at = way.findIndex((page) => page.id === id);
    const back = at ? () => ask(way[at - 1].id) : pack.audience === "young" ? age : begin;
    const answered = (form) => take(way[at], form);
    showQuestion(pack, person, way, way[at], { back, stop, answered });
  }

  function take(page, form) {
    const found = readPage(page, collect(pack, person, page, form), localDate());
    if (found.problems.length) {
      markProblems(pack, person, form, found.problems);
      return;
    }
    // An answer taken back is taken away.
    for (const item of page.items) {
      delete person.answers[item.name];
      delete person.answers[`${item.name}.other`];
    }
    Object.assign(person.answers, found.entries);
    const way = steps();
    const after = way[way.findIndex(({ id }) => id === page.id) + 1];
    if (person.checking || !after) check();
    else ask(after.id);
  }

  function check() {
    const wrong = problems(document_(), person.answers, localDate());
    if (wrong.length) {
      ask(wrong[0].page);
      return;
    }
    const unseen = steps();
    pages.check(pack, person, unseen, {
      change(id) {
        person.checking = true;
        ask(id);
      },
      back: () => ask(unseen.at(-1).id),
      stop,
      send,
    });
  }

  // Sealed first, then kept, and only then said.
  async function send() {
    const receipt = newReceipt();
    const { code } = person.language;
    const plain = {
      answers: prune(document_(), person.answers),
      language: code,
      easy: false,
      date: localDate(),
      receipt: await digest(receipt),
      seconds: Math.round((performance.now() - person.started) / 10_000) * 10,
      age_group: person.group,
      consent: person.consent,
    };
    const record = await seal(pack, key, session.id, plain);
    await store.keep(record, code);
    person.answers = {};
    pages.receipt(pack, person, receipt, next);
    kept();
  }
}
