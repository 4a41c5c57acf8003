"use strict";

/* One box for settlements, coordinates in any notation, Plus codes and links to a map. */
mapapp.report.search = (box, page, { set, resolve, named }) => {
  const { net } = mapapp.report;
  const input = box.querySelector("input");
  const list = box.querySelector("[role=listbox]");
  const said = box.querySelector("[data-search-said]");
  const SETTLEMENT = 2000; // metres: a settlement's name says no more than that
  let found = [];
  let active = -1;
  let asked = 0;
  let timer;

  // Two numbers, a Plus code, a link: not a name.
  const exact = (text) => /https?:|\d[^\d]*[.,°][\s\S]*\d|[23456789CFGHJMPQRVWX]{2,8}\+[23456789CFGHJMPQRVWX]{0,3}/i.test(text);

  function say(words) {
    said.hidden = !words;
    said.replaceChildren(words);
  }

  function show(places) {
    found = places;
    active = -1;
    list.replaceChildren(...places.map((place, index) => mapapp.el(
      "li", { role: "option", id: `place-${index}`, "aria-selected": "false" },
      mapapp.el("span", { class: "row-name" }, place.name), mapapp.el("span", { class: "row-more" }, place.region),
    )));
    list.hidden = !places.length;
    input.setAttribute("aria-expanded", String(places.length > 0));
    input.removeAttribute("aria-activedescendant");
  }

  async function look() {
    const text = input.value.trim();
    const mine = ++asked;
    if (text.length < 2 || exact(text)) {
      show([]);
      return say("");
    }
    try {
      const url = `${page.map.places}${page.map.places.includes("?") ? "&" : "?"}q=${encodeURIComponent(text.slice(0, 60))}`;
      const { answer } = await net.json(url, { timeout: 12_000 });
      if (mine !== asked) return undefined;
      show(answer.places);
      return say(answer.places.length ? "" : mapapp.word("noPlace"));
    } catch {
      return mine === asked ? say(mapapp.word("searchFailed")) : undefined;
    }
  }

  async function typed() {
    const text = input.value.trim();
    say(mapapp.word("searching"));
    try {
      const answer = await resolve(text);
      const { lonlat } = answer;
      if (!lonlat) {
        show(answer.choices ?? []);
        return say(answer.choices?.length ? "" : mapapp.word("noPlace"));
      }
      say("");
      set({ at: L.latLng(lonlat[1], lonlat[0]), from: "typed", accuracy: answer.accuracy_m ?? 20, name: named(answer) }, true);
    } catch (error) {
      say(error instanceof net.Refused ? error.message : mapapp.word("searchFailed"));
    }
    return undefined;
  }

  function choose(place) {
    show([]);
    say("");
    input.value = place.name;
    const name = named({ place: place.name, region: place.region });
    set({ at: L.latLng(place.lonlat[1], place.lonlat[0]), from: "search", accuracy: SETTLEMENT, key: place.key, name }, true);
    page.say(mapapp.word("settlementChosen"));
  }

  async function go() {
    clearTimeout(timer);
    const text = input.value.trim();
    if (!text) return;
    if (exact(text)) return typed();
    if (!found.length) await look();
    if (found.length) choose(found[Math.max(0, active)]);
  }

  function mark(index) {
    active = (index + found.length) % found.length;
    [...list.children].forEach((option, at) => option.setAttribute("aria-selected", String(at === active)));
    input.setAttribute("aria-activedescendant", `place-${active}`);
    list.children[active].scrollIntoView({ block: "nearest" });
  }

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(look, 250);
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter") {
      event.preventDefault(); // it would send the report
      go();
    }
    if (event.key === "Escape") show([]);
    if (!found.length || (event.key !== "ArrowDown" && event.key !== "ArrowUp")) return;
    event.preventDefault();
    mark(active + (event.key === "ArrowDown" ? 1 : active < 0 ? 0 : -1));
  });
  box.querySelector("[data-search-go]").addEventListener("click", go);
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) choose(found[[...list.children].indexOf(option)]);
  });
  box.addEventListener("focusout", (event) => {
    if (!box.contains(event.relatedTarget)) setTimeout(() => show([]), 150);
  });
};
