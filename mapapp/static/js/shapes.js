"use strict";

/* Outlines of records that are more than a point: hatched areas, dashed where the outline is not the border. */
mapapp.Shapes = class {
  constructor(map) {
    this.map = map;
    this.renderer = L.svg({ pane: "shapes", padding: 0.5 });
    this.groups = new Map();
  }

  /** Takes the layers that are on now; layers drawn before are kept as they are. */
  load(layers) {
    for (const [id, group] of this.groups) if (!layers.some((layer) => layer.id === id)) group.remove();
    for (const layer of layers) {
      if (!this.groups.has(layer.id)) this.groups.set(layer.id, this.make(layer));
      this.groups.get(layer.id).addTo(this.map);
    }
  }

  /** Draws a layer whose rows have come anew; what would look the same stays as it is. */
  renew(layer) {
    const group = this.groups.get(layer.id);
    if (group) this.fill(group, layer);
  }

  make(layer) {
    const group = L.layerGroup();
    group.drawn = new Map();
    this.fill(group, layer);
    return group;
  }

  fill(group, layer) {
    for (const [key, { part, feature }] of group.drawn) {
      if (mapapp.same(layer.byKey.get(key), feature)) continue;
      group.removeLayer(part);
      group.drawn.delete(key);
    }
    for (const feature of layer.features) {
      if (group.drawn.has(feature.key) || (layer.clustered && !feature.shape)) continue;
      const part = feature.shape ? this.outline(layer, feature) : this.point(layer, feature);
      group.addLayer(part);
      group.drawn.set(feature.key, { part, feature });
    }
  }

  outline(layer, feature) {
    const colour = layer.colours[feature.class] ?? layer.colour;
    const hatch = mapapp.symbolId(layer, feature).replace("symbol-", "hatch-");
    const shape = L.geoJSON({ type: "Feature", properties: {}, geometry: feature.shape }, {
      pane: "shapes",
      renderer: this.renderer,
      color: colour,
      weight: 2,
      dashArray: feature.dashed ? "7 6" : null,
      fillColor: layer.shape === "area" ? `url(#${hatch})` : colour,
      fillOpacity: layer.shape === "area" ? 1 : 0.25,
      className: "outline",
    });
    shape.eachLayer((part) => this.live(part, layer, feature));
    return shape;
  }

  point(layer, feature) {
    const size = mapapp.Points.TOUCH;
    const icon = L.divIcon({ html: mapapp.symbol(layer, feature, 28), className: "marker", iconSize: [size, size] });
    const marker = L.marker(mapapp.latlng(feature), { icon });
    this.live(marker, layer, feature);
    return marker;
  }

  /** Click and keyboard open the record. */
  live(part, layer, feature) {
    const more = feature.dashed ? mapapp.word("notBorder") : "";
    const label = [feature.title, feature.kind, feature.state, more].filter(Boolean).join(", ");
    const opener = () => part.getElement();
    part.on("click", (event) => {
      L.DomEvent.stop(event);
      mapapp.popup.record(this.map, layer, feature, { at: event.latlng, opener });
    });
    part.on("add", () => mapapp.asButton(part.getElement(), label, () => mapapp.popup.record(this.map, layer, feature, { opener })));
    mapapp.tip(part, feature, { sticky: true });
  }
};
