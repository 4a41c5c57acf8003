"use strict";

/* The photos of a report: chosen, shown at once, made smaller, kept on the phone, sent by uploads.js. */
mapapp.report.photos = (page) => {
  const { store, shrink } = mapapp.report;
  const list = page.form.querySelector("[data-photos]");
  const ways = page.form.querySelector("[data-photo-ways]");
  const most = Number(page.form.dataset.maxPhotos) || 10;
  const all = [];
  const cards = new Map();
  const uploads = mapapp.report.uploads(page, all, changed);

  /** Says of a photo what became of it, and keeps it on the phone unless it only moved on a little. */
  function changed(photo, { keep = true } = {}) {
    show(photo);
    if (keep) {
      const { share, cut, ...kept } = photo; // eslint-disable-line no-unused-vars
      store.keepPhoto(kept);
    }
    page.changed("photos");
  }

  const number = (photo) => all.indexOf(photo) + 1;

  function words(photo) {
    if (photo.state === "preparing") return mapapp.word("photoPreparing");
    if (photo.state === "sending") return mapapp.word("photoSending", { n: Math.floor(100 * (photo.share ?? 0)) });
    if (photo.state === "sent") return mapapp.word("photoSent");
    if (photo.state === "refused") return photo.problem;
    return mapapp.word(navigator.onLine === false || photo.lost ? "photoKept" : "photoWaiting");
  }

  function card(photo) {
    const picture = mapapp.el("div", { class: "photo-picture" });
    const bar = mapapp.el("progress", { max: "1", value: "0", "aria-hidden": "true" });
    const said = mapapp.el("p", { class: "photo-said" });
    const again = mapapp.el("button", { type: "button", class: "link", hidden: true, click: () => uploads.again(photo) }, mapapp.word("retry"));
    const remove = mapapp.el("button", { type: "button", class: "photo-remove", click: () => drop(photo) }, "×");
    const item = mapapp.el("li", { class: "photo" }, picture, bar, said, again, remove);
    return { item, picture, bar, said, again, remove };
  }

  function show(photo) {
    if (!cards.has(photo)) {
      cards.set(photo, card(photo));
      list.append(cards.get(photo).item);
    }
    const { item, picture, bar, said, again, remove } = cards.get(photo);
    item.dataset.state = photo.state;
    bar.value = { sent: 1, sending: photo.share }[photo.state] ?? 0;
    said.replaceChildren(words(photo));
    again.hidden = photo.state !== "refused" || photo.hopeless === true;
    remove.setAttribute("aria-label", mapapp.word("photoRemove", { n: number(photo) }));
    const source = photo.thumb ?? photo.small;
    if (source && !picture.firstChild) {
      const url = typeof source === "string" ? source : URL.createObjectURL(source);
      const image = mapapp.el("img", { src: url, alt: mapapp.word("photoNumber", { n: number(photo) }) });
      image.addEventListener("load", () => URL.revokeObjectURL(url), { once: true });
      picture.append(image);
    }
    ways.classList.toggle("has-photos", all.length > 0);
    ways.hidden = all.length >= most;
  }

  async function take(files) {
    const wanted = [...files];
    const room = most - all.length;
    if (wanted.length > room) page.say(mapapp.word("photoTooMany", { n: most }));
    page.error("photos", "");
    const fresh = wanted.slice(0, Math.max(0, room)).map((file) => {
      const position = all.length ? all[all.length - 1].position + 1 : 0;
      const photo = { upload_id: mapapp.report.uuid(), draft: page.draft.id, position, blob: file, thumb: null, lonlat: null, state: "preparing" };
      all.push(photo);
      show(photo);
      return photo;
    });
    page.changed("photos");
    // One after another: a phone's memory holds one opened photo, not ten. Kept first, so that nothing can be lost.
    for (const photo of fresh) await prepare(photo);
  }

  async function prepare(photo) {
    await store.keepPhoto({ ...photo });
    try {
      const made = await shrink(photo.blob);
      // A copy of the bytes: the file itself may be gone from the phone when the draft is opened again.
      photo.blob = made.blob instanceof File ? new Blob([await made.blob.arrayBuffer()], { type: made.blob.type }) : made.blob;
      photo.thumb = made.thumb;
      photo.lonlat = made.lonlat;
    } catch {
      photo.problem = mapapp.word("photoUnreadable");
      photo.hopeless = true;
    }
    if (!all.includes(photo)) return; // removed meanwhile
    photo.state = photo.hopeless ? "refused" : "waiting";
    changed(photo);
    uploads.go();
  }

  async function drop(photo) {
    const next = all[all.indexOf(photo) + 1] ?? all[all.indexOf(photo) - 1];
    all.splice(all.indexOf(photo), 1);
    cards.get(photo).item.remove();
    cards.delete(photo);
    await store.dropPhoto(photo.upload_id);
    uploads.drop(photo);
    for (const one of all) show(one); // their numbers changed
    ways.hidden = false;
    ways.classList.toggle("has-photos", all.length > 0);
    (next ? cards.get(next).remove : ways.querySelector("[multiple]")).focus();
    page.say(mapapp.word("photoRemoved"));
    page.changed("photos");
  }

  for (const input of ways.querySelectorAll("input[type=file]")) {
    input.addEventListener("change", () => {
      const { files } = input;
      take(files).finally(() => { input.value = ""; });
    });
  }
  const step = page.form.querySelector("[data-step=photo]");
  const over = (wanted) => (event) => {
    if (![...(event.dataTransfer?.types ?? [])].includes("Files")) return;
    event.preventDefault();
    step.classList.toggle("is-over", wanted);
    if (event.type === "drop") take(event.dataTransfer.files);
  };
  step.addEventListener("dragover", over(true));
  step.addEventListener("dragleave", over(false));
  step.addEventListener("drop", over(false));
  document.addEventListener("paste", (event) => {
    const files = [...(event.clipboardData?.files ?? [])].filter((file) => file.type.startsWith("image/"));
    if (files.length) take(files);
  });

  /** Takes up the photos of a draft; what the server forgot meanwhile is sent again. */
  async function restore() {
    for (const photo of await store.photosOf(page.draft.id)) {
      if (photo.state === "sending" || (photo.state === "refused" && !photo.hopeless)) photo.state = "waiting";
      all.push(photo);
      show(photo);
      if (photo.state === "preparing") await prepare(photo);
    }
    await uploads.compare();
    page.changed("photos");
    uploads.go();
  }

  return { all, restore, uploads };
};
