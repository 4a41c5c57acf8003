"use strict";

/* The one name that our scripts add to the page: words, elements, the map and what its parts share. */
window.mapapp = (() => {
  const SVG = "http://www.w3.org/2000/svg";
  let words = {};

  /** Takes words that a page brings, in its language. */
  const learn = (more) => { words = { ...words, ...more }; };

  /** The words of that name in the page's language, with {n} and the like put in. */
  const word = (name, values = {}) =>
    (words[name] ?? name).replace(/\{(\w+)\}/g, (all, key) => (key in values ? values[key] : all));

  const number = (value) => {
    try {
      return value.toLocaleString(document.documentElement.lang || undefined);
    } catch {
      return String(value);
    }
  };

  /** An element; text becomes text and never markup. */
  function el(tag, attributes = {}, ...children) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (value === undefined || value === null || value === false) continue;
      if (typeof value === "function") made.addEventListener(name, value);
      else made.setAttribute(name, value === true ? "" : value);
    }
    made.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
    return made;
  }

  function svg(tag, attributes = {}, ...children) {
    const made = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    made.append(...children);
    return made;
  }

  /** The picture of a class of a layer, as in the legend; words must stand beside it. */
  function symbol(layer, feature, size = 22) {
    const picture = svg("svg", { class: "symbol", width: size, height: size, "aria-hidden": "true" });
    picture.append(svg("use", { href: `#${symbolId(layer, feature)}` }));
    return picture;
  }

  function symbolId(layer, feature) {
    if (layer.sizes) return feature.size === undefined ? `symbol-${layer.id}-none` : `symbol-${layer.id}`;
    return feature.class && feature.class in layer.colours ? `symbol-${layer.id}-${feature.class}` : `symbol-${layer.id}`;
  }

  /** An element with the name of a record, marked with its language where the page has another. */
  function named(tag, feature, attributes = {}) {
    const language = feature.lang && feature.lang !== document.documentElement.lang ? feature.lang : undefined;
    return el(tag, { ...attributes, lang: language }, feature.title);
  }

  const latlng = (feature) => L.latLng(feature.at[1], feature.at[0]);

  /** JSON from an address of ours; an answer that is not well is an error. */
  async function fetchJson(url, options) {
    const answer = await fetch(url, { headers: { Accept: "application/json" }, ...options });
    if (!answer.ok) throw new Error(`${answer.status} ${url}`);
    return answer.json();
  }

  /** The Leaflet map in the element of that id; `map.app` holds what its parts share. */
  function open(id, settings) {
    learn(settings.words);
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const map = L.map(id, {
      minZoom: settings.zooms[0],
      maxZoom: settings.zooms[1],
      zoomSnap: 0.5,
      zoomControl: false,
      attributionControl: false,
      zoomAnimation: !calm,
      fadeAnimation: !calm,
      markerZoomAnimation: !calm,
    });
    map.app = { settings, layers: new Map(), calm, status: statusOf(map) };
    for (const [name, z] of [["basemap", 150], ["shapes", 380], ["labels", 420]]) map.createPane(name).style.zIndex = z;
    map.createPane("sheet", map.getContainer()); // outside the moving part of the map: see popup.js
    map.app.home = () => map.fitBounds(settings.home, { paddingTopLeft: [8, 8], paddingBottomRight: [8 + besideMap(map), 8] });
    if (settings.viewAsked) map.setView(settings.view.slice(1), settings.view[0]);
    else map.fitBounds(settings.home, { padding: [8, 8] });
    new ResizeObserver(([{ target }]) => {
      // Only when it is needed: Leaflet forgets the exact centre each time. On paper the map has no size at all.
      if (target.clientWidth && !map.getSize().equals([target.clientWidth, target.clientHeight])) map.invalidateSize({ pan: false });
    }).observe(map.getContainer());
    return map;
  }

  /** How much of the map's right side an open panel covers. */
  function besideMap(map) {
    const body = map.getContainer().parentElement.querySelector("[data-panel-body]");
    return body && body.offsetHeight > map.getSize().y / 2 && map.getSize().x > 800 ? body.offsetWidth + 12 : 0;
  }

  /** Says something to everybody who uses the map, also to those who do not see it. */
  function statusOf(map) {
    const place = map.getContainer().parentElement.querySelector("[data-status]");
    let timer;
    return (text, seconds = 6) => {
      if (!place) return;
      clearTimeout(timer);
      place.replaceChildren(text);
      place.hidden = !text;
      if (text && seconds) timer = setTimeout(() => { place.hidden = true; place.replaceChildren(); }, seconds * 1000);
    };
  }

  return { word, learn, number, el, svg, symbol, symbolId, named, latlng, fetchJson, open };
})();
