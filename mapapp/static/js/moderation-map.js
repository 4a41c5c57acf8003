"use strict";

/* The map of one report: its exact place, what everybody sees of it, where the cameras were, what else is near. */
mapapp.reviewMap = (settings, chart) => {
  const frame = document.querySelector("[data-chart]");
  const shapes = [];
  const dot = (at, name, radius = 7) => L.circleMarker([at[1], at[0]], { className: name, radius, pane: "shapes" });

  function add(map, shape, words) {
    if (words) shape.bindTooltip(words);
    shape.addTo(map);
    shapes.push(shape);
  }

  function drawn(map, text, name, words) {
    if (!text) return;
    const made = L.geoJSON(JSON.parse(text), {
      style: (feature) => (feature.geometry.type === "Point" ? {} : { className: name === "chart-place" ? "chart-outline" : name }),
      pointToLayer: (_feature, at) => L.circleMarker(at, { className: name, radius: name === "chart-place" ? 9 : 7, pane: "shapes" }),
      pane: "shapes",
    });
    add(map, made, words);
  }

  async function make() {
    const map = mapapp.open("review_map", settings);
    map.setMaxZoom(19);
    for (const one of chart.near) {
      const found = dot(one.at, "chart-near", 6);
      found.on("click", () => { location.assign(document.querySelector(`.mod-besides a[href*="/${CSS.escape(one.key)}"]`)?.href ?? "#"); });
      add(map, found, `${one.title} · ${one.away}`);
    }
    if (chart.published) {
      const middle = JSON.parse(chart.published).coordinates;
      if (chart.around) add(map, L.circle([middle[1], middle[0]], { radius: chart.around, className: "chart-published", pane: "shapes" }), chart.words.published);
    }
    for (const one of chart.told) drawn(map, one, "chart-told", chart.words.told);
    for (const one of chart.cameras) add(map, dot(one, "chart-camera", 6), chart.words.camera);
    drawn(map, chart.place, "chart-place", chart.words.place);
    look(map);
    new mapapp.Scale({ imperial: false, maxWidth: 90 }).addTo(map);
    for (const button of frame.querySelectorAll("[data-zoom]")) {
      L.DomEvent.disableClickPropagation(button);
      button.addEventListener("click", () => map.setZoom(Math.round(map.getZoom()) + Number(button.dataset.zoom)));
    }
    if (settings.tiles) mapapp.tiles(map, settings.tiles);
    else await mapapp.basemap(map, settings.basemap);
    frame.dataset.ready = "true";
  }

  /** So close that the place and what is near it fill the map; a single point from a little farther. */
  function look(map) {
    const box = L.latLngBounds([]);
    for (const shape of shapes) box.extend(shape.getBounds?.() ?? shape.getLatLng());
    if (box.isValid()) map.fitBounds(box, { padding: [30, 30], maxZoom: 15, animate: false });
  }

  make();
};
