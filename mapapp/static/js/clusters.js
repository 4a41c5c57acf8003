"use strict";

/* Points of all layers that are on, in one index: records of different layers at one place share a cluster. */
mapapp.Clusters = class {
  constructor(maxZoom) {
    this.maxZoom = maxZoom;
    this.load([]);
  }

  /** Takes the points of these layers and forgets the earlier ones. */
  load(layers) {
    const ids = layers.map((layer) => layer.id);
    this.index = new Supercluster({
      radius: 46,
      extent: 256,
      maxZoom: this.maxZoom,
      map: (item) => Object.fromEntries(ids.map((id) => [id, item.layer.id === id ? 1 : 0])),
      reduce: (sum, more) => {
        for (const id of ids) sum[id] += more[id];
      },
    });
    const points = layers.flatMap((layer) =>
      layer.features.map((feature) => ({
        type: "Feature",
        geometry: { type: "Point", coordinates: feature.at },
        properties: { layer, feature },
      })),
    );
    this.index.load(points);
    this.ids = ids;
  }

  /** What is drawn in these bounds at this zoom: clusters, and records that stand alone. */
  within(bounds, zoom) {
    const box = [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()];
    const level = Math.max(0, Math.min(this.maxZoom, Math.floor(zoom)));
    return this.index.getClusters(box, level).map((found) => {
      const [lng, lat] = found.geometry.coordinates;
      const { properties } = found;
      if (!properties.cluster) return { name: `${properties.layer.id}:${properties.feature.key}`, lat, lng, ...properties };
      const counts = this.ids.map((id) => [id, properties[id]]).filter((pair) => pair[1] > 0);
      const name = `cluster:${lat.toFixed(6)},${lng.toFixed(6)}:${counts.join()}`; // what it shows, not its number in the index
      return { name, lat, lng, id: properties.cluster_id, count: properties.point_count, counts };
    });
  }

  /** The records in a cluster. */
  items(id) {
    return this.index.getLeaves(id, Infinity).map((leaf) => leaf.properties);
  }

  /** The zoom at which the cluster falls apart, or null when it never does. */
  splitsAt(id) {
    const zoom = this.index.getClusterExpansionZoom(id);
    if (zoom > this.maxZoom) return null;
    const [first, ...others] = this.items(id).map((item) => item.feature.at);
    return others.every((at) => at[0] === first[0] && at[1] === first[1]) ? null : zoom;
  }
};
