"use strict";

/* The fields of the form, kept on the phone while they are filled in, and put back when the page is opened again. */
mapapp.report.drafts = (page) => {
  const { store } = mapapp.report;
  const NEVER = new Set(["csrf_token", "ticket", "website", "photos", "remove_photo", "uuid", "work"]);
  const note = document.querySelector("[data-draft-note]");
  const wipe = document.querySelector("[data-wipe]");
  let timer;
  let gone = false;

  /** What the form says now, by name; empty values are left out. */
  function read() {
    const found = {};
    for (const [name, value] of new FormData(page.form)) {
      if (NEVER.has(name) || typeof value !== "string" || value === "") continue;
      (found[name] ??= []).push(value);
    }
    return found;
  }

  function write(fields) {
    for (const element of page.form.elements) {
      if (!element.name || NEVER.has(element.name)) continue;
      const values = fields[element.name] ?? [];
      if (element.type === "radio" || element.type === "checkbox") element.checked = values.includes(element.value);
      else if (element.type !== "file") element.value = values[0] ?? (element.name === "when" ? element.defaultValue : "");
    }
    const details = page.form.querySelector("[data-details]");
    if (["words", "waste", "signs", "area_m2", "volume_m3"].some((name) => fields[name])) details.open = true;
  }

  const worth = () => {
    const said = Object.keys(page.draft.fields).filter((name) => name !== "when");
    return said.length > 0 || Boolean(page.photos?.all.length);
  };

  async function keep() {
    if (gone) return;
    page.draft.fields = read();
    wipe.hidden = !worth();
    if (!worth() && !page.draft.removed.length) return;
    page.draft.at ??= Date.now();
    await store.keepDraft(page.draft);
  }

  function later() {
    clearTimeout(timer);
    timer = setTimeout(keep, 250);
  }

  /** Nothing of it stays: on the phone, and as far as it can be told also on the server. */
  async function forget() {
    gone = true;
    clearTimeout(timer);
    const told = page.photos.uploads.forget();
    await store.wipe(page.draft.id);
    await Promise.race([told, new Promise((resolve) => { setTimeout(resolve, 4000); })]);
  }

  /** After the server has the report: nothing is kept here. */
  async function delivered() {
    gone = true;
    clearTimeout(timer);
    await store.wipe(page.draft.id);
  }

  const deleting = (button) => button.addEventListener("click", async () => {
    if (button.dataset.sure !== "true") {
      button.dataset.sure = "true";
      button.replaceChildren(mapapp.word("wipeSure"));
      setTimeout(() => { button.dataset.sure = ""; button.replaceChildren(mapapp.word("wipe")); }, 6000);
      return;
    }
    await forget();
    location.reload();
  });
  deleting(wipe);

  /** Says that the report is one that was begun earlier, with the way to get rid of it. */
  function welcome() {
    const when = new Date(page.draft.at ?? Date.now()).toLocaleString(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });
    const words = mapapp.word(page.draft.waiting ? "draftWaiting" : "draftBack", { n: when });
    const button = mapapp.el("button", { type: "button", class: "link" }, mapapp.word("wipe"));
    deleting(button);
    note.replaceChildren(mapapp.el("p", { class: "hint draft-note", role: "status" }, words, " ", button));
  }

  page.form.addEventListener("input", later);
  page.form.addEventListener("change", later);
  addEventListener("pagehide", keep);
  document.addEventListener("visibilitychange", () => { if (document.hidden) keep(); });

  return { read, write, keep, later, delivered, welcome, worth };
};
