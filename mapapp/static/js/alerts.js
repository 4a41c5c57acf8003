"use strict";

/* The area of an alert on a small map: a circle around a place, or corners that are pressed one by one. */
mapapp.alerts = (settings, words) => {
  const MOST_CORNERS = 200;
  const MOST_KM2 = 500_000;
  const where = document.querySelector("[data-alert-area]");
  if (!where) return;
  const part = (name) => where.querySelector(`[data-alert-${name}]`);
  const [frame, place, radius, outline, said] = ["map", "place", "radius", "outline", "said"].map(part);
  const found = part("found");
  const chosen = () => where.querySelector("[name=area]:checked")?.value;
  const word = (name, values) => words[name].replace("{n}", values?.n ?? "");
  let map = null;
  let shape = null;
  let dots = null;
  let corners = read();
  let asked = 0;
  let timer;

  /** The corners that came back with the form. */
  function read() {
    try {
      return JSON.parse(outline.value).coordinates[0].slice(0, -1).map(([lng, lat]) => L.latLng(lat, lng));
    } catch {
      return [];
    }
  }

  /** The place in the field, when it is written as plain coordinates. */
  function middle() {
    const match = place.value.match(/^\s*(-?\d+(?:\.\d+)?)\s*[,;\s]\s*(-?\d+(?:\.\d+)?)\s*$/);
    return match && Math.abs(match[1]) <= 85 && Math.abs(match[2]) <= 180 ? L.latLng(match[1], match[2]) : null;
  }

  const metres = () => 1000 * Math.min(100, Math.max(0.5, parseFloat(radius.value.replace(",", ".")) || 10));

  function crosses() {
    const turn = (a, b, c) => Math.sign((b.lng - a.lng) * (c.lat - a.lat) - (b.lat - a.lat) * (c.lng - a.lng));
    const sides = corners.map((one, index) => [one, corners[(index + 1) % corners.length]]);
    return sides.some(([a, b], i) => sides.some(([c, d], j) => {
      if (Math.abs(i - j) < 2 || Math.abs(i - j) === sides.length - 1) return false;
      return turn(a, b, c) !== turn(a, b, d) && turn(c, d, a) !== turn(c, d, b);
    }));
  }

  /** Square kilometres on the sphere. */
  function size() {
    const rad = Math.PI / 180;
    const parts = corners.map((one, index) => {
      const next = corners[(index + 1) % corners.length];
      return (next.lng - one.lng) * rad * (2 + Math.sin(one.lat * rad) + Math.sin(next.lat * rad));
    });
    return Math.abs(parts.reduce((sum, one) => sum + one, 0) * 6371.0088 ** 2) / 2;
  }

  function drawn() {
    if (corners.length > 3 && crosses()) return word("crossing");
    const counted = word("corners", { n: corners.length });
    if (corners.length < 3) return counted;
    const km2 = size();
    if (km2 > MOST_KM2) return word("large", { n: mapapp.number(MOST_KM2) });
    return `${counted} · ${word("size", { n: mapapp.number(Number(km2.toPrecision(3))) })}`;
  }

  function draw() {
    shape?.remove();
    dots.clearLayers();
    const style = { className: "alert-shape", pane: "shapes", interactive: false };
    if (chosen() === "radius" && middle()) shape = L.circle(middle(), { ...style, radius: metres() }).addTo(map);
    if (chosen() !== "drawn") return;
    shape = L.polygon(corners, style).addTo(map);
    for (const corner of corners) L.circleMarker(corner, { radius: 6, className: "alert-corner", pane: "shapes", interactive: false }).addTo(dots);
    const ring = [...corners, corners[0]].map((one) => one && [Number(one.lng.toFixed(6)), Number(one.lat.toFixed(6))]);
    outline.value = corners.length > 2 ? JSON.stringify({ type: "Polygon", coordinates: [ring] }) : "";
    part("undo").disabled = part("clear").disabled = !corners.length;
    said.replaceChildren(drawn());
  }

  function pressed(at) {
    if (chosen() === "radius") {
      place.value = `${at.lat.toFixed(5)}, ${at.lng.toFixed(5)}`;
      offer([]);
    } else if (corners.length < MOST_CORNERS) corners.push(at);
    draw();
  }

  const look = () => {
    if (shape?.getBounds().isValid()) map.fitBounds(shape.getBounds(), { padding: [20, 20], maxZoom: 12 });
  };

  async function make() {
    map = mapapp.open("alert_map", settings);
    map.doubleClickZoom.disable(); // two corners in quick succession are two corners
    dots = L.layerGroup().addTo(map);
    map.on("click", ({ latlng }) => pressed(latlng.wrap()));
    map.getContainer().addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault(); // it would send the form
      pressed(map.getCenter().wrap());
    });
    for (const button of frame.querySelectorAll("[data-zoom]")) {
      L.DomEvent.disableClickPropagation(button);
      button.addEventListener("click", () => map.setZoom(Math.round(map.getZoom()) + Number(button.dataset.zoom)));
    }
    draw();
    look();
    if (settings.tiles) mapapp.tiles(map, settings.tiles);
    else await mapapp.basemap(map, settings.basemap);
    frame.dataset.ready = "true";
  }

  /** Shows the map where it is of use; it is made when it is first needed. */
  function show() {
    frame.hidden = !["radius", "drawn"].includes(chosen()) || !frame.parentElement.offsetParent;
    if (frame.hidden) return;
    if (!map) return void make();
    map.invalidateSize({ pan: false });
    draw();
  }

  /** Settlements of that name; the choice is sent by its key, so that it is the one that was meant. */
  function offer(places) {
    found.hidden = !places.length;
    found.replaceChildren(...places.map((one) => {
      const choice = mapapp.el("input", { type: "radio", name: "place_key", value: one.key });
      choice.addEventListener("change", () => {
        place.value = one.name;
        shape?.remove();
        shape = L.circle([one.lonlat[1], one.lonlat[0]], { className: "alert-shape", pane: "shapes", interactive: false, radius: metres() }).addTo(map);
        look();
      });
      const name = mapapp.el("span", {}, one.name, one.region ? mapapp.el("small", {}, one.region) : "");
      return mapapp.el("li", {}, mapapp.el("label", { class: "alert-way" }, choice, name));
    }));
  }

  async function search() {
    const turn = ++asked;
    const text = place.value.trim();
    if (text.length < 2 || /\d/.test(text)) {
      offer([]);
      return void (map && draw());
    }
    try {
      const answer = await mapapp.fetchJson(`${settings.places}${settings.places.includes("?") ? "&" : "?"}q=${encodeURIComponent(text)}`);
      if (turn === asked) offer(answer.places);
    } catch {
      if (turn === asked) offer([]); // the server looks for the name once more when the form comes
    }
  }

  where.addEventListener("change", (event) => { if (event.target.name === "area") show(); });
  where.closest("details")?.addEventListener("toggle", show);
  place.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(search, 250); });
  radius.addEventListener("input", () => {
    if (shape?.setRadius && !middle()) shape.setRadius(metres());
    else if (map) draw();
  });
  part("undo").addEventListener("click", () => { corners.pop(); draw(); });
  part("clear").addEventListener("click", () => { corners = []; draw(); });
  show();
};
