"use strict";

/* What was filled in stays on this phone until the server has it: fields and photos in IndexedDB. Where a browser keeps
   nothing (some private windows) the same things live as long as the page is open. */
window.mapapp.report = {};

mapapp.report.store = (() => {
  const NAME = "mapapp-report";
  const memory = { drafts: new Map(), photos: new Map() };
  let opening = null;

  function open() {
    opening ??= new Promise((resolve) => {
      let asked;
      try {
        asked = indexedDB.open(NAME, 1);
      } catch {
        resolve(null);
        return;
      }
      asked.onupgradeneeded = () => {
        asked.result.createObjectStore("drafts", { keyPath: "id" });
        asked.result.createObjectStore("photos", { keyPath: "upload_id" });
      };
      asked.onsuccess = () => {
        asked.result.onversionchange = () => asked.result.close();
        resolve(asked.result);
      };
      asked.onerror = asked.onblocked = () => resolve(null);
    });
    return opening;
  }

  /** Runs `work(store)` in a transaction; what it asked for is the answer. Memory stands in where that fails. */
  async function within(name, mode, work, instead) {
    const database = await open();
    if (!database) return instead(memory[name]);
    try {
      return await new Promise((resolve, reject) => {
        const transaction = database.transaction(name, mode);
        const asked = work(transaction.objectStore(name));
        transaction.oncomplete = () => resolve(asked?.result);
        transaction.onerror = transaction.onabort = () => reject(transaction.error);
      });
    } catch {
      return instead(memory[name]);
    }
  }

  const get = (name, key) => within(name, "readonly", (store) => store.get(key), (all) => all.get(key));
  const put = (name, value) => within(name, "readwrite", (store) => store.put(value), (all) => all.set(value[name === "drafts" ? "id" : "upload_id"], value));
  const remove = (name, key) => within(name, "readwrite", (store) => store.delete(key), (all) => all.delete(key));

  /** The photos of a draft in their order. */
  async function photosOf(id) {
    const kept = (await within("photos", "readonly", (store) => store.getAll(), (all) => [...all.values()])) ?? [];
    const all = new Map([...kept, ...memory.photos.values()].map((photo) => [photo.upload_id, photo]));
    return [...all.values()].filter((photo) => photo.draft === id).sort((one, other) => one.position - other.position);
  }

  /** Nothing of this draft stays on the phone. */
  async function wipe(id) {
    for (const photo of await photosOf(id)) await remove("photos", photo.upload_id);
    await remove("drafts", id);
    memory.drafts.delete(id);
    for (const [key, photo] of memory.photos) if (photo.draft === id) memory.photos.delete(key);
  }

  return {
    draft: (id) => get("drafts", id),
    keepDraft: (draft) => put("drafts", draft),
    keepPhoto: (photo) => put("photos", photo),
    dropPhoto: (uploadId) => remove("photos", uploadId),
    photosOf,
    wipe,
  };
})();

/** An identity that nobody else has; crypto.randomUUID is missing on pages without https. */
mapapp.report.uuid = () => {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
};
