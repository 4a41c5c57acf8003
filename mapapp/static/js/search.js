"use strict";

/* Search for a place by name: a combobox whose list comes from the server, or from the basemap of a lone page. */
mapapp.search = (map, settings) => {
  const form = map.getContainer().parentElement.querySelector("[data-search]");
  const input = form.querySelector("input");
  const list = form.querySelector("[role=listbox]");
  const said = form.querySelector("[data-search-said]");
  let found = [];
  let active = -1;
  let asked = 0;
  let timer;
  let pin = null;
  L.DomEvent.disableClickPropagation(form);
  L.DomEvent.disableScrollPropagation(form);

  const fold = (text) => text.toLocaleLowerCase().normalize("NFKD").replace(/\p{M}/gu, "");

  function inBasemap(text) {
    const wanted = fold(text);
    const { language } = map.app.settings;
    const rank = (name) => (fold(name).startsWith(wanted) ? 0 : fold(name).includes(wanted) ? 1 : 2);
    const best = (place) => Math.min(...["kk", "ru", "en"].map((code) => rank(place.properties[`name_${code}`] ?? "")));
    return (map.app.places ?? [])
      .map((place) => [best(place), place])
      .filter((pair) => pair[0] < 2)
      .sort((one, other) => one[0] - other[0])
      .slice(0, 8)
      .map(([, { properties, geometry }]) => ({ name: properties[`name_${language}`] || properties.name_en, region: "", lonlat: geometry.coordinates }));
  }

  async function ask(text) {
    if (!settings.url) return inBasemap(text);
    const answer = await mapapp.fetchJson(`${settings.url}${settings.url.includes("?") ? "&" : "?"}q=${encodeURIComponent(text)}`);
    return answer.places;
  }

  async function search() {
    const text = input.value.trim();
    const turn = ++asked;
    if (text.length < 2) return show([], "");
    said.replaceChildren(mapapp.word("searching"));
    try {
      const places = await ask(text);
      if (turn === asked) show(places, places.length ? mapapp.word("placesFound", { n: places.length }) : mapapp.word("noPlace"));
    } catch {
      if (turn === asked) show([], mapapp.word("searchFailed"));
    }
  }

  function show(places, words) {
    found = places;
    active = -1;
    const options = places.map((place, index) =>
      mapapp.el("li", { role: "option", id: `place-${index}`, "aria-selected": "false" }, mapapp.el("span", { class: "row-name" }, place.name), mapapp.el("span", { class: "row-more" }, place.region)),
    );
    list.replaceChildren(...options);
    list.hidden = !places.length;
    said.replaceChildren(words);
    said.classList.toggle("visually-hidden", places.length > 0 || !words);
    input.setAttribute("aria-expanded", String(places.length > 0));
    input.removeAttribute("aria-activedescendant");
  }

  function mark(index) {
    active = (index + found.length) % found.length;
    [...list.children].forEach((option, at) => option.setAttribute("aria-selected", String(at === active)));
    input.setAttribute("aria-activedescendant", `place-${active}`);
    list.children[active].scrollIntoView({ block: "nearest" });
  }

  function choose(place) {
    input.value = place.name;
    show([], "");
    const at = L.latLng(place.lonlat[1], place.lonlat[0]);
    map.setView(at, Math.max(map.getZoom(), 11));
    pin?.remove();
    pin = L.circleMarker(at, { radius: 16, className: "found-place", interactive: false, pane: "shapes" }).addTo(map);
    pin.bindTooltip(mapapp.el("span", {}, place.name), { permanent: true, direction: "right", offset: [14, 0] }).openTooltip();
    map.app.status(place.region ? `${place.name}, ${place.region}` : place.name, 3);
  }

  input.addEventListener("input", () => {
    clearTimeout(timer);
    pin?.remove();
    timer = setTimeout(search, 200);
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "Escape") show([], "");
    if (!found.length || (event.key !== "ArrowDown" && event.key !== "ArrowUp")) return;
    event.preventDefault();
    mark(active + (event.key === "ArrowDown" ? 1 : active < 0 ? 0 : -1));
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    clearTimeout(timer);
    if (!found.length) await search();
    if (found.length) choose(found[Math.max(active, 0)]);
  });
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) choose(found[[...list.children].indexOf(option)]);
  });
  form.addEventListener("focusout", (event) => {
    if (!form.contains(event.relatedTarget)) setTimeout(() => { list.hidden = true; input.setAttribute("aria-expanded", "false"); }, 150);
  });
};
