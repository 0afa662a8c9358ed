// What the tablet asks the site for. Each answer is {ok, status, body}; `body` is null where it is no JSON.
import * as store from "./store.js";

const PATIENCE = 60_000;

async function ask(address, options) {
  const response = await fetch(address, { cache: "no-store", signal: AbortSignal.timeout(PATIENCE), ...options });
  const body = await response.json().catch(() => null);
  return { ok: response.ok && body !== null, status: response.status, body };
}

export const pairing = () => ask("/outreach/pair");

export function pair(partnership, name, token) {
  const headers = { "Content-Type": "application/json", "X-CSRFToken": token };
  return ask(`/outreach/pair/${partnership}`, { method: "POST", headers, body: JSON.stringify({ name }) });
}

async function asDevice(address) {
  const { id, token } = await store.setting("device");
  return ask(address, { credentials: "omit", headers: { Authorization: `Bearer ${id}.${token}` } });
}

export const surveys = () => asDevice("/outreach/surveys.json");
export const pack = (survey) => asDevice(`/outreach/pack/${survey}.json`);
