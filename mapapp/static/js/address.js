"use strict";

/* The address of the page keeps what is seen: the view, the layers that are on, the open record, the language. */
mapapp.address = (() => {
  /** The query of the address that shows the map as it is now. */
  function query(map) {
    const found = new URLSearchParams(location.search);
    const centre = map.getCenter().wrap();
    found.set("map", `${+map.getZoom().toFixed(2)}/${centre.lat.toFixed(4)}/${centre.lng.toFixed(4)}`);
    const layers = [...map.app.layers.values()];
    const on = layers.filter((layer) => layer.on);
    if (on.length === layers.length) found.delete("layers");
    else found.set("layers", on.map((layer) => layer.id).join(","));
    if (map.app.opened) found.set("open", map.app.opened);
    else found.delete("open");
    // Slashes, commas and colons are allowed in a query and far easier to read than their codes.
    return found.toString().replace(/%2F/g, "/").replace(/%2C/g, ",").replace(/%3A/g, ":");
  }

  /** The whole address, with the language in it, to be given to somebody else. */
  function link(map) {
    const found = new URL(location.href);
    found.search = query(map);
    if (!found.searchParams.has("lang")) found.search += `&lang=${document.documentElement.lang}`;
    found.hash = "";
    return found.href;
  }

  function write(map) {
    const text = query(map);
    try {
      history.replaceState(null, "", `?${text}${location.hash}`);
    } catch {
      return; // a page opened from a file may not change its address
    }
    for (const other of document.querySelectorAll("a[data-language]")) {
      const found = new URLSearchParams(text);
      found.set("lang", other.dataset.language);
      other.search = found.toString().replace(/%2F/g, "/").replace(/%2C/g, ",").replace(/%3A/g, ":");
    }
  }

  /** Keeps the address up to date from now on. */
  function keep(map) {
    let timer;
    const later = () => {
      clearTimeout(timer);
      timer = setTimeout(() => write(map), 150);
    };
    map.on("moveend layerswitch recordopen recordclose", later);
  }

  return { keep, link, query };
})();
