// Sends what is kept: batches, one tab at a time, nothing deleted before the server says that it has it.
import * as store from "./store.js";

const BATCH = 50;
const MOST_SESSIONS = 100;
const FIRST_WAIT = 5_000;
const LONGEST_WAIT = 300_000;
const PATIENCE = 30_000;
const LOCK = "consult-outreach-sending";
const WIRE = ["id", "wave", "place", "ward", "date", "worker", "expected", "declined", "unfinished", "languages", "finished"];

// What a session says of itself to the server: neither its PIN nor the adult's name.
const wire = (session) => Object.fromEntries(WIRE.map((name) => [name, session[name] ?? null]));

export class Refused extends Error {}

// Who listens is told {state: "idle" | "sending" | "waiting" | "unknown" | "revoked"}.
export function makeSender({ address, listen }) {
  let wait = FIRST_WAIT;
  let timer;

  async function post(sessions, records) {
    const device = await store.setting("device");
    const response = await fetch(address, {
      method: "POST",
      credentials: "omit",
      cache: "no-store",
      redirect: "error",
      headers: { "Content-Type": "application/json", Authorization: `Bearer ${device.id}.${device.token}` },
      body: JSON.stringify({ sessions: sessions.map(wire), records }),
      signal: AbortSignal.timeout(PATIENCE),
    });
    if (response.status === 401) throw new Refused();
    if (!response.ok) throw new Error(`answered ${response.status}`);
    const answer = await response.json();
    // A hotel's or a library's sign-in page may be JSON too.
    if (typeof answer?.records !== "object" || !Array.isArray(answer.sessions)) throw new Error("no answer of ours");
    return answer;
  }

  const changed = async () => (await store.sessions()).filter((one) => one.told < one.revision).slice(0, MOST_SESSIONS);

  // Until nothing is left. Gives whether the tablet was revoked; throws where something is left.
  async function drain() {
    for (;;) {
      const [records, sessions] = [await store.records(BATCH), await changed()];
      if (!records.length && !sessions.length) return false;
      listen({ state: "sending" });
      const answer = await post(sessions, records);
      await store.acknowledge(answer, sessions);
      if (answer.revoked && !(await store.waiting())) return true;
      const told = records.length ? Object.keys(answer.records) : answer.sessions;
      if (!told.length) throw new Error("nothing was acknowledged");
    }
  }

  async function attempt() {
    clearTimeout(timer);
    if (!(await store.setting("device"))) return;
    await navigator.locks.request(LOCK, { ifAvailable: true }, async (lock) => {
      if (!lock) {
        // Another tab sends: this one says so once it is done.
        timer = setTimeout(attempt, FIRST_WAIT);
        return;
      }
      try {
        const revoked = await drain();
        wait = FIRST_WAIT;
        listen({ state: revoked ? "revoked" : "idle" });
      } catch (error) {
        listen({ state: error instanceof Refused ? "unknown" : "waiting" });
        timer = setTimeout(attempt, wait);
        wait = Math.min(wait * 2, LONGEST_WAIT);
      }
    });
  }

  // At once, and the waiting begins anew: something has changed.
  function now() {
    wait = FIRST_WAIT;
    return attempt();
  }

  function start() {
    addEventListener("online", now);
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && now());
    return now();
  }

  return { now, start };
}
