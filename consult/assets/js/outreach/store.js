// Everything the tablet keeps, in one IndexedDB: who it is, the packs, the sessions, and records that are sealed.
// No unfinished answer ever comes here.
const NAME = "consult-outreach";
const VERSION = 1;

let opened;

function database() {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, VERSION);
    request.onupgradeneeded = () => {
      const made = request.result;
      made.createObjectStore("settings");
      made.createObjectStore("packs", { keyPath: "survey" });
      made.createObjectStore("sessions", { keyPath: "id" });
      made.createObjectStore("records", { keyPath: "id" }).createIndex("session", "session");
    };
    request.onsuccess = () => {
      // Another tab wipes the tablet: do not stand in its way.
      request.result.onversionchange = () => close();
      resolve(request.result);
    };
    request.onerror = () => reject(request.error);
  });
  return opened;
}

async function close() {
  const was = opened;
  opened = undefined;
  (await was)?.close();
}

const result = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

// Runs `work` with the named stores in one transaction and gives what it gave, once that is written to the disk.
async function within(names, mode, work) {
  const transaction = (await database()).transaction(names, mode, { durability: "strict" });
  const done = new Promise((resolve, reject) => {
    transaction.oncomplete = resolve;
    transaction.onerror = transaction.onabort = () => reject(transaction.error);
  });
  const given = Promise.resolve(work(...names.map((name) => transaction.objectStore(name)))).catch((error) => {
    transaction.abort();
    throw error;
  });
  const [value] = await Promise.all([given, done]);
  return value;
}

const read = (names, work) => within(names, "readonly", work);
const write = (names, work) => within(names, "readwrite", work);

export const setting = (name) => read(["settings"], (settings) => result(settings.get(name)));
export const setSetting = (name, value) => write(["settings"], (settings) => result(settings.put(value, name)));

export const packs = () => read(["packs"], (store) => result(store.getAll()));
export const pack = (survey) => read(["packs"], (store) => result(store.get(survey)));
export const savePack = (one) => write(["packs"], (store) => result(store.put(one)));
export const dropPack = (survey) => write(["packs"], (store) => result(store.delete(survey)));

export const sessions = () => read(["sessions"], (store) => result(store.getAll()));
export const session = (id) => read(["sessions"], (store) => result(store.get(id)));

// What became of a session is told again whenever it changed: `revision` counts the changes, `told` what was acknowledged.
export function saveSession(made) {
  return write(["sessions"], (store) => result(store.put({ ...made, revision: 1, told: 0, sent: 0, aside: 0 })));
}

export function changeSession(id, change) {
  return write(["sessions"], async (store) => {
    const found = await result(store.get(id));
    store.put({ ...found, ...change(found), revision: found.revision + 1 });
  });
}

// A record and its session's count, both or neither.
export function keep(record, language) {
  return write(["records", "sessions"], async (records, store) => {
    records.add(record);
    const found = await result(store.get(record.session));
    const languages = { ...found.languages, [language]: (found.languages[language] ?? 0) + 1 };
    store.put({ ...found, languages, revision: found.revision + 1 });
  });
}

export const records = (most) => read(["records"], (store) => result(store.getAll(null, most)));
export const waiting = () => read(["records"], (store) => result(store.count()));
export const waitingOf = (id) => read(["records"], (store) => result(store.index("session").count(id)));

// Forgets what the server has acknowledged, and counts it, in one step. `told` are sessions as they were sent.
export function acknowledge(answer, told) {
  return write(["records", "sessions"], async (store, held) => {
    for (const [id, { state }] of Object.entries(answer.records)) {
      const record = await result(store.get(id));
      if (!record) continue;
      store.delete(id);
      const found = await result(held.get(record.session));
      if (found) await result(held.put({ ...found, sent: found.sent + 1, aside: found.aside + (state === "aside") }));
    }
    for (const { id, revision } of told.filter((one) => answer.sessions.includes(one.id))) {
      const found = await result(held.get(id));
      if (found) await result(held.put({ ...found, told: revision }));
    }
  });
}

// Sessions of before `date` that are over, told, and wait for nothing: names need not stay on a tablet.
export function forgetSessions(date) {
  return write(["sessions", "records"], async (held, store) => {
    for (const one of await result(held.getAll())) {
      const isOver = one.finished && one.told === one.revision && one.date < date;
      if (isOver && !(await result(store.index("session").count(one.id)))) held.delete(one.id);
    }
  });
}

export async function wipe() {
  await close();
  await new Promise((resolve, reject) => {
    const request = indexedDB.deleteDatabase(NAME);
    request.onsuccess = resolve;
    request.onerror = () => reject(request.error);
  });
}
