"use strict";

/* The place of a report: from the phone, a search, typed coordinates, the map or a photo; all end in the same fields. */
mapapp.report.place = (page) => {
  const { net } = mapapp.report;
  const GOOD = 25; // metres: no use in waiting for better
  const PATIENCE = 12_000; // milliseconds that the phone may take to become better
  const root = page.form.querySelector("[data-place]");
  const words = root.querySelector("[data-place-words]");
  const clearing = root.querySelector("[data-place-clear]");
  const question = root.querySelector("[data-photo-place]");
  const locate = root.querySelector("[data-locate]");
  const picker = mapapp.report.picker(page, (found) => set(found));
  const field = (name) => page.field(name);
  let turn = 0;

  const chosen = () => field("lat").value !== "" && field("lon").value !== "";

  /** Takes a place over. `found`: at, from, accuracy in metres, and as it applies outline, area, key, name, photo. */
  function set(found, move) {
    field("lat").value = found.at.lat.toFixed(7);
    field("lon").value = found.at.lng.toFixed(7);
    field("accuracy_m").value = found.accuracy ? Math.round(found.accuracy) : "";
    field("place_from").value = found.from;
    field("outline").value = found.outline ? JSON.stringify(found.outline) : "";
    field("place_key").value = found.key ?? "";
    field("photo_place").value = found.photo ?? "";
    page.draft.placeName = found.name ?? "";
    page.draft.placeArea = found.area ?? "";
    page.error("place", "");
    picker.show(found, move);
    ask(null);
    tell();
    page.changed("place");
    if (!found.name) name(found.at);
  }

  function clear() {
    for (const one of ["lat", "lon", "accuracy_m", "place_from", "outline", "place_key", "photo_place"]) field(one).value = "";
    page.draft.placeName = page.draft.placeArea = "";
    picker.clear();
    tell();
    page.changed("place");
  }

  /** The chosen place in words. */
  function tell() {
    clearing.hidden = !chosen();
    root.querySelector("[data-place-now]").classList.toggle("is-set", chosen());
    if (!chosen()) {
      words.replaceChildren(mapapp.word("noPlaceYet"));
      return;
    }
    const { placeName, placeArea } = page.draft;
    const accuracy = Number(field("accuracy_m").value);
    const near = field("place_from").value === "search" ? placeName : placeName && mapapp.word("placeNear", { n: placeName });
    const coordinates = `${Number(field("lat").value).toFixed(5)}, ${Number(field("lon").value).toFixed(5)}`;
    const exact = placeArea || (accuracy ? mapapp.word("placeWithin", { n: accuracy < 1000 ? mapapp.word("metres", { n: mapapp.number(accuracy) }) : mapapp.word("kilometres", { n: mapapp.number(Math.round(accuracy / 100) / 10) }) }) : "");
    words.replaceChildren(mapapp.el("strong", {}, near || coordinates), mapapp.el("span", {}, [near && coordinates, exact].filter(Boolean).join(" · ")));
  }

  /** What the place is called, when the server can be asked: words to recognise it by, never needed. */
  async function name(at) {
    const mine = ++turn;
    try {
      const found = await resolve(`${at.lat.toFixed(6)}, ${at.lng.toFixed(6)}`);
      if (mine !== turn || !chosen()) return;
      page.draft.placeName = named(found);
      page.save();
      tell();
    } catch {
      return; // the coordinates say it too
    }
  }

  /** A place's name with its region, where that is another. */
  const named = ({ place, region }) => [...new Set([place, region])].filter(Boolean).join(", ");

  async function resolve(text) {
    const { answer } = await net.json(`${page.urls.place}${page.urls.place.includes("?") ? "&" : "?"}text=${encodeURIComponent(text)}`, { timeout: 12_000 });
    return answer;
  }

  /* --- where the phone is ------------------------------------------------------------------------------------- */
  let watching = null;

  function stop() {
    if (watching !== null) navigator.geolocation.clearWatch(watching);
    watching = null;
    locate.removeAttribute("aria-busy");
  }

  function here() {
    if (watching !== null) return;
    if (!window.isSecureContext || !navigator.geolocation) {
      page.say(mapapp.word("locateInsecure"));
      return;
    }
    locate.setAttribute("aria-busy", "true");
    page.say(mapapp.word("locating"));
    let best = null;
    const began = Date.now();
    const better = ({ coords }) => {
      if (watching === null) return;
      if (!best || coords.accuracy < best.accuracy) {
        best = coords;
        set({ at: L.latLng(coords.latitude, coords.longitude), from: "phone", accuracy: Math.max(1, coords.accuracy) }, true);
        page.say(mapapp.word(coords.accuracy > 500 ? "locatedFar" : "locatedNow", { n: mapapp.number(Math.round(coords.accuracy)) }));
      }
      if (best.accuracy <= GOOD || Date.now() - began > PATIENCE) stop();
    };
    const failed = ({ code }) => {
      stop();
      if (!best) page.say(mapapp.word(code === 1 ? "locateDenied" : "locateFailed"));
    };
    watching = navigator.geolocation.watchPosition(better, failed, { enableHighAccuracy: true, timeout: 20_000, maximumAge: 0 });
    setTimeout(() => { if (best) stop(); }, PATIENCE);
  }

  /* --- the place that a photo carries -------------------------------------------------------------------------- */
  const refused = new Set();

  /** Asks whether a photo's place is the place; nothing is taken over unasked. */
  function ask(photo) {
    question.hidden = !photo;
    if (!photo) {
      question.replaceChildren();
      picker.suggest(null);
      return;
    }
    if (question.dataset.photo === photo.upload_id && question.childElementCount) return;
    question.dataset.photo = photo.upload_id;
    const [lng, lat] = photo.lonlat;
    const at = L.latLng(lat, lng);
    const about = mapapp.el("span", { class: "photo-place-where" }, `${lat.toFixed(5)}, ${lng.toFixed(5)}`);
    const yes = mapapp.el("button", { type: "button", class: "button", click: () => { set({ at, from: "photo", accuracy: 20, photo: photo.upload_id }, true); words.parentElement.focus({ preventScroll: true }); } }, mapapp.word("photoPlaceYes"));
    const no = mapapp.el("button", { type: "button", class: "button is-plain", click: () => { refused.add(photo.upload_id); ask(null); offer(); } }, mapapp.word("photoPlaceNo"));
    const small = photo.thumb ? mapapp.el("img", { src: URL.createObjectURL(photo.thumb), alt: "", width: 72, height: 72 }) : "";
    const text = mapapp.el("p", {}, mapapp.el("strong", {}, mapapp.word("photoPlaceAsk")), about);
    question.replaceChildren(small, text, mapapp.el("div", { class: "photo-place-buttons" }, yes, no));
    picker.suggest(photo.lonlat);
    resolve(`${lat.toFixed(6)}, ${lng.toFixed(6)}`).then((found) => {
      if (named(found)) about.replaceChildren(mapapp.word("placeNear", { n: named(found) }));
    }).catch(() => {});
  }

  function offer() {
    if (chosen()) return;
    ask(page.photos?.all.find((photo) => photo.lonlat && !refused.has(photo.upload_id)) ?? null);
  }

  /** Shows the place of a draft. */
  async function restore() {
    tell();
    if (!chosen()) return;
    const polygon = field("outline").value ? JSON.parse(field("outline").value) : null;
    const at = L.latLng(Number(field("lat").value), Number(field("lon").value));
    await picker.show({ at, accuracy: Number(field("accuracy_m").value), from: field("place_from").value, outline: polygon }, true);
    if (polygon) await picker.showOutline(polygon);
  }

  locate.addEventListener("click", here);
  clearing.addEventListener("click", () => { clear(); locate.focus(); offer(); });
  page.on("photos", offer);
  mapapp.report.search(root.querySelector("[data-place-search]"), page, { set, resolve, named });
  tell();

  return { chosen, restore };
};
