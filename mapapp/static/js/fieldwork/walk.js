"use strict";

/* The border of a dump, walked with the phone: positions that are exact enough and far enough from the last one. */
mapapp.walk = (form, changed) => {
  const RADIUS = 6371008.8; // metres: the earth as a sphere, for a figure that is shown; the server measures on the ellipsoid
  const GOOD = 20; // metres: worse positions are not taken
  const STEP = 4; // metres between two points of the border
  const MOST = 480; // the server takes 500 corners
  const part = (name) => form.querySelector(`[data-walk-${name}]`);
  const field = (name) => form.elements.namedItem(name);
  const said = part("said");
  let points = [];
  let worst = 0;
  let last = null;
  let watch = null;

  const radians = (degrees) => (degrees * Math.PI) / 180;
  const metres = (value) => mapapp.word("metres", { n: mapapp.number(Math.round(value)) });

  function area(ring) {
    let sum = 0;
    ring.forEach(([lon, lat], index) => {
      const [nextLon, nextLat] = ring[(index + 1) % ring.length];
      sum += radians(nextLon - lon) * (2 + Math.sin(radians(lat)) + Math.sin(radians(nextLat)));
    });
    return Math.abs((sum * RADIUS * RADIUS) / 2);
  }

  function away([lon, lat], [otherLon, otherLat]) {
    const x = radians(otherLon - lon) * Math.cos(radians((lat + otherLat) / 2));
    return Math.hypot(x, radians(otherLat - lat)) * RADIUS;
  }

  function crosses(ring) {
    const turn = (a, b, c) => Math.sign((b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]));
    const sides = ring.map((one, index) => [one, ring[(index + 1) % ring.length]]);
    return sides.some(([a, b], i) => sides.some(([c, d], j) => Math.abs(i - j) > 1 && Math.abs(i - j) < sides.length - 1
      && turn(a, b, c) !== turn(a, b, d) && turn(c, d, a) !== turn(c, d, b)));
  }

  function areaWords() {
    const size = points.length > 2 ? area(points) : 0;
    if (size >= 10_000) return mapapp.word("hectares", { n: mapapp.number(Number((size / 10_000).toPrecision(3))) });
    return mapapp.word("squareMetres", { n: mapapp.number(Math.round(size)) });
  }

  function draw(closed) {
    const narrow = Math.cos(radians(points[0]?.[1] ?? 0));
    const flat = points.map(([lon, lat]) => [lon * narrow, -lat]);
    const low = [0, 1].map((axis) => Math.min(...flat.map((one) => one[axis])));
    const size = Math.max(...[0, 1].map((axis) => Math.max(...flat.map((one) => one[axis])) - low[axis]), 1e-9);
    const at = flat.map((one) => [0, 1].map((axis) => 10 + (80 * (one[axis] - low[axis])) / size));
    part("path").setAttribute("d", at.length ? `M${at.map((one) => one.map((n) => n.toFixed(1)).join(" ")).join("L")}${closed ? "Z" : ""}` : "");
    part("path").closest("[data-walk]").classList.toggle("has-points", at.length > 0);
    part("dots").replaceChildren(...at.slice(-1).map(([x, y]) => mapapp.svg("circle", { cx: x, cy: y, r: 3 })));
  }

  function buttons(walking) {
    part("start").hidden = walking || points.length > 2;
    part("corner").hidden = part("stop").hidden = !walking;
    part("clear").hidden = !points.length;
  }

  function take(position, force) {
    const { longitude, latitude, accuracy } = position.coords;
    last = position;
    if (accuracy > GOOD) {
      said.replaceChildren(mapapp.word("walkPoor", { accuracy: metres(accuracy) }));
      return;
    }
    const point = [Number(longitude.toFixed(7)), Number(latitude.toFixed(7))];
    const before = points.at(-1);
    const far = !before || away(before, point) >= Math.max(STEP, accuracy / 2);
    if ((far || (force && away(before, point) > 0.5)) && points.length < MOST) {
      points.push(point);
      worst = Math.max(worst, accuracy);
    }
    draw(false);
    said.replaceChildren(mapapp.word("walking", { n: mapapp.number(points.length), area: areaWords(), accuracy: metres(accuracy) }));
    buttons(true);
  }

  /** Under trees the position goes and comes back: only a refusal ends the walk. */
  function failed(error) {
    if (error.code !== 1 && watch !== null) {
      said.replaceChildren(mapapp.word("walkLost"));
      return;
    }
    stop();
    said.replaceChildren(mapapp.word(error.code === 1 ? "walkDenied" : "walkFailed"));
    buttons(false);
  }

  function stop() {
    if (watch !== null) navigator.geolocation.clearWatch(watch);
    watch = null;
  }

  function clear() {
    stop();
    [points, worst, last] = [[], 0, null];
    field("outline").value = field("accuracy_m").value = "";
    draw(false);
    said.replaceChildren("");
    buttons(false);
    changed();
  }

  part("start").addEventListener("click", () => {
    clear();
    if (!navigator.geolocation) { failed({}); return; }
    said.replaceChildren(mapapp.word("locating"));
    watch = navigator.geolocation.watchPosition((position) => take(position, false), failed, { enableHighAccuracy: true, maximumAge: 2000, timeout: 60_000 });
    buttons(true);
  });
  part("corner").addEventListener("click", () => { if (last) take(last, true); });
  part("clear").addEventListener("click", clear);
  part("stop").addEventListener("click", () => {
    if (points.length < 3) { said.replaceChildren(mapapp.word("walkFew")); return; }
    stop();
    if (crosses(points)) { said.replaceChildren(mapapp.word("walkCrosses")); buttons(false); part("start").hidden = false; return; }
    field("outline").value = JSON.stringify({ type: "Polygon", coordinates: [[...points, points[0]]] });
    field("accuracy_m").value = worst.toFixed(1);
    closed();
    changed();
  });

  function closed() {
    draw(true);
    said.replaceChildren(mapapp.word("walked", { area: areaWords(), accuracy: metres(Number(field("accuracy_m").value) || 0) }));
    buttons(false);
  }

  /** Shows the border that stands in the form, from an earlier try or a kept draft. */
  function restore() {
    try {
      points = JSON.parse(field("outline").value).coordinates[0].slice(0, -1);
      closed();
    } catch {
      points = [];
    }
  }

  return { restore, clear, area: () => (field("outline").value ? area(points) : 0) };
};
