// The service worker: the app's one page and its files, for use without a network. It keeps nothing else.
// SHELL is filled in by the build: what the page needs, under names that change with the content.
const PAGE = "/outreach/";
const NAME = `outreach-${SHELL.join()}`;
const PATIENCE = 4_000;

addEventListener("install", (event) => {
  skipWaiting();
  event.waitUntil(fill());
});

addEventListener("activate", (event) => event.waitUntil(takeOver()));

async function fill() {
  const cache = await caches.open(NAME);
  await cache.addAll(SHELL);
  await freshPage(cache);
}

async function takeOver() {
  for (const name of await caches.keys()) if (name !== NAME) await caches.delete(name);
  await clients.claim();
}

addEventListener("fetch", (event) => {
  const { pathname, origin } = new URL(event.request.url);
  if (origin !== location.origin || event.request.method !== "GET") return;
  if (pathname === PAGE && event.request.mode === "navigate") event.respondWith(page(event.request));
  else if (SHELL.includes(pathname)) event.respondWith(file(event.request));
});

async function file(request) {
  return (await caches.match(request)) ?? fetch(request);
}

// The newest page where there is a network that answers soon, else the one that is kept.
async function page(request) {
  const cache = await caches.open(NAME);
  try {
    return await freshPage(cache, request.url);
  } catch {
    return (await cache.match(PAGE)) ?? (await caches.match(PAGE)) ?? Response.error();
  }
}

async function freshPage(cache, address = PAGE) {
  const response = await fetch(address, { cache: "no-store", signal: AbortSignal.timeout(PATIENCE) });
  // Neither an error nor the sign-in page of somebody's network is kept.
  if (!response.ok || response.redirected || !(await isOurs(response.clone()))) throw new Error("not our page");
  await cache.put(PAGE, response.clone());
  return response;
}

// A page that names the files kept here; a newer one comes with a newer service worker.
async function isOurs(response) {
  const text = await response.text();
  return SHELL.every((path) => text.includes(path));
}
