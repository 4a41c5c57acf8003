"use strict";

/* Markers for records and clusters. Each is a button that keyboards reach; its name says what it stands for. */
mapapp.Points = class {
  static TOUCH = 44;

  constructor(map) {
    this.map = map;
    this.clusters = new mapapp.Clusters(map.getMaxZoom());
    this.group = L.layerGroup().addTo(map);
    this.shown = new Map();
    this.items = new Map();
    map.on("moveend", () => this.draw());
  }

  /** Takes the layers that are on now; markers that would look the same stay, and with them the focus. */
  load(layers) {
    this.clusters.load(layers);
    this.draw();
  }

  draw() {
    const found = this.clusters.within(this.map.getBounds().pad(0.15), this.map.getZoom());
    this.items = new Map(found.map((item) => [item.name, item]));
    for (const [name, marker] of this.shown) {
      const item = this.items.get(name);
      if (item && (!item.feature || mapapp.same(item.feature, marker.options.feature))) continue;
      this.group.removeLayer(marker);
      this.shown.delete(name);
    }
    for (const [name, item] of this.items) if (!this.shown.has(name)) this.add(name, item);
    this.map.fire("pointsdrawn");
  }

  /** The boxes that the markers take, in pixels from a corner: names of places keep clear of them. */
  boxes(corner) {
    return [...this.shown.values()].map((marker) => {
      const at = this.map.latLngToLayerPoint(marker.getLatLng()).subtract(corner);
      const half = marker.options.half;
      return [at.x - half, at.y - half, at.x + half, at.y + half];
    });
  }

  add(name, item) {
    const make = item.id === undefined ? this.single(item) : this.cluster(item);
    const marker = L.marker([item.lat, item.lng], {
      icon: L.divIcon({ html: make.picture, className: `marker ${make.className}`, iconSize: [mapapp.Points.TOUCH, mapapp.Points.TOUCH], iconAnchor: make.anchor }),
      zIndexOffset: make.above,
      half: make.half,
      feature: item.feature,
      riseOnHover: true,
    });
    const press = () => this.press(this.items.get(name) ?? item, marker); // a cluster's number changes when rows come
    marker.on("click", press);
    marker.on("add", () => mapapp.asButton(marker.getElement(), make.label, press));
    if (item.feature) mapapp.tip(marker, item.feature, { offset: [0, make.top] });
    this.group.addLayer(marker);
    this.shown.set(name, marker);
  }

  single({ layer, feature }) {
    const size = mapapp.sizeOf(layer, feature);
    const half = mapapp.Points.TOUCH / 2;
    const pin = layer.shape === "pin";
    return {
      picture: mapapp.symbol(layer, feature, Math.round(size)),
      className: `marker-${layer.shape}`,
      anchor: pin ? [half, half + size / 2 - 2] : [half, half],
      top: pin ? -size : -size / 2,
      label: [feature.title, feature.kind, feature.state].filter(Boolean).join(", "),
      above: layer.sizes ? -Math.round(size) * 10 : 0,
      half: size / 2 + 1,
    };
  }

  cluster({ count, counts }) {
    const half = mapapp.Points.TOUCH / 2;
    const size = Math.min(58, 34 + 5 * Math.log2(count));
    const named = counts.map(([id, n]) => `${this.map.app.layers.get(id).title}: ${mapapp.number(n)}`);
    return {
      picture: this.ring(size, count, counts),
      className: "marker-cluster",
      anchor: [half, half],
      top: 0,
      label: `${mapapp.word("recordsHere", { n: mapapp.number(count) })}. ${named.join(", ")}`,
      above: 1000,
      half: size / 2,
    };
  }

  /** A ring whose parts stand for the layers in the cluster, with the number in it. */
  ring(size, count, counts) {
    const radius = size / 2 - 4;
    const round = 2 * Math.PI * radius;
    const picture = mapapp.svg("svg", { class: "ring", width: size, height: size, viewBox: `0 0 ${size} ${size}`, "aria-hidden": "true" });
    const circle = (more) => mapapp.svg("circle", { cx: size / 2, cy: size / 2, r: radius, ...more });
    picture.append(circle({ class: "ring-paper", r: size / 2 - 1 }));
    let at = 0;
    for (const [id, n] of counts) {
      const part = (n / count) * round;
      const gap = counts.length > 1 ? Math.min(1.5, part / 3) : 0;
      picture.append(circle({
        fill: "none", stroke: this.map.app.layers.get(id).colour, "stroke-width": 5,
        "stroke-dasharray": `${part - gap} ${round - part + gap}`, "stroke-dashoffset": round / 4 - at,
      }));
      at += part;
    }
    const text = mapapp.svg("text", { x: "50%", y: "50%", "text-anchor": "middle", "dominant-baseline": "central" });
    text.textContent = mapapp.number(count);
    picture.append(text);
    return picture;
  }

  /** A click: a record opens; a cluster falls apart, or opens its list when no zoom can do that. */
  press(item, marker) {
    const opener = () => this.shown.get(item.name)?.getElement() ?? marker.getElement();
    if (item.feature) {
      mapapp.popup.record(this.map, item.layer, item.feature, { opener });
      return;
    }
    const zoom = this.clusters.splitsAt(item.id);
    if (zoom === null) mapapp.popup.list(this.map, marker.getLatLng(), this.clusters.items(item.id), opener);
    else this.map.setView(marker.getLatLng(), Math.min(zoom + 0.5, this.map.getMaxZoom()));
  }
};

/** Whether two rows say the same; what was worked out from them here does not count. */
mapapp.same = (one, other) => {
  const text = (row) => JSON.stringify(row, (name, value) => (name === "box" ? undefined : value));
  return one === other || text(one) === text(other);
};

/** The diameter of a record's symbol: the area of a circle follows the figure. */
mapapp.sizeOf = (layer, feature) => {
  if (!layer.sizes) return layer.shape === "pin" ? 32 : 26;
  const [least, most, largest] = layer.sizes;
  const share = feature.size > 0 && largest > 0 ? Math.min(1, feature.size / largest) : 0;
  return Math.sqrt(least ** 2 + (most ** 2 - least ** 2) * share);
};

/** Makes an element on the map a button for keyboards and screen readers. */
mapapp.asButton = (element, label, press) => {
  element.setAttribute("role", "button");
  element.setAttribute("tabindex", "0");
  element.setAttribute("aria-label", label);
  element.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    press();
  });
};

/** The name beside the pointer; fingers have none, and would leave it standing. */
mapapp.tip = (part, feature, options) => {
  if (matchMedia("(hover: hover)").matches) part.bindTooltip(mapapp.named("span", feature), { direction: "top", ...options });
};
