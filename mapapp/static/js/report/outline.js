"use strict";

/* Draws the outline of a spot by its corners: tapped one by one, or put in the middle of the map by a button. */
mapapp.report.outline = (map, bar, done) => {
  const RADIUS = 6371008.8; // metres: the earth as a sphere, for a figure that is shown and not kept
  const part = (name) => bar.querySelector(`[data-${name}]`);
  const hint = part("picker-hint");
  const shape = L.polygon([], { className: "outline-drawn", interactive: false, pane: "shapes" });
  const dots = L.layerGroup();
  let corners = [];
  let on = false;

  /** Square metres on the sphere. */
  function area(points) {
    const rad = Math.PI / 180;
    let sum = 0;
    points.forEach((one, index) => {
      const next = points[(index + 1) % points.length];
      sum += (next.lng - one.lng) * rad * (2 + Math.sin(one.lat * rad) + Math.sin(next.lat * rad));
    });
    return Math.abs((sum * RADIUS * RADIUS) / 2);
  }

  function areaWords(metres) {
    if (metres >= 10_000) return mapapp.word("hectares", { n: mapapp.number(Number((metres / 10_000).toPrecision(3))) });
    return mapapp.word("squareMetres", { n: mapapp.number(Math.round(metres)) });
  }

  /** Whether a side crosses another: such a figure has no area. */
  function crosses(points) {
    const turn = (a, b, c) => Math.sign((b.lng - a.lng) * (c.lat - a.lat) - (b.lat - a.lat) * (c.lng - a.lng));
    const sides = points.map((one, index) => [one, points[(index + 1) % points.length]]);
    return sides.some(([a, b], i) => sides.some(([c, d], j) => {
      if (Math.abs(i - j) < 2 || Math.abs(i - j) === sides.length - 1) return false;
      return turn(a, b, c) !== turn(a, b, d) && turn(c, d, a) !== turn(c, d, b);
    }));
  }

  function show() {
    shape.setLatLngs(corners);
    dots.clearLayers();
    for (const corner of corners) dots.addLayer(L.circleMarker(corner, { radius: 6, className: "outline-corner", interactive: false, pane: "shapes" }));
    const whole = corners.length >= 3;
    const bad = whole && crosses(corners);
    if (!whole) hint.replaceChildren(mapapp.word("outlineHint", { n: 3 - corners.length }));
    else hint.replaceChildren(bad ? mapapp.word("outlineCrosses") : areaWords(area(corners)));
    part("outline-undo").disabled = !corners.length;
    part("outline-done").disabled = !whole || bad;
  }

  function set(wanted) {
    on = wanted;
    part("pin-buttons").hidden = on;
    part("outline-buttons").hidden = !on;
    map.getContainer().classList.toggle("is-drawing", on);
    if (on) show();
    else hint.replaceChildren(mapapp.word("pinHint"));
  }

  function add(latlng) {
    corners.push(latlng.wrap());
    show();
  }

  function clear() {
    corners = [];
    show();
    shape.remove();
    dots.remove();
  }

  part("outline-start").addEventListener("click", () => {
    corners = [];
    shape.addTo(map);
    dots.addTo(map);
    set(true);
    part("outline-corner").focus();
  });
  part("outline-corner").addEventListener("click", () => add(map.getCenter()));
  part("outline-undo").addEventListener("click", () => { corners.pop(); show(); });
  part("outline-cancel").addEventListener("click", () => {
    clear();
    set(false);
    part("outline-start").focus();
  });
  part("outline-done").addEventListener("click", () => {
    set(false);
    part("outline-start").focus();
    const ring = [...corners, corners[0]].map(({ lng, lat }) => [Number(lng.toFixed(7)), Number(lat.toFixed(7))]);
    dots.remove();
    done({ type: "Polygon", coordinates: [ring] }, shape.getBounds().getCenter(), areaWords(area(corners)));
  });

  /** Shows an outline that was drawn earlier; gives its area in words. */
  function restore(polygon) {
    corners = polygon.coordinates[0].slice(0, -1).map(([lng, lat]) => L.latLng(lat, lng));
    shape.addTo(map).setLatLngs(corners);
    return areaWords(area(corners));
  }

  return { add, clear: () => { clear(); set(false); }, restore, get on() { return on; } };
};
