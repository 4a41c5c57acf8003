"use strict";

/* The map of somebody who only looks follows what is published: it asks for the layers' versions all the time, which is
   a few bytes, and fetches the rows of a layer again when its version has grown. */
mapapp.live = (map, settings) => {
  const OFTEN = 1200;
  const SELDOM = 10_000; // when nothing was touched for half an hour
  const LONGEST = 60_000; // between tries while the server does not answer
  const AWAKE = 30 * 60_000;
  const known = { ...settings.versions };
  const said = map.getContainer().parentElement.querySelector("[data-live-said]");
  let touched = Date.now();
  let failures = 0;
  let timer;
  let asking = false;

  function later() {
    clearTimeout(timer);
    if (document.hidden) return;
    const usual = Date.now() - touched < AWAKE ? OFTEN : SELDOM;
    timer = setTimeout(ask, failures ? Math.min(LONGEST, OFTEN * 2 ** failures) : usual);
  }

  async function ask() {
    if (asking) return;
    asking = true;
    try {
      const { versions } = await mapapp.fetchJson(settings.url);
      for (const id of Object.keys(versions)) if (versions[id] !== known[id]) await renew(id, versions[id]);
      failures = 0;
    } catch {
      failures += 1;
    }
    asking = false;
    later();
  }

  async function renew(id, version) {
    const fresh = await mapapp.refresh(map, id);
    if (!fresh) return; // its rows are on the way: asked again in a moment
    known[id] = version;
    if (!fresh.length) return;
    said.replaceChildren(mapapp.word("newRecords", { n: mapapp.number(fresh.length) }));
    for (const feature of fresh) ping(id, feature);
  }

  /** A ring that spreads once where the new record is. */
  function ping(id, feature) {
    if (map.app.calm || !map.app.layers.get(id).on) return;
    const icon = L.divIcon({ className: "ping", iconSize: [44, 44] });
    const ring = L.marker(mapapp.latlng(feature), { icon, interactive: false, keyboard: false, pane: "shapes" }).addTo(map);
    setTimeout(() => ring.remove(), 2600);
  }

  const awake = () => { touched = Date.now(); };
  map.on("moveend recordopen layerswitch", awake);
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) return clearTimeout(timer);
    awake();
    failures = 0;
    return ask();
  });
  addEventListener("online", () => { failures = 0; ask(); });
  later();
};

/* The way to the form takes along where the map looks. */
mapapp.reportButton = (map) => {
  const link = map.getContainer().parentElement.querySelector("[data-report]");
  L.DomEvent.disableClickPropagation(link);
  const follow = () => {
    const centre = map.getCenter().wrap();
    const found = new URL(link.href);
    found.searchParams.set("lat", centre.lat.toFixed(5));
    found.searchParams.set("lon", centre.lng.toFixed(5));
    found.searchParams.set("zoom", map.getZoom());
    link.href = found.href;
  };
  map.on("moveend", follow);
  follow();
};
