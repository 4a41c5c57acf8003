"use strict";

/* Names on the basemap, in the reader's language. The larger place wins where two would meet. */
mapapp.labels = (() => {
  const FALLBACK = { kk: ["kk", "ru", "en"], ru: ["ru", "kk", "en"], en: ["en", "ru", "kk"] };
  const KINDS = {
    country: { size: 13, weight: 600, spacing: "2px", colour: "label-country", upper: true },
    water: { size: 11.5, weight: 400, style: "italic", colour: "label-water" },
    capital: { size: 13.5, weight: 600, colour: "label", dot: 3.2 },
    city: { size: 12.5, weight: 500, colour: "label", dot: 2.6 },
    town: { size: 11.5, weight: 400, colour: "label", dot: 2 },
  };

  const nameOf = (properties, language) => {
    const code = (FALLBACK[language] ?? FALLBACK.en).find((one) => properties[`name_${one}`]);
    return code ? properties[`name_${code}`] : "";
  };

  /** A point well inside the largest part of an outline: of a grid of points the one farthest from the border. */
  function middle(geometry) {
    const rings = geometry.type === "MultiPolygon" ? geometry.coordinates.map((part) => part[0]) : [geometry.coordinates[0]];
    const ring = rings.reduce((best, one) => (one.length > best.length ? one : best));
    const [xs, ys] = [0, 1].map((axis) => ring.map((pair) => pair[axis]));
    const [west, east, south, north] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
    let best = [(west + east) / 2, (south + north) / 2];
    let room = -1;
    for (let i = 1; i < 16; i++) {
      for (let j = 1; j < 10; j++) {
        const at = [west + ((east - west) * i) / 16, south + ((north - south) * j) / 10];
        const free = inside(at, ring) ? Math.min(...ring.map(([x, y]) => Math.hypot((x - at[0]) * 0.6, y - at[1]))) : -1;
        if (free > room) [room, best] = [free, at];
      }
    }
    return best;
  }

  function inside([x, y], ring) {
    let odd = false;
    for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
      const [[x1, y1], [x2, y2]] = [ring[i], ring[j]];
      if (y1 > y !== y2 > y && x < ((x2 - x1) * (y - y1)) / (y2 - y1) + x1) odd = !odd;
    }
    return odd;
  }

  /** All names with the place, kind and zooms at which they may stand; the most important first. */
  function candidates(file, language) {
    const entry = (feature, kind, at, zooms) => ({
      text: nameOf(feature.properties, language),
      kind: KINDS[kind],
      at: mapapp.unit(at),
      from: zooms[0],
      to: zooms[1],
    });
    const places = file.places.features.map((one) => {
      const { rank, min_zoom: zoom, iso } = one.properties;
      const kind = rank === 1 ? "capital" : rank === 2 ? "city" : "town";
      return entry(one, kind, one.geometry.coordinates, [iso === "KZ" ? zoom : zoom + 0.7, 99]);
    });
    const lakes = file.lakes.features
      .filter((one) => one.geometry.type.endsWith("Polygon") && nameOf(one.properties, language))
      .map((one) => entry(one, "water", middle(one.geometry), [Math.max(4.5, one.properties.min_zoom + 1), 99]));
    const countries = file.countries.features.map((one) =>
      entry(one, "country", middle(one.geometry), [3, one.properties.iso === "KZ" ? 4.4 : 7]),
    );
    return [...places.slice(0, 40), ...countries, ...lakes, ...places.slice(40)].filter((one) => one.text);
  }

  function fontOf(kind, family) {
    return `${kind.style ?? "normal"} ${kind.weight} ${kind.size}px ${family}`;
  }

  const meet = (one, other) => one[0] < other[2] && one[2] > other[0] && one[1] < other[3] && one[3] > other[1];

  /** The corner where the text may begin so that it meets nothing that is there, or null; takes the room it needs.
      Where a marker covers the dot, the name stands beside the marker. */
  function place(entry, width, [x, y], taken, markers) {
    const { dot, size } = entry.kind;
    const height = size * 1.2;
    const own = dot ? [x - dot - 1, y - dot - 1, x + dot + 1, y + dot + 1] : null;
    if (own && taken.some((other) => meet(own, other))) return null;
    const over = own && markers.find((other) => meet(own, other));
    const gap = over ? Math.max(x - over[0], over[2] - x) + 3 : dot + 3;
    const corners = dot
      ? [[x + gap, y - height / 2], [x - gap - width, y - height / 2], [x - width / 2, y - gap - height], [x - width / 2, y + gap]]
      : [[x - width / 2, y - height / 2]];
    for (const [left, top] of corners) {
      const box = [left - 4, top - 2, left + width + 4, top + height + 2];
      if (taken.some((other) => meet(box, other)) || markers.some((other) => meet(box, other))) continue;
      taken.push(box);
      if (own) taken.push(own);
      return [left, top + height / 2];
    }
    return null;
  }

  function write(context, entry, point, corner, view) {
    if (entry.kind.dot) {
      context.beginPath();
      context.arc(point[0], point[1], entry.kind.dot, 0, 2 * Math.PI);
      context.fillStyle = view.colour("label");
      context.strokeStyle = view.colour("halo");
      context.lineWidth = 1.5;
      context.stroke();
      context.fill();
    }
    context.strokeStyle = view.colour("halo");
    context.lineWidth = 3;
    context.strokeText(entry.shown, ...corner);
    context.fillStyle = view.colour(entry.kind.colour);
    context.fillText(entry.shown, ...corner);
  }

  /** `obstacles` gives the boxes on the canvas that markers take. */
  return (file, language, obstacles) => {
    const entries = candidates(file, language);
    return (context, view) => {
      const taken = [];
      const markers = obstacles(view);
      context.clearRect(0, 0, view.size.x, view.size.y);
      context.textBaseline = "middle";
      context.lineJoin = "round";
      for (const entry of entries) {
        const point = [view.x(entry.at[0]), view.y(entry.at[1])];
        const inside = point[0] > 0 && point[1] > 0 && point[0] < view.size.x && point[1] < view.size.y;
        if (!inside || entry.from > view.zoom + 0.4 || entry.to < view.zoom) continue;
        context.font = fontOf(entry.kind, view.font);
        context.letterSpacing = entry.kind.spacing ?? "0px";
        entry.shown = entry.kind.upper ? entry.text.toLocaleUpperCase(language) : entry.text;
        const corner = place(entry, context.measureText(entry.shown).width, point, taken, markers);
        if (corner) write(context, entry, point, corner, view);
      }
    };
  };
})();
