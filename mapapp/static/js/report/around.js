"use strict";

/* What one needs to find the spot on the small map: the villages around, and what is known already. Only looked at. */
mapapp.report.around = (map, urls) => {
  const VILLAGES_FROM = 9; // zoom
  const MOST = 80;
  const BESIDE = 60; // pixels that the buttons at the sides take
  const layer = { id: "reports", colours: new Proxy({}, { has: (_all, name) => Boolean(document.getElementById(`symbol-reports-${String(name)}`)) }) };
  const villages = L.layerGroup().addTo(map);
  const spots = L.layerGroup().addTo(map);
  const signs = mapapp.el("div", { class: "signs", "aria-hidden": "true" });
  map.getContainer().after(signs);
  let asked = null;
  let found = [];
  let turn = 0;

  async function look() {
    const bounds = map.getBounds();
    if (map.getZoom() < VILLAGES_FROM) {
      villages.clearLayers();
      signs.replaceChildren();
      return;
    }
    if (asked?.contains(bounds)) {
      draw();
      return;
    }
    const wide = L.latLngBounds([bounds.getSouth() - 1, bounds.getWest() - 1.5], [bounds.getNorth() + 1, bounds.getEast() + 1.5]);
    const mine = ++turn;
    const box = [wide.getWest(), wide.getSouth(), wide.getEast(), wide.getNorth()].map((one) => one.toFixed(4)).join();
    try {
      const { features } = await mapapp.fetchJson(`${urls.settlements}${urls.settlements.includes("?") ? "&" : "?"}bbox=${box}`);
      if (mine !== turn) return;
      const written = new Set((map.app.places ?? []).flatMap(({ properties }) => ["kk", "ru", "en"].map((code) => properties[`name_${code}`])));
      [asked, found] = [bounds.pad(0.5), features.map((one) => ({ ...one, written: written.has(one.title) }))];
      draw();
    } catch {
      return; // the map is of use without
    }
  }

  function draw() {
    const bounds = map.getBounds();
    const inView = found.filter((one) => bounds.contains(mapapp.latlng(one)));
    villages.clearLayers();
    for (const one of free(inView)) if (!one.written) villages.addLayer(name(one)); // the basemap names the others
    signs.replaceChildren(...(inView.length > 2 ? [] : outside(bounds).map(sign)));
  }

  /** The nearest settlements outside the view, in different directions. */
  function outside(bounds) {
    const centre = map.getCenter();
    const middle = map.getSize().divideBy(2);
    const way = (at) => {
      const to = map.latLngToContainerPoint(at).subtract(middle);
      return Math.atan2(to.y, to.x);
    };
    const far = found
      .map((one) => ({ one, at: mapapp.latlng(one) }))
      .filter(({ at }) => !bounds.contains(at))
      .map((sight) => ({ ...sight, metres: centre.distanceTo(sight.at), angle: way(sight.at) }))
      .sort((a, b) => a.metres - b.metres);
    const chosen = [];
    for (const sight of far) {
      const apart = chosen.every((other) => Math.abs(Math.atan2(Math.sin(sight.angle - other.angle), Math.cos(sight.angle - other.angle))) > 0.9);
      if (apart) chosen.push(sight);
      if (chosen.length === 3) break;
    }
    return chosen;
  }

  /** A sign at the edge of the map that points to a settlement and says how far it is. */
  function sign({ one, metres, angle }) {
    const middle = map.getSize().divideBy(2);
    const [dx, dy] = [Math.cos(angle), Math.sin(angle)];
    const reach = Math.min((middle.x - BESIDE) / Math.abs(dx), (middle.y - (dy < 0 ? 24 : 14)) / Math.abs(dy));
    const [x, y] = [middle.x + dx * reach, middle.y + dy * reach];
    const arrow = mapapp.el("span", { class: "sign-arrow" }, "➤");
    arrow.style.rotate = `${angle}rad`;
    const text = mapapp.el("span", {}, one.title, " ", mapapp.word("kilometres", { n: mapapp.number(metres < 10_000 ? Math.round(metres / 100) / 10 : Math.round(metres / 1000)) }));
    const made = mapapp.el("p", { class: "sign" }, arrow, text);
    made.style.left = `${x}px`;
    made.style.top = `${y}px`;
    made.style.translate = `${-50 - 50 * (dx > 0.3 ? 1 : dx < -0.3 ? -1 : 0)}% ${-50 - 50 * (dy > 0.7 ? 1 : dy < -0.7 ? -1 : 0)}%`;
    return made;
  }

  /** The largest ones, as far as their names do not lie over one another. */
  function free(features) {
    const taken = [];
    return features.filter((one) => {
      const at = map.latLngToLayerPoint(mapapp.latlng(one));
      const box = [at.x - 6, at.y - 9, at.x + 14 + 7 * one.title.length, at.y + 9];
      if (taken.length >= MOST || taken.some((other) => box[0] < other[2] && box[2] > other[0] && box[1] < other[3] && box[3] > other[1])) return false;
      taken.push(box);
      return true;
    });
  }

  function name(one) {
    const icon = L.divIcon({ className: "village", html: mapapp.named("span", one), iconAnchor: [3, 6], iconSize: null });
    return L.marker(mapapp.latlng(one), { icon, interactive: false, keyboard: false, pane: "labels" });
  }

  async function known() {
    try {
      const { features } = await mapapp.fetchJson(urls.spots);
      for (const one of features) {
        const icon = L.divIcon({ className: "spot", html: mapapp.symbol(layer, one, 22), iconSize: [22, 22], iconAnchor: [11, 21] });
        spots.addLayer(L.marker(mapapp.latlng(one), { icon, interactive: false, keyboard: false, pane: "shapes" }));
      }
    } catch {
      return; // what is known near the spot is asked for anyway
    }
  }

  map.on("moveend", look);
  look();
  known();
};
