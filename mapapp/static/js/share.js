"use strict";

/* Copies the address that shows the map as it is now; where the browser does not allow that, shows it for copying. */
mapapp.share = (map, button) => {
  if (!button) return;
  if (location.protocol === "file:") {
    button.hidden = true; // the address of a file is of no use to others
    return;
  }

  function byHand(link) {
    const input = mapapp.el("input", { type: "text", readonly: true, value: link, "aria-label": mapapp.word("copyYourself") });
    const close = mapapp.el("button", { type: "button", class: "button" }, mapapp.word("close"));
    const dialog = mapapp.el("dialog", { class: "share" }, mapapp.el("p", {}, mapapp.word("copyYourself")), input, close);
    close.addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", () => dialog.remove());
    (document.fullscreenElement ?? document.body).append(dialog);
    dialog.showModal();
    input.select();
  }

  button.addEventListener("click", async () => {
    const link = mapapp.address.link(map);
    try {
      await navigator.clipboard.writeText(link);
      map.app.status(mapapp.word("copied"));
    } catch {
      byHand(link);
    }
  });
};
