"use strict";

/* Puts the parts of the form together. Until this has run the page is the plain form, which needs none of it. */
(() => {
  const form = document.querySelector("[data-report-form]");
  const given = JSON.parse(document.getElementById("report-settings").textContent);
  if (form.dataset.fresh !== "true") {
    document.documentElement.classList.remove("js"); // an answer of the plain form is gone on with in the plain form
    return;
  }
  mapapp.learn({ ...given.map.words, ...given.words });
  const { store, net } = mapapp.report;
  const said = form.querySelector("[data-said]");
  const listeners = new Map();
  let saying;
  const id = given.update ? `update:${location.pathname}` : "new";

  const page = {
    form,
    map: given.map,
    urls: given.urls,
    draft: null,
    field: (name) => form.elements[name] instanceof RadioNodeList ? form.elements[name][0] : form.elements[name],
    on: (name, react) => listeners.set(name, [...(listeners.get(name) ?? []), react]),
    once(name, react) {
      const first = (...all) => {
        listeners.set(name, listeners.get(name).filter((one) => one !== first));
        react(...all);
      };
      page.on(name, first);
    },
    changed(name) {
      for (const react of listeners.get(name) ?? []) react();
      marks();
      page.save();
    },
    save: () => page.drafts?.later(),
    say,
    error: (name, message) => error(name, message),
    errors: (found) => errors(found),
  };

  /** Says something below the form; while nothing is being sent it goes away again. */
  function say(words) {
    clearTimeout(saying);
    if (said.textContent !== words) said.replaceChildren(words);
    saying = setTimeout(() => { if (said.closest("[data-send]").dataset.state === "ready") said.replaceChildren(); }, 9000);
  }

  /** What is wrong with one field, beside it; empty takes it away. */
  function error(name, message) {
    for (const place of form.querySelectorAll(`[data-error="${CSS.escape(name)}"]`)) {
      place.replaceChildren(message);
      place.hidden = !message;
    }
    for (const field of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
      if (message) field.setAttribute("aria-invalid", "true");
      else field.removeAttribute("aria-invalid");
    }
  }

  /** All that is wrong: beside the fields, and at the top with a way to each. */
  function errors(found) {
    const box = document.querySelector("[data-errors]");
    for (const place of form.querySelectorAll("[data-error]")) error(place.dataset.error, "");
    const line = ([name, message]) => {
      error(name, message);
      const target = document.getElementById(`field-${name}`) ?? form.querySelector(`[name="${CSS.escape(name)}"]`);
      const details = target?.closest("details");
      if (details) details.open = true;
      if (!target?.id) return mapapp.el("li", {}, message);
      return mapapp.el("li", {}, mapapp.el("a", { href: `#${target.id}` }, message));
    };
    box.querySelector("[data-errors-list]").replaceChildren(...Object.entries(found).map(line));
    box.hidden = !Object.keys(found).length;
    if (!box.hidden) box.focus();
  }

  /** The three signs beside the button: what is there already. */
  function marks() {
    const mark = (name, done) => {
      form.querySelector(`[data-done-${name}]`)?.classList.toggle("is-done", done);
      form.querySelector(`[data-step=${name}]`)?.classList.toggle("is-done", done);
    };
    mark("photo", Boolean(page.photos?.all.length));
    mark("place", Boolean(page.place?.chosen()));
    mark("kind", Boolean(form.querySelector(given.update ? "[name=seen]:checked" : "[name=kind]:checked")));
  }

  function fresh() {
    const value = (name) => form.elements[name].value;
    return { id, uuid: value("uuid"), ticket: value("ticket"), ticketAt: Date.now(), bits: Number(form.dataset.challenge) || 0, work: "", fields: {}, removed: [], waiting: false, tried: null };
  }

  /** The scripts came late, and somebody has begun with the plain form meanwhile: it stays. */
  const tooLate = () => !document.documentElement.classList.contains("js")
    && [...form.querySelectorAll(".no-script-only input[type=text], input[type=file]")].some((one) => one.value !== "");

  async function begin() {
    if (tooLate()) return;
    const kept = await store.draft(id);
    page.draft = kept ?? fresh();
    net.start(form.elements.csrf_token.value, given.urls.token);
    for (const part of form.querySelectorAll(".no-script-only")) part.remove();
    form.append(mapapp.el("input", { type: "hidden", name: "photo_place" }), mapapp.el("input", { type: "hidden", name: "place_key" }));
    page.drafts = mapapp.report.drafts(page);
    if (kept) page.drafts.write(kept.fields);
    else for (const name of ["lon", "lat", "place_from"]) page.field(name)?.setAttribute("value", ""); // where the map looked
    page.photos = mapapp.report.photos(page);
    page.place = given.update ? { chosen: () => true, restore: () => {} } : mapapp.report.place(page);
    page.known = mapapp.report.known(page);
    page.send = mapapp.report.send(page);
    form.addEventListener("change", ({ target }) => {
      error(target.name, "");
      marks();
    });
    document.documentElement.classList.add("js");
    mapapp.report.started = true;
    form.dataset.ready = "true";
    marks();
    await Promise.all([page.photos.restore(), page.place.restore()]);
    if (!kept || !page.drafts.worth()) return;
    page.drafts.welcome();
    page.changed("place"); // what is known near there is asked again
    page.drafts.keep();
    if (kept.waiting) page.send.start();
  }

  begin();
})();
