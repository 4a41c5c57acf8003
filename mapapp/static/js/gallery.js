"use strict";

/* Photos open large on the page itself: arrow keys, swipe and buttons go on, Escape and "Close" go back. Without scripts
   the same links lead to the photos. */
(() => {
  function open(list, first) {
    const links = [...list.querySelectorAll("a")];
    const words = mapapp.el("p", { class: "viewer-words", "aria-live": "polite" });
    const frame = mapapp.el("div", { class: "viewer-frame" });
    const button = (name, sign, press) => mapapp.el("button", { type: "button", class: `viewer-${name}`, "aria-label": list.dataset[name], click: press }, sign);
    const several = links.length > 1;
    const dialog = mapapp.el(
      "dialog",
      { class: "viewer", "aria-label": links[first].querySelector("img").alt },
      button("close", "×", () => dialog.close()),
      several ? button("earlier", "‹", () => go(-1)) : "",
      several ? button("next", "›", () => go(1)) : "",
      frame,
      words,
    );
    let at = first;

    function show() {
      const link = links[at];
      const { alt } = link.querySelector("img");
      const image = mapapp.el("img", { src: link.href, width: link.dataset.width, height: link.dataset.height, alt });
      image.addEventListener("error", () => words.replaceChildren(list.dataset.failed));
      frame.replaceChildren(image);
      words.replaceChildren(several ? `${at + 1} / ${links.length} · ${alt}` : alt);
    }

    function go(step) {
      at = (at + step + links.length) % links.length;
      show();
    }

    dialog.addEventListener("keydown", (event) => {
      if (several && event.key === "ArrowRight") go(1);
      if (several && event.key === "ArrowLeft") go(-1);
      event.stopPropagation(); // Escape closes the photo and not what is under it
    });
    swipe(frame, (step) => several && go(step));
    dialog.addEventListener("close", () => {
      dialog.remove();
      if (links[at].isConnected) links[at].focus({ preventScroll: true });
    });
    (document.fullscreenElement ?? document.body).append(dialog);
    show();
    dialog.showModal();
  }

  function swipe(frame, turn) {
    let start = null;
    frame.addEventListener("pointerdown", (event) => { start = event.isPrimary && event.pointerType !== "mouse" ? event.clientX : null; });
    frame.addEventListener("pointerup", (event) => {
      if (start === null) return;
      const moved = event.clientX - start;
      start = null;
      if (Math.abs(moved) > 45) turn(moved < 0 ? 1 : -1);
    });
    frame.addEventListener("pointercancel", () => { start = null; });
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("[data-gallery] a");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button || !HTMLDialogElement.prototype.showModal) return;
    event.preventDefault();
    const list = link.closest("[data-gallery]");
    open(list, [...list.querySelectorAll("a")].indexOf(link));
  }, true); // before a popup keeps the click for itself
})();
