"use strict";

/* Before anything is sent: what is known already near there. "This one" makes the report a further sighting. */
mapapp.report.known = (page) => {
  const { net } = mapapp.report;
  const section = page.form.querySelector("[data-known]");
  if (!section) return { show: () => {}, open: () => false };
  const list = section.querySelector("[data-known-list]");
  const seen = section.querySelector("[data-known-seen]");
  let asked = "";
  let turn = 0;
  let timer;

  const answer = () => list.querySelector("input:checked")?.value ?? "";

  function card(value, ...parts) {
    const input = mapapp.el("input", { type: "radio", name: "known", value });
    return mapapp.el("label", { class: "known-site" }, input, mapapp.el("span", { class: "known-face" }, ...parts));
  }

  const line = (text) => (text ? mapapp.el("span", {}, text) : "");

  function site(one) {
    const words = mapapp.el("span", { class: "known-words" }, mapapp.el("strong", {}, one.title), line([one.kind, one.status].filter(Boolean).join(" · ")), line(one.distance));
    const source = one.small?.small ?? one.small;
    const picture = source ? mapapp.el("img", { src: source, alt: "", width: 96, height: 72 }) : "";
    return card(one.key, picture, words, mapapp.el("span", { class: "known-this" }, mapapp.word("thisOne")));
  }

  /** Shows sites to choose from; none takes the question away. An answer that was given stays when its site does. */
  function show(sites) {
    const before = answer() || page.draft.fields.known?.[0] || "";
    const cards = sites.map(site);
    if (sites.length) cards.push(card("new", mapapp.el("span", { class: "known-words" }, mapapp.el("strong", {}, mapapp.word("noneOfThese")))));
    list.replaceChildren(...cards);
    section.hidden = !sites.length;
    for (const input of list.querySelectorAll("input")) input.checked = input.value === before;
    follow();
  }

  function follow() {
    const about = answer();
    seen.hidden = !about || about === "new";
    if (seen.hidden) for (const input of seen.querySelectorAll("input:checked")) input.checked = false;
    page.error("known", "");
  }

  async function ask() {
    const [lon, lat, accuracy] = ["lon", "lat", "accuracy_m"].map((name) => page.field(name).value);
    const kind = page.form.querySelector("input[name=kind]:checked")?.value;
    if (!lon || !lat || !kind) {
      asked = "";
      return show([]);
    }
    const text = new URLSearchParams({ lon, lat, kind, accuracy }).toString();
    if (text === asked) return undefined;
    const mine = ++turn;
    try {
      const found = await net.json(`${page.urls.nearby}${page.urls.nearby.includes("?") ? "&" : "?"}${text}`, { timeout: 12_000 });
      if (mine !== turn) return undefined;
      asked = text;
      show(found.answer.sites ?? []);
      if (!section.hidden) page.say(mapapp.word("knownFound"));
    } catch {
      return undefined; // the server asks again when the report comes
    }
    return undefined;
  }

  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(ask, 300);
  };
  page.on("place", later);
  page.form.addEventListener("change", (event) => {
    if (event.target.name === "kind") later();
    if (event.target.name === "known") follow();
  });
  show([]);

  /** Whether sites stand there that nobody said anything about. */
  const open = () => !section.hidden && !answer();

  return { show, open, focus: () => { section.scrollIntoView({ block: "start", behavior: "auto" }); section.focus({ preventScroll: true }); } };
};
