"use strict";

/* The form of a visit: what is typed is kept on this phone until it has been sent. */
(() => {
  const PREFIX = "visit:";
  const keep = (key, value) => { try { localStorage.setItem(PREFIX + key, JSON.stringify(value)); } catch { /* a full or forbidden store: the form itself still works */ } };
  const kept = (key) => { try { return JSON.parse(localStorage.getItem(PREFIX + key)); } catch { return null; } };
  const forget = (key) => { try { localStorage.removeItem(PREFIX + key); } catch { /* nothing was kept then */ } };

  const sent = document.querySelector("[data-visit-sent]");
  if (sent) forget(sent.dataset.visitSent);
  const form = document.querySelector("[data-visit]");
  if (!form) return;
  document.documentElement.classList.add("js");
  const settings = JSON.parse(document.getElementById("visit-settings").textContent);
  mapapp.learn(settings.words);
  const site = new URLSearchParams(location.search).get("site");
  const field = (name) => form.elements.namedItem(name);
  const number = (name) => Number(field(name).value.replace(/\s/g, "").replace(",", ".")) || 0;
  const typed = () => Object.fromEntries([...new FormData(form)].filter(([name, value]) => typeof value === "string" && name !== "csrf_token"));

  function changed() {
    keep(site, typed());
    const shares = [...form.querySelectorAll("[data-share]")].map((one) => Number(one.value.replace(",", ".")) || 0);
    const sum = shares.reduce((all, one) => all + one, 0);
    const line = form.querySelector("[data-shares-sum]");
    line.hidden = !sum;
    line.className = `shares-sum needs-script ${Math.round(sum) === 100 ? "is-right" : "is-wrong"}`;
    line.replaceChildren(mapapp.word("sum", { n: mapapp.number(sum) }));
    const volume = (walk.area() || number("area_m2")) * number("height_m");
    const hint = form.querySelector("[data-volume]");
    hint.hidden = !volume;
    hint.replaceChildren(mapapp.word("volume", { n: mapapp.number(Number(volume.toPrecision(3))) }));
  }

  /** Brings a draft back under the identity it began with: sent twice it is one visit, and its photos are there already.
      False when the page has to come again for that. */
  function restore() {
    const values = kept(site);
    if (form.dataset.fresh !== "true" || !values) return true;
    if (values.uuid !== field("uuid").value) {
      const address = new URL(location.href);
      address.searchParams.set("draft", values.uuid);
      location.replace(address);
      return false;
    }
    for (const [name, value] of Object.entries(values)) {
      const found = field(name);
      if (found) found.value = value;
    }
    for (const row of form.querySelectorAll("[data-sample]")) if (row.querySelector("input").value) row.dataset.filled = "";
    const note = document.querySelector("[data-draft-note]");
    note.hidden = false;
    note.querySelector("[data-wipe]").addEventListener("click", () => {
      forget(site);
      const address = new URL(location.href);
      address.searchParams.delete("draft");
      location.assign(address);
    });
    return true;
  }

  const walk = mapapp.walk(form, () => changed());
  const sides = mapapp.sides(form, settings);
  if (!restore()) return; // the page comes again
  walk.restore();
  changed();
  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  form.querySelector("[data-more-samples]").addEventListener("click", (event) => {
    const next = [...form.querySelectorAll("[data-sample]")].find((row) => !row.hasAttribute("data-filled"));
    if (!next) return;
    next.dataset.filled = "";
    next.querySelector("input").focus();
    event.target.hidden = !form.querySelector("[data-sample]:not([data-filled])");
  });
  for (const button of form.querySelectorAll("[data-here]")) {
    button.addEventListener("click", () => navigator.geolocation?.getCurrentPosition(({ coords }) => {
      field(button.dataset.here).value = `${coords.latitude.toFixed(6)}, ${coords.longitude.toFixed(6)}`;
      changed();
    }, () => say("walkFailed"), { enableHighAccuracy: true, timeout: 30_000 }));
  }
  const say = (name) => form.querySelector("[data-said]").replaceChildren(name ? mapapp.word(name) : "");
  form.addEventListener("submit", (event) => {
    if (sides.busy()) { event.preventDefault(); say("photosFirst"); }
    else if (navigator.onLine === false) { event.preventDefault(); say("offline"); }
  });
})();
