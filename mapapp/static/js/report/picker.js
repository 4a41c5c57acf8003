"use strict";

/* The small map on which a place is chosen: tapped, dragged, or brought under the cross in the middle. On narrow screens it
   is a picture until it is opened over the whole page, so that scrolling the page never moves the place. */
mapapp.report.picker = (page, pick) => {
  const CLOSE_ENOUGH = 10; // zoom from which a tap means a spot; before, it comes closer
  const NEAR = page.map.tiles ? 16 : 13; // the map that ships shows villages and waters, and nothing to come closer to
  const TOUCH = 12; // pixels that a finger may be off
  const frame = page.form.querySelector("[data-picker]");
  const bar = frame.querySelector("[data-picker-bar]");
  const opener = frame.querySelector("[data-picker-open]");
  const stage = frame.querySelector(".picker-stage");
  const container = document.getElementById("report_map");
  const narrow = matchMedia("(max-width: 45rem)");
  let making = null;
  let map = null;
  let marker = null;
  let ring = null;
  let hinted = null;
  let outline = null;
  let chosen = null; // the bounds of the place

  const metresPerPixel = (at) => (40075016.686 * Math.cos((at.lat * Math.PI) / 180)) / 2 ** (map.getZoom() + 8);
  const accuracyOf = (at) => Math.max(10, Math.round(metresPerPixel(at) * TOUCH));

  async function make() {
    map = mapapp.open("report_map", { ...page.map, view: null });
    const asked = new URLSearchParams(location.search);
    const [lat, lng, zoom] = ["lat", "lon", "zoom"].map((name) => parseFloat(asked.get(name)));
    if (Math.abs(lat) <= 85 && Math.abs(lng) <= 180) map.setView([lat, lng], Math.min(zoom || 12, map.getMaxZoom()));
    new mapapp.Scale({ imperial: false, maxWidth: 90 }).addTo(map);
    for (const control of stage.querySelectorAll("button")) L.DomEvent.disableClickPropagation(control);
    outline = mapapp.report.outline(map, bar, (polygon, centre, words) => pick({ at: centre, from: "outline", accuracy: 10, outline: polygon, area: words }));
    map.on("click", ({ latlng }) => touched(latlng));
    container.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      touched(map.getCenter());
    });
    frame.querySelector("[data-pin]").addEventListener("click", () => touched(map.getCenter()));
    for (const button of frame.querySelectorAll("[data-zoom]")) button.addEventListener("click", () => map.setZoom(Math.round(map.getZoom()) + Number(button.dataset.zoom)));
    mapapp.report.around(map, page.map);
    if (page.map.tiles) mapapp.tiles(map, page.map.tiles);
    else await mapapp.basemap(map, page.map.basemap);
    container.dataset.ready = "true";
    return map;
  }

  /** The map, made when it is first needed: it comes with 100 kB of lakes and rivers. */
  const ready = () => (making ??= make());

  /** A tap or Enter: a corner of the outline, closer to the spot, or the spot itself. */
  function touched(latlng) {
    if (outline.on) return outline.add(latlng);
    if (map.getZoom() < CLOSE_ENOUGH) {
      map.setView(latlng, Math.min(CLOSE_ENOUGH + 1, map.getZoom() + 3));
      return map.app.status(mapapp.word("tapAgain"));
    }
    outline.clear();
    return pick({ at: latlng.wrap(), from: "map", accuracy: accuracyOf(latlng) });
  }

  function pin(at) {
    if (!marker) {
      const svg = mapapp.svg("svg", { width: 40, height: 52, viewBox: "0 0 40 52", "aria-hidden": "true" });
      svg.append(mapapp.svg("path", { class: "pin-body", d: "M20 2a17 17 0 0 1 17 17c0 12-17 31-17 31S3 31 3 19A17 17 0 0 1 20 2Z" }), mapapp.svg("circle", { class: "pin-eye", cx: 20, cy: 19, r: 6.5 }));
      const icon = L.divIcon({ className: "pin", html: svg, iconSize: [44, 56], iconAnchor: [22, 53] });
      marker = L.marker(at, { icon, draggable: true, autoPan: true, keyboard: false, alt: "" });
      marker.on("dragend", () => {
        outline.clear();
        pick({ at: marker.getLatLng().wrap(), from: "map", accuracy: accuracyOf(marker.getLatLng()) });
      });
    }
    marker.setLatLng(at).addTo(map);
  }

  /** Shows the chosen place, and brings it into view when `move` says so. */
  async function show({ at, accuracy, from, outline: polygon }, move) {
    await ready();
    ring?.remove();
    if (from === "phone" || from === "search") ring = L.circle(at, { radius: accuracy, className: "my-place-around", interactive: false, pane: "shapes" }).addTo(map);
    if (polygon) marker?.remove();
    else pin(at);
    chosen = polygon ? L.geoJSON(polygon).getBounds().pad(0.3) : L.latLng(at).toBounds(ring ? 2 * accuracy : 50);
    if (move) look();
    frame.classList.add("has-place");
  }

  /** Brings the chosen place into view. */
  function look() {
    if (!chosen) return;
    if (map.getZoom() >= NEAR && marker && map.hasLayer(marker)) map.setView(marker.getLatLng(), map.getZoom(), { animate: false });
    else map.fitBounds(chosen, { maxZoom: NEAR, animate: false });
  }

  async function showOutline(polygon) {
    await ready();
    return outline.restore(polygon);
  }

  /** Takes the chosen place off the map. */
  function clear() {
    marker?.remove();
    ring?.remove();
    if (outline) outline.clear();
    chosen = null;
    frame.classList.remove("has-place");
  }

  /** A ring where a photo says that it was taken, as long as that is a question; null takes it away. */
  async function suggest(lonlat) {
    if (!lonlat && !map) return;
    await ready();
    hinted?.remove();
    if (!lonlat) return;
    const at = L.latLng(lonlat[1], lonlat[0]);
    hinted = L.circleMarker(at, { radius: 16, className: "found-place", interactive: false, pane: "shapes" }).addTo(map);
    map.setView(at, NEAR - 1, { animate: false });
  }

  /* Over the whole page on narrow screens; the phone's own "back" closes it. */
  const isOpen = () => frame.classList.contains("is-open");

  function set(open) {
    frame.classList.toggle("is-open", open);
    document.documentElement.classList.toggle("has-map-open", open);
    container.inert = narrow.matches && !open;
    if (map) map.invalidateSize({ pan: false });
  }

  async function open() {
    set(true);
    history.pushState({ ...history.state, picker: true }, "");
    await ready();
    map.invalidateSize({ pan: false });
    look();
    container.focus({ preventScroll: true });
  }

  function close() {
    if (!isOpen()) return;
    set(false);
    look();
    opener.focus();
  }

  opener.addEventListener("click", open);
  frame.querySelector("[data-picker-close]").addEventListener("click", () => history.back());
  frame.querySelector("[data-picker-done]").addEventListener("click", () => history.back());
  addEventListener("popstate", close);
  frame.addEventListener("keydown", (event) => { if (event.key === "Escape" && isOpen()) history.back(); });
  narrow.addEventListener("change", () => (isOpen() ? history.back() : set(false)));
  set(false);
  new IntersectionObserver((found, watcher) => {
    if (!found.some((one) => one.isIntersecting)) return;
    watcher.disconnect();
    ready();
  }, { rootMargin: "150px" }).observe(frame);

  return { show, showOutline, clear, suggest, ready };
};
