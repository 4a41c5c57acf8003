"use strict";

/* The layers of records: what they are, their rows, which of them are on. */
(() => {
  /** Makes a layer known to the map; its rows are fetched when it is first on. */
  mapapp.layer = (map, settings) => {
    map.app.layers.set(settings.id, { ...settings, features: [], byKey: new Map(), state: "waiting" });
  };

  const on = (map) => [...map.app.layers.values()].filter((layer) => layer.on);

  function redraw(map) {
    const ready = on(map).filter((layer) => layer.state === "ready");
    map.app.shapes.load(ready);
    map.app.points.load(ready.filter((layer) => layer.clustered));
  }

  function change(map, layer, state) {
    layer.state = state;
    map.fire("layerstate", { layer });
  }

  /** Fetches the rows of a layer unless they are there; a failure is said and can be tried again. */
  async function load(map, layer) {
    if (layer.state === "ready" || layer.state === "loading") return;
    change(map, layer, "loading");
    try {
      const found = layer.data ?? (await mapapp.fetchJson(layer.url));
      take(map, layer, found.features);
      change(map, layer, "ready");
    } catch {
      change(map, layer, "failed");
      map.app.status(mapapp.word("layerFailed", { n: layer.title }));
    }
    redraw(map);
  }

  function take(map, layer, features) {
    layer.features = features;
    layer.byKey = new Map(features.map((feature) => [feature.key, feature]));
    map.app.shapes.renew(layer);
  }

  /** Fetches the rows of a layer again while it is shown. Gives the rows that are new, null while rows are on the way. */
  mapapp.refresh = async (map, id) => {
    const layer = map.app.layers.get(id);
    if (layer?.state === "loading") return null;
    if (layer?.state !== "ready") return []; // not of this map, or never on: its rows are fetched when it is
    const { features } = await mapapp.fetchJson(layer.url);
    const before = layer.byKey;
    const changed = features.filter((feature) => !mapapp.same(before.get(feature.key), feature));
    take(map, layer, features);
    mapapp.popup.forget(layer, [...before.keys()].filter((key) => !layer.byKey.has(key)), changed.map((feature) => feature.key));
    redraw(map);
    map.fire("layerrows", { layer, before: before.size });
    return changed.filter((feature) => !before.has(feature.key));
  };

  /** Puts a layer on or off. */
  mapapp.switchLayer = async (map, id, wanted) => {
    const layer = map.app.layers.get(id);
    layer.on = wanted;
    redraw(map);
    if (wanted) await load(map, layer);
    map.fire("layerswitch", { layer });
  };

  mapapp.reload = (map, id) => load(map, map.app.layers.get(id));

  /** Goes to a record and opens it, even when its layer was off. */
  mapapp.goTo = async (map, id, key, opener) => {
    const layer = map.app.layers.get(id);
    if (!layer) return;
    if (!layer.on) await mapapp.switchLayer(map, id, true);
    const feature = layer.byKey.get(key);
    if (!feature) return;
    const shape = feature.shape && L.geoJSON(feature.shape).getBounds();
    if (shape?.isValid()) map.fitBounds(shape, { padding: [40, 40], maxZoom: 11, animate: false });
    else map.setView(mapapp.latlng(feature), Math.max(map.getZoom(), 9), { animate: false });
    await mapapp.popup.record(map, layer, feature, { opener });
  };

  /** Comes last: draws what is on, opens the record of the address, and keeps the address up to date. */
  mapapp.start = async (map, settings) => {
    map.app.shapes = new mapapp.Shapes(map);
    map.app.points = new mapapp.Points(map);
    if (!map.app.settings.viewAsked) map.app.home(); // again: by now the panel has its size
    await Promise.all(on(map).map((layer) => load(map, layer)));
    mapapp.address.keep(map);
    map.getContainer().dataset.ready = "true";
    if (!settings.opened) return;
    const [id, key] = settings.opened;
    const feature = map.app.layers.get(id)?.byKey.get(key);
    if (feature && map.app.settings.viewAsked) await mapapp.popup.record(map, map.app.layers.get(id), feature);
    else await mapapp.goTo(map, id, key);
  };
})();
