"use strict";

/* What opens on a click: a record, or the list of records that no zoom can tell apart.
   On narrow screens the same popup lies in the "sheet" pane, which CSS puts at the bottom of the map. */
mapapp.popup = (() => {
  const LONGEST = 100;
  const narrow = (map) => map.getSize().x < 560;
  const fetched = new Map();

  /** Opens an empty popup and gives its content element; the focus goes in, and back when it is closed. */
  function show(map, latlng, label, giveBack) {
    const small = narrow(map);
    const content = mapapp.el("div", { class: "popup-content", role: "dialog", "aria-label": label, tabindex: "-1" });
    const popup = L.popup({
      pane: small ? "sheet" : "popupPane",
      autoPan: !small,
      autoPanPaddingTopLeft: [72, 72],
      autoPanPaddingBottomRight: [16 + beside(map), 40],
      maxWidth: Math.min(420, map.getSize().x - 40),
      minWidth: Math.min(420, map.getSize().x - 40),
      closeButton: false,
      className: small ? "is-sheet" : "",
      offset: [0, -6],
    });
    popup.setLatLng(latlng).setContent(content);
    popup.on("remove", () => {
      if (content.contains(document.activeElement)) back(map, giveBack);
    });
    popup.openOn(map);
    if (small) map.panInside(latlng, { paddingTopLeft: [30, 90], paddingBottomRight: [30, map.getSize().y * 0.62] });
    // A button that its own click takes away would look to Leaflet like a click on the map, which closes popups.
    content.addEventListener("click", (event) => event.stopPropagation());
    content.addEventListener("keydown", (event) => {
      if (event.key === "Escape") {
        event.stopPropagation();
        map.closePopup(popup);
      }
    });
    return { popup, content };
  }

  /** The width at the right that the panel of layers takes, where there is room for both. */
  function beside(map) {
    const panel = map.getContainer().parentElement.querySelector("[data-panel]");
    return panel && map.getSize().x > 860 ? panel.offsetWidth + 12 : 0;
  }

  function back(map, giveBack) {
    const element = typeof giveBack === "function" ? giveBack() : giveBack;
    (element?.isConnected ? element : map.getContainer()).focus({ preventScroll: true });
  }

  function bar(map, popup, goBack) {
    const close = mapapp.el("button", { type: "button", class: "popup-close", "aria-label": mapapp.word("close") }, "×");
    close.addEventListener("click", () => map.closePopup(popup));
    if (!goBack) return mapapp.el("div", { class: "popup-bar" }, close);
    const link = mapapp.el("button", { type: "button", class: "popup-back" }, `← ${mapapp.word("back")}`);
    link.addEventListener("click", goBack);
    return mapapp.el("div", { class: "popup-bar" }, link, close);
  }

  function fill({ popup, content }, ...parts) {
    const inside = content.contains(document.activeElement);
    content.replaceChildren(...parts);
    popup.update();
    content.scrollTop = 0;
    if (inside) content.focus({ preventScroll: true });
  }

  /** The popup of one record as an element; the HTML was escaped where it was made, and scripts in it never run. */
  async function article(layer, feature) {
    const name = `${layer.id}:${feature.key}`;
    if (layer.popups) return parse(layer.popups[feature.key] ?? "");
    if (!fetched.has(name)) {
      const answer = await fetch(layer.popupUrl.replace("{key}", encodeURIComponent(feature.key)));
      if (!answer.ok) throw new Error(String(answer.status));
      fetched.set(name, await answer.text());
    }
    return parse(fetched.get(name));
  }

  /** Records that changed are fetched again when they are opened next. */
  function forget(layer, ...keys) {
    for (const key of keys.flat()) fetched.delete(`${layer.id}:${key}`);
  }

  function parse(html) {
    const found = new DOMParser().parseFromString(html, "text/html").querySelector("article");
    if (!found) throw new Error("no record in the answer");
    return document.adoptNode(found);
  }

  /** Opens a record; `options.from` is the list it was chosen from, `options.opener` gets the focus back. */
  async function record(map, layer, feature, options = {}) {
    const place = options.at ?? mapapp.latlng(feature);
    const shown = show(map, place, feature.title, options.opener);
    const head = () => bar(map, shown.popup, options.from && (() => options.from()));
    map.app.opened = `${layer.id}:${feature.key}`;
    map.fire("recordopen", { layer, feature });
    shown.popup.on("remove", () => {
      map.app.opened = null;
      map.fire("recordclose");
    });
    const load = async () => {
      const waiting = mapapp.el("p", { class: "waiting", role: "status" }, mapapp.word("loading"));
      fill(shown, head(), mapapp.named("h2", feature, { class: "popup-title" }), waiting);
      shown.content.focus({ preventScroll: true });
      try {
        const found = await article(layer, feature);
        if (shown.popup.isOpen()) fill(shown, head(), found);
      } catch {
        if (shown.popup.isOpen()) fill(shown, head(), ...failure(feature, load));
      }
    };
    await load();
  }

  function failure(feature, again) {
    const retry = mapapp.el("button", { type: "button", class: "button", click: again }, mapapp.word("retry"));
    return [
      mapapp.named("h2", feature, { class: "popup-title" }),
      mapapp.el("p", { class: "failed", role: "alert" }, mapapp.word("failed")),
      retry,
    ];
  }

  /** Opens the list of records at one place, by layer; `items` are pairs of layer and feature. */
  function list(map, at, items, opener) {
    const title = mapapp.word("recordsHere", { n: mapapp.number(items.length) });
    const shown = show(map, at, title, opener);
    const again = () => list(map, at, items, opener);
    const entry = ({ layer, feature }) => {
      const words = [feature.kind, feature.state].filter(Boolean).join(" · ");
      const open = () => record(map, layer, feature, { at, from: again, opener });
      const name = mapapp.named("span", feature, { class: "row-name" });
      const text = mapapp.el("span", { class: "row-text" }, name, mapapp.el("span", { class: "row-more" }, words));
      return mapapp.el("li", {}, mapapp.el("button", { type: "button", class: "row", click: open }, mapapp.symbol(layer, feature), text));
    };
    const parts = [mapapp.el("h2", { class: "popup-title" }, title)];
    for (const layer of new Set(items.map((item) => item.layer))) {
      const own = items.filter((item) => item.layer === layer);
      parts.push(mapapp.el("h3", { class: "popup-group" }, layer.title), mapapp.el("ul", { class: "rows" }, ...own.slice(0, LONGEST).map(entry)));
      if (own.length > LONGEST) parts.push(mapapp.el("p", {}, mapapp.word("more", { n: mapapp.number(own.length - LONGEST) })));
    }
    fill(shown, bar(map, shown.popup), ...parts);
    shown.content.focus({ preventScroll: true });
  }

  return { record, list, forget };
})();
