"use strict";

/* Leaflet's scale bar with its units in the page's language. */
mapapp.Scale = L.Control.Scale.extend({
  _updateMetric(longest) {
    const metres = this._getRoundNum(longest);
    const label = metres < 1000 ? mapapp.word("metres", { n: metres }) : mapapp.word("kilometres", { n: metres / 1000 });
    this._updateScale(this._mScale, label, metres / longest);
  },
});

/* Buttons on the map: zoom, the whole country, where am I, full screen; and the scale bar. */
mapapp.tools = (map) => {
  const frame = map.getContainer().parentElement;
  const bar = frame.querySelector("[data-tools]");
  L.DomEvent.disableClickPropagation(bar);
  new mapapp.Scale({ imperial: false, maxWidth: 110 }).addTo(map);
  const button = (name) => bar.querySelector(`[data-tool="${name}"]`);

  const limits = () => {
    button("in").disabled = map.getZoom() >= map.getMaxZoom();
    button("out").disabled = map.getZoom() <= map.getMinZoom();
  };
  button("in").addEventListener("click", () => map.zoomIn());
  button("out").addEventListener("click", () => map.zoomOut());
  button("home").addEventListener("click", () => map.app.home());
  map.on("zoomend", limits);
  limits();

  /* Where am I */
  let mine = null;
  const locate = button("locate");
  const done = (text) => {
    locate.removeAttribute("aria-busy");
    map.app.status(text);
  };
  locate.addEventListener("click", () => {
    if (!window.isSecureContext) return done(mapapp.word("locateInsecure"));
    locate.setAttribute("aria-busy", "true");
    map.app.status(mapapp.word("locating"), 0);
    map.locate({ enableHighAccuracy: true, timeout: 15000, maximumAge: 30000 });
  });
  map.on("locationfound", ({ latlng, accuracy, bounds }) => {
    mine?.remove();
    mine = L.layerGroup([
      L.circle(latlng, { radius: accuracy, className: "my-place-around", interactive: false, pane: "shapes" }),
      L.circleMarker(latlng, { radius: 7, className: "my-place", interactive: false, pane: "shapes" }),
    ]).addTo(map);
    map.fitBounds(bounds, { maxZoom: 15 });
    done(mapapp.word("located", { n: mapapp.number(Math.round(accuracy)) }));
  });
  map.on("locationerror", ({ code }) => done(mapapp.word(code === 1 ? "locateDenied" : "locateFailed")));

  /* Full screen; where the browser has none for elements (iPhone) the map fills the window instead. */
  const full = button("full");
  const isFull = () => document.fullscreenElement === frame || frame.classList.contains("is-full");
  const show = () => {
    const words = mapapp.word(isFull() ? "fullOff" : "fullOn");
    full.setAttribute("aria-pressed", String(isFull()));
    full.setAttribute("aria-label", words);
    full.title = words;
  };
  full.addEventListener("click", async () => {
    if (document.fullscreenElement) await document.exitFullscreen();
    else if (frame.requestFullscreen) await frame.requestFullscreen().catch(() => frame.classList.toggle("is-full"));
    else frame.classList.toggle("is-full");
    show();
  });
  document.addEventListener("fullscreenchange", show);

  mapapp.share(map, button("share"));
  mapapp.sources(frame);
};

/** The line that names the sources opens in full. */
mapapp.sources = (frame) => {
  const line = frame.querySelector("[data-sources]");
  if (line) L.DomEvent.disableClickPropagation(line).disableScrollPropagation(line);
};
