"use strict";

/* The embedded basemap: countries, lakes, rivers and borders on a canvas; names on another above the areas. */
(() => {
  const FRAME = 0.011; // degrees: sides of the cut-out lie on whole degrees and are no borders

  /** A geometry as lines of points in the unit square, each with the box that it fills. */
  function lines(geometry, closed) {
    const parts = { Polygon: (c) => c, MultiPolygon: (c) => c.flat(), LineString: (c) => [c], MultiLineString: (c) => c };
    return (parts[geometry.type]?.(geometry.coordinates) ?? []).map((ring) => {
      const points = new Float64Array(ring.length * 2);
      const edge = new Uint8Array(ring.length);
      const box = { west: 1, north: 1, east: 0, south: 0 };
      ring.forEach((pair, index) => {
        const [u, v] = mapapp.unit(pair);
        points[2 * index] = u;
        points[2 * index + 1] = v;
        edge[index] = onFrame(pair);
        box.west = Math.min(box.west, u);
        box.east = Math.max(box.east, u);
        box.north = Math.min(box.north, v);
        box.south = Math.max(box.south, v);
      });
      return { points, edge, box, closed };
    });
  }

  const near = (value, side) => Math.abs(value - side) < FRAME;
  const onFrame = ([x, y]) => (near(x, 44) ? 1 : 0) | (near(x, 90) ? 2 : 0) | (near(y, 38) ? 4 : 0) | (near(y, 58) ? 8 : 0);
  const meets = (box, view) =>
    box.west <= view.east && box.east >= view.west && box.north <= view.south && box.south >= view.north;

  const prepare = (collection, closed) =>
    collection.features.map((one) => ({ ...one.properties, lines: lines(one.geometry, closed) }));

  /** The whole of a polygon as a path to be filled; points closer than a pixel are left out. */
  function area(context, line, view) {
    const { points } = line;
    let lastX = Infinity;
    let lastY = Infinity;
    for (let at = 0; at < points.length; at += 2) {
      const x = view.x(points[at]);
      const y = view.y(points[at + 1]);
      if (at > 0 && Math.abs(x - lastX) < 0.8 && Math.abs(y - lastY) < 0.8) continue;
      if (at === 0) context.moveTo(x, y);
      else context.lineTo(x, y);
      lastX = x;
      lastY = y;
    }
    context.closePath();
  }

  /** The parts of a line that are seen: far ones would make dashes without end. */
  function outline(context, line, view) {
    const { points, edge } = line;
    const bounds = L.bounds([-20, -20], view.size.add([20, 20]));
    let last = null;
    for (let at = 2; at < points.length; at += 2) {
      const index = at / 2;
      const from = L.point(view.x(points[at - 2]), view.y(points[at - 1]));
      const to = L.point(view.x(points[at]), view.y(points[at + 1]));
      const seen = edge[index] & edge[index - 1] ? false : L.LineUtil.clipSegment(from, to, bounds);
      if (!seen) {
        last = null;
        continue;
      }
      if (!last || last.x !== seen[0].x || last.y !== seen[0].y) context.moveTo(seen[0].x, seen[0].y);
      context.lineTo(seen[1].x, seen[1].y);
      last = seen[1];
    }
  }

  function each(features, view, use) {
    for (const feature of features) for (const line of feature.lines) if (meets(line.box, view)) use(line);
  }

  function fill(context, features, view, colour) {
    context.beginPath();
    each(features, view, (line) => area(context, line, view));
    context.fillStyle = colour;
    context.fill("evenodd");
  }

  function stroke(context, features, view, style) {
    context.beginPath();
    each(features, view, (line) => outline(context, line, view));
    context.strokeStyle = style.colour;
    context.lineWidth = style.width;
    context.setLineDash(style.dash ?? []);
    context.lineJoin = "round";
    context.stroke();
    context.setLineDash([]);
  }

  /** The basemap is a cut-out: towards its sides it fades, so that nobody takes a side for a shore. */
  function fade(context, view) {
    const colour = view.colour("land-far");
    const [west, north] = mapapp.unit([44, 58]);
    const [east, south] = mapapp.unit([90, 38]);
    const side = (from, to, box) => {
      const gradient = context.createLinearGradient(...from, ...to);
      gradient.addColorStop(0, colour);
      gradient.addColorStop(1, `${colour}00`);
      context.fillStyle = gradient;
      context.fillRect(...box);
    };
    const [l, t, r, b] = [view.x(west) - 1, view.y(north) - 1, view.x(east) + 1, view.y(south) + 1];
    const deep = Math.min(90, (r - l) / 18);
    const { x: w, y: h } = view.size;
    if (l > -deep) side([l, 0], [l + deep, 0], [0, 0, l + deep, h]);
    if (r < w + deep) side([r, 0], [r - deep, 0], [r - deep, 0, w - r + deep, h]);
    if (t > -deep) side([0, t], [0, t + deep], [0, 0, w, t + deep]);
    if (b < h + deep) side([0, b], [0, b - deep], [0, b - deep, w, h - b + deep]);
  }

  function draw(data, context, view) {
    const visible = (feature) => (feature.min_zoom ?? 0) <= view.zoom + 0.6;
    const lakes = data.lakes.filter(visible);
    const wide = Math.max(0.6, Math.min(2.4, (view.zoom - 3) * 0.45));
    context.fillStyle = view.colour("land-far");
    context.fillRect(0, 0, view.size.x, view.size.y);
    fill(context, data.home, view, view.colour("land"));
    stroke(context, data.rivers.filter(visible), view, { colour: view.colour("river"), width: wide * 0.8 });
    fill(context, lakes, view, view.colour("water"));
    stroke(context, lakes, view, { colour: view.colour("shore"), width: 0.8 });
    stroke(context, data.oblasts, view, { colour: view.colour("oblast"), width: 1, dash: [4, 3] });
    stroke(context, data.others, view, { colour: view.colour("border-far"), width: 1 });
    stroke(context, data.home, view, { colour: view.colour("border"), width: Math.max(1.2, wide * 0.9) });
    fade(context, view);
  }

  /** Prepares and adds the basemap; the places are kept for the search of a page without a server. */
  async function basemap(map, settings) {
    let file;
    try {
      file = settings.data ?? (await mapapp.fetchJson(settings.url));
    } catch {
      map.app.status(mapapp.word("tilesFailed"));
      return;
    }
    const countries = prepare(file.countries, true);
    const data = {
      home: countries.filter((one) => one.iso === "KZ"),
      others: countries.filter((one) => one.iso !== "KZ"),
      lakes: prepare(file.lakes, true),
      rivers: prepare(file.rivers, false),
      oblasts: prepare(file.oblasts, false),
    };
    new mapapp.CanvasLayer((context, view) => draw(data, context, view)).addTo(map);
    map.app.places = file.places.features;
    const obstacles = (view) => map.app.points?.boxes(view.offset) ?? [];
    const names = mapapp.labels(file, map.app.settings.language, obstacles);
    const labels = new mapapp.CanvasLayer(names, { pane: "labels", padding: 0.4 }).addTo(map);
    map.on("pointsdrawn", () => labels.redraw());
  }

  mapapp.basemap = basemap;

  /** Tiles of another source in place of the embedded basemap. */
  mapapp.tiles = (map, settings) => {
    const tiles = L.tileLayer(settings.url, { maxZoom: settings.maxZoom, pane: "basemap" });
    tiles.once("tileerror", () => map.app.status(mapapp.word("tilesFailed")));
    tiles.addTo(map);
  };
})();
