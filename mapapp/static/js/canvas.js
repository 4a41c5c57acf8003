"use strict";

/* A layer that is one canvas, somewhat larger than the map, drawn anew whenever the map comes to rest. */
mapapp.CanvasLayer = L.Renderer.extend({
  options: { padding: 0.4, pane: "basemap" },

  /** `draw(context, view)` draws; `view` says where the canvas lies in the world (see `_view`). */
  initialize(draw, options) {
    this._draw = draw;
    L.Renderer.prototype.initialize.call(this, options);
  },

  onAdd() {
    this._dark = matchMedia("(prefers-color-scheme: dark)");
    this._again = () => this.redraw();
    this._dark.addEventListener("change", this._again);
    L.Renderer.prototype.onAdd.call(this);
  },

  onRemove() {
    this._dark.removeEventListener("change", this._again);
    L.Renderer.prototype.onRemove.call(this);
  },

  redraw() {
    if (this._map) this._update();
    return this;
  },

  _initContainer() {
    this._container = mapapp.el("canvas", { "aria-hidden": "true" });
    this._context = this._container.getContext("2d");
  },

  _destroyContainer() {
    this._container.remove();
    this._container = null;
  },

  _update() {
    if (this._map._animatingZoom && this._bounds) return;
    L.Renderer.prototype._update.call(this);
    const size = this._bounds.getSize();
    const ratio = Math.min(window.devicePixelRatio || 1, 2);
    L.DomUtil.setPosition(this._container, this._bounds.min);
    this._container.width = ratio * size.x;
    this._container.height = ratio * size.y;
    this._container.style.width = `${size.x}px`;
    this._container.style.height = `${size.y}px`;
    this._context.setTransform(ratio, 0, 0, ratio, 0, 0);
    this._draw(this._context, this._view(size));
  },

  /** `x(u)` and `y(v)` turn the unit square of the Mercator world into pixels of the canvas. */
  _view(size) {
    const zoom = this._map.getZoom();
    const scale = this._map.options.crs.scale(zoom);
    const origin = this._map.getPixelOrigin().add(this._bounds.min);
    const css = getComputedStyle(this._map.getContainer());
    return {
      zoom,
      size,
      x: (u) => u * scale - origin.x,
      y: (v) => v * scale - origin.y,
      west: origin.x / scale,
      north: origin.y / scale,
      east: (origin.x + size.x) / scale,
      south: (origin.y + size.y) / scale,
      offset: this._bounds.min,
      font: css.fontFamily,
      colour: (name) => css.getPropertyValue(`--map-${name}`).trim(),
    };
  },

  _updatePaths() {},
  _onZoomEnd() {},
});

/** Longitude and latitude in the unit square of the Mercator world. */
mapapp.unit = ([longitude, latitude]) => {
  const sine = Math.sin((latitude * Math.PI) / 180);
  return [longitude / 360 + 0.5, 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)];
};
