"use strict";

/* The list beside the map shows what is in the map's view; a click on a row goes to the record. */
mapapp.list = (map) => {
  const list = document.querySelector("[data-list]");
  if (!list) return;
  const LONGEST = 50;

  function row(layer, feature) {
    const link = mapapp.el("a", { class: "row", href: layer.pageUrl.replace("{key}", encodeURIComponent(feature.key)), "data-key": feature.key });
    const more = [feature.kind, feature.state].filter(Boolean).join(" · ");
    const text = mapapp.el(
      "span",
      { class: "row-text" },
      mapapp.named("span", feature, { class: "row-name" }),
      mapapp.el("span", { class: "row-more" }, more),
      feature.precision && feature.precision !== "exact" ? mapapp.el("span", { class: "row-note" }, mapapp.word(`precision.${feature.precision}`)) : "",
    );
    link.append(mapapp.symbol(layer, feature), text);
    return mapapp.el("li", {}, link);
  }

  function inView(layer, bounds) {
    const touches = (feature) => (feature.shape ? bounds.intersects((feature.box ??= L.geoJSON(feature.shape).getBounds())) : bounds.contains(mapapp.latlng(feature)));
    return layer.features.filter(touches);
  }

  function fill(section, layer, bounds) {
    const note = section.querySelector("[data-list-note]");
    const rows = section.querySelector("[data-list-drawn]");
    section.querySelector("[data-list-body]").hidden = !layer.on;
    section.querySelector("[data-list-off]").hidden = layer.on;
    if (!layer.on || layer.state !== "ready") return;
    const found = inView(layer, bounds);
    const focused = rows.contains(document.activeElement) && document.activeElement.dataset.key;
    rows.replaceChildren(...found.slice(0, LONGEST).map((feature) => row(layer, feature)));
    if (focused) rows.querySelector(`a[data-key="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
    const words = found.length ? mapapp.word("inView", { n: mapapp.number(found.length), all: mapapp.number(layer.features.length) }) : mapapp.word("noneInView");
    note.replaceChildren(words);
    note.hidden = false;
    mark();
  }

  function mark() {
    for (const link of list.querySelectorAll("a[data-key]")) {
      const name = `${link.closest("[data-layer]").dataset.layer}:${link.dataset.key}`;
      if (name === map.app.opened) {
        link.setAttribute("aria-current", "true");
        link.scrollIntoView({ block: "nearest" });
      } else link.removeAttribute("aria-current");
    }
  }

  /** The number beside a heading counts rows that are not drawn too: it grows by what was added. */
  function count(layer, more) {
    const number = list.querySelector(`[data-layer="${CSS.escape(layer.id)}"] h2 [data-count]`);
    if (!number || !more) return;
    number.dataset.count = Number(number.dataset.count) + more;
    number.querySelector("[data-number]").replaceChildren(mapapp.number(Number(number.dataset.count)));
  }

  let timer;
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      const bounds = map.getBounds();
      for (const section of list.querySelectorAll("[data-layer]")) fill(section, map.app.layers.get(section.dataset.layer), bounds);
    }, 60);
  };
  map.on("moveend layerswitch layerstate layerrows", later);
  map.on("layerrows", ({ layer, before }) => count(layer, layer.features.length - before));
  map.on("recordopen recordclose", mark);

  list.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-key]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    const id = link.closest("[data-layer]").dataset.layer;
    const layer = map.app.layers.get(id);
    if (!layer.byKey.has(link.dataset.key)) return;
    event.preventDefault();
    show("map");
    mapapp.goTo(map, id, link.dataset.key, () => list.querySelector(`[data-layer="${CSS.escape(id)}"] a[data-key="${CSS.escape(link.dataset.key)}"]`));
  });

  /* On a phone: either the map or the list. */
  const tabs = document.querySelectorAll("[data-show]");
  function show(what) {
    document.body.dataset.view = what;
    for (const tab of tabs) tab.setAttribute("aria-pressed", String(tab.dataset.show === what));
  }
  for (const tab of tabs) tab.addEventListener("click", () => show(tab.dataset.show));
};
