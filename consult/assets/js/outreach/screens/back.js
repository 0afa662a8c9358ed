// What is kept, what was sent, and when the tablet may be put away, in words.
import { button, h, screen, show } from "../dom.js";
import * as store from "../store.js";
import { say, sayDate } from "../words.js";

export async function showBack(app) {
  const { heading, content, parts } = screen("back");
  const update = () => fillIn(app, parts);
  parts.send.addEventListener("click", () => app.sender.now());
  show(heading, content);
  app.changed = update;
  await update();
}

async function fillIn(app, parts) {
  const [kept, sessions] = [await store.waiting(), await store.sessions()];
  const sent = sessions.reduce((sum, one) => sum + one.sent, 0);
  const aside = sessions.reduce((sum, one) => sum + one.aside, 0);
  parts.kept.textContent = say("kept", { n: kept });
  parts.sent.textContent = [say("sent", { n: sent }), aside ? say("aside", { n: aside }) : ""].filter(Boolean).join("; ");
  const safe = kept && app.state === "sending" ? "not_safe" : kept ? "safe_kept" : sent ? "safe_empty" : "safe_none";
  parts.safe.textContent = say(safe);
  parts.state.textContent = kept && ["waiting", "unknown"].includes(app.state) ? say(app.state) : "";
  parts.send.hidden = !kept;
  const lines = await Promise.all(sessions.sort((one, other) => (one.date < other.date ? 1 : -1)).map((one) => line(app, one)));
  parts.sessions.replaceChildren(...lines);
}

async function line(app, session) {
  const taken = Object.values(session.languages).reduce((sum, n) => sum + n, 0);
  const kept = await store.waitingOf(session.id);
  const facts = [
    say("session_taken", { n: taken }),
    say("session_expected", { n: session.expected }),
    session.declined ? say("session_declined", { n: session.declined }) : "",
    session.unfinished ? say("session_unfinished", { n: session.unfinished }) : "",
    kept ? say("session_kept", { n: kept }) : "",
    session.permission ? say("permission", { adult: session.permission.adult }) : "",
    session.finished ? say("session_over") : "",
  ];
  const where = say("session_line", { place: session.place, date: sayDate(session.date) });
  const doing = session.finished
    ? []
    : [
        button(say("again"), () => handOver(app, session), "", { "aria-describedby": `session-${session.id}` }),
        button(say("end"), () => end(app, session), "govuk-button--secondary", { "aria-describedby": `session-${session.id}` }),
      ];
  return h(
    "li",
    {},
    h("h3", { class: "govuk-heading-s", id: `session-${session.id}` }, h("bdi", {}, where)),
    h("p", {}, facts.filter(Boolean).join(" · ")),
    doing.length ? h("div", { class: "outreach__pair" }, doing) : null,
  );
}

async function handOver(app, session) {
  await store.setSetting("handed", session.id);
  await app.go("kiosk");
}

async function end(app, session) {
  await store.changeSession(session.id, () => ({ finished: true }));
  await app.go("back");
  await app.sender.now();
}
