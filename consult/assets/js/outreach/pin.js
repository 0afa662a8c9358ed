// The worker's PIN: kept as a slow digest, and each wrong one makes the next wait longer, also after a reload.
import { fromBase64, toBase64 } from "./base64.js";
import * as store from "./store.js";

const ROUNDS = 200_000;
const LONGEST_WAIT = 300;
export const PIN = /^[0-9]{4,8}$/;

async function digest(pin, salt) {
  const key = await crypto.subtle.importKey("raw", new TextEncoder().encode(pin), "PBKDF2", false, ["deriveBits"]);
  const name = "PBKDF2";
  const bits = await crypto.subtle.deriveBits({ name, hash: "SHA-256", salt, iterations: ROUNDS }, key, 256);
  return toBase64(bits);
}

export async function makePin(pin) {
  const salt = crypto.getRandomValues(new Uint8Array(16));
  return { salt: toBase64(salt), digest: await digest(pin, salt) };
}

// How many seconds no PIN is looked at yet.
export async function secondsToWait() {
  const { wrong = 0, at = 0 } = (await store.setting("wrong")) ?? {};
  const passed = (Date.now() - at) / 1000;
  // A clock set back must not lock the worker out for a year.
  if (passed < 0) await store.setSetting("wrong", { wrong, at: Date.now() });
  const wait = wrong ? Math.min(2 ** (wrong - 1), LONGEST_WAIT) : 0;
  return Math.max(0, Math.ceil(wait - Math.max(passed, 0)));
}

// Whether it is the right one. Nothing is looked at while the last wrong one still has to be waited for.
export async function isRight(pin, kept) {
  if ((await secondsToWait()) > 0) return false;
  const { wrong = 0 } = (await store.setting("wrong")) ?? {};
  // Counted before it is looked at: a reload in between tells nothing.
  await store.setSetting("wrong", { wrong: wrong + 1, at: Date.now() });
  const right = (await digest(pin, fromBase64(kept.salt))) === kept.digest;
  if (right) await store.setSetting("wrong", { wrong: 0, at: 0 });
  return right;
}
