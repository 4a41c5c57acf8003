"use strict";

/* The small map of a file's places, each with the symbol of its worst result. Its words are in the tables below too. */
mapapp.laboratoryMap = (settings) => {
  const frame = document.querySelector("[data-lab-map]");

  /** One place: the symbol is drawn, its words are text and never markup. */
  function marker(feature) {
    const [lng, lat] = feature.geometry.coordinates;
    const { name, class: kind, words } = feature.properties;
    const picture = mapapp.svg("svg", { class: "symbol", width: 22, height: 22, "aria-hidden": "true" });
    picture.append(mapapp.svg("use", { href: `#symbol-samples-${kind}` }));
    const icon = L.divIcon({ html: picture, className: "marker", iconSize: [32, 32], iconAnchor: [16, 16] });
    const label = [name, words].filter(Boolean).join(": ");
    const made = L.marker([lat, lng], { icon, keyboard: false, riseOnHover: true });
    made.bindTooltip(mapapp.el("span", {}, label), { direction: "top", offset: [0, -10] });
    made.on("add", () => {
      made.getElement().setAttribute("role", "img");
      made.getElement().setAttribute("aria-label", label);
    });
    return made.on("click", () => made.openTooltip()); // fingers hover nothing
  }

  async function make() {
    const map = mapapp.open("lab_map", settings);
    new mapapp.Scale({ imperial: false, maxWidth: 90 }).addTo(map);
    for (const button of frame.querySelectorAll("[data-zoom]")) {
      L.DomEvent.disableClickPropagation(button);
      button.addEventListener("click", () => map.setZoom(Math.round(map.getZoom()) + Number(button.dataset.zoom)));
    }
    const places = (await mapapp.fetchJson(frame.dataset.url)).features.map(marker);
    const group = L.featureGroup(places.reverse()).addTo(map); // the worst come first, and are drawn last
    if (places.length) map.fitBounds(group.getBounds(), { padding: [30, 30], maxZoom: 12, animate: false });
    if (settings.tiles) mapapp.tiles(map, settings.tiles);
    else await mapapp.basemap(map, settings.basemap);
    frame.dataset.ready = "true";
  }

  make();
};
