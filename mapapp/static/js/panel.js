"use strict";

/* The switches of the layers with their legend. */
mapapp.panel = (map) => {
  const panel = map.getContainer().parentElement.querySelector("[data-panel]");
  const toggle = panel.querySelector("[data-panel-toggle]");
  const body = panel.querySelector("[data-panel-body]");
  L.DomEvent.disableClickPropagation(panel);
  L.DomEvent.disableScrollPropagation(panel);

  const open = (wanted) => {
    toggle.setAttribute("aria-expanded", String(wanted));
    body.hidden = !wanted;
  };
  open(map.getSize().x >= 860);
  toggle.addEventListener("click", () => open(body.hidden));
  const legend = panel.querySelector("[data-legend-toggle]");
  const explain = (wanted) => {
    legend.setAttribute("aria-expanded", String(wanted));
    for (const part of panel.querySelectorAll("[data-legend]")) part.hidden = !wanted;
  };
  explain(map.getSize().x >= 1200);
  legend.addEventListener("click", () => explain(legend.getAttribute("aria-expanded") !== "true"));
  panel.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || body.hidden) return;
    open(false);
    toggle.focus();
  });

  const parts = (id) => panel.querySelector(`[data-layer="${CSS.escape(id)}"]`);

  panel.addEventListener("change", (event) => {
    const box = event.target.closest("input[name=layers]");
    if (box) mapapp.switchLayer(map, box.value, box.checked);
  });
  panel.addEventListener("click", (event) => {
    const retry = event.target.closest("[data-retry]");
    if (retry) mapapp.reload(map, retry.closest("[data-layer]").dataset.layer);
  });

  const show = ({ layer }) => {
    const part = parts(layer.id);
    part.querySelector("input").checked = layer.on;
    part.classList.toggle("is-off", !layer.on);
    const note = part.querySelector("[data-layer-state]");
    note.hidden = !layer.on || layer.state === "ready" || layer.state === "waiting";
    note.replaceChildren();
    if (layer.state === "loading") note.append(mapapp.word("loading"));
    if (layer.state === "failed") {
      note.append(mapapp.word("failed"), " ", mapapp.el("button", { type: "button", class: "link", "data-retry": true }, mapapp.word("retry")));
    }
  };
  map.on("layerstate layerswitch", show);

  /* Rows came or went: the numbers beside the switch and in the legend follow. */
  map.on("layerrows", ({ layer }) => {
    const part = parts(layer.id);
    part.querySelector("[data-drawn]").replaceChildren(mapapp.number(layer.features.length));
    for (const number of part.querySelectorAll("[data-class]")) {
      number.replaceChildren(mapapp.number(layer.features.filter((feature) => (feature.class ?? "") === number.dataset.class).length));
    }
  });
  for (const layer of map.app.layers.values()) show({ layer });
};
