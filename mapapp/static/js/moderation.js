"use strict";

/* The moderators' keys: each presses what the page shows with its sign (data-key). They do nothing while somebody types,
   with Ctrl, Alt or Meta, or in a dialog. Everything works without them. */
(() => {
  const typing = (element) => element?.closest?.("input:not([type=radio]):not([type=checkbox]), textarea, select, [contenteditable], dialog, [data-areas]");
  const lines = () => [...document.querySelectorAll("[data-lines] .mod-open")];
  let rejecting = false; // "r" was pressed: the next figure is the reason

  /** Goes to a neighbour in the queue's list; false on pages without one. */
  function step(by) {
    const all = lines();
    if (!all.length) return false;
    const at = all.indexOf(document.activeElement);
    const next = all[Math.max(0, Math.min(all.length - 1, at < 0 ? 0 : at + by))];
    next.focus();
    next.scrollIntoView({ block: "nearest" });
    return true;
  }

  function tick() {
    const box = document.activeElement?.closest?.(".mod-line")?.querySelector("input[type=checkbox]");
    if (!box) return false;
    box.checked = !box.checked;
    box.dispatchEvent(new Event("change", { bubbles: true }));
    return true;
  }

  /** Opens what a sign stands for: a link is followed, a button pressed, a fold opened and its first field chosen. */
  function press(sign) {
    const found = document.querySelector(`[data-key="${sign}"]`);
    if (!found || found.disabled) return false;
    if (found.tagName !== "SUMMARY") {
      found.click();
      return true;
    }
    const fold = found.parentElement;
    fold.open = true;
    fold.scrollIntoView({ block: "nearest" });
    (fold.querySelector("input:not([type=hidden]), textarea, select") ?? found).focus();
    return true;
  }

  /** "r", then a figure: the reason is chosen and the form sent. */
  function reject() {
    const fold = document.querySelector('summary[data-key="r"]');
    if (fold) fold.parentElement.open = true;
    const first = document.querySelector("[data-reason]");
    if (!first) return false;
    rejecting = true;
    first.closest(".mod-reasons").scrollIntoView({ block: "nearest" });
    first.focus();
    return true;
  }

  function because(figure) {
    const reason = document.querySelector(`[data-reason="${figure}"]`);
    if (!reason) return false;
    reason.checked = true;
    const { form } = reason;
    form.requestSubmit(form.querySelector('button[data-key="r"]') ?? form.querySelector("button[type=submit]"));
    return true;
  }

  function keys() {
    const fold = document.querySelector("[data-keys]");
    if (!fold) return false;
    fold.open = !fold.open;
    return true;
  }

  const DEEDS = { j: () => step(1), k: () => step(-1), x: tick, r: reject, "?": keys };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || typing(event.target)) return;
    const sign = latin(event);
    const done = rejecting && /^[1-5]$/.test(sign) ? because(sign) : (DEEDS[sign]?.() || press(sign));
    if (sign !== "r") rejecting = false;
    if (event.key === "Escape") document.querySelectorAll("[data-keys][open]").forEach((fold) => { fold.open = false; });
    if (done) event.preventDefault();
  });

  /** The letter on the key as a Latin keyboard has it: a moderator writes Kazakh or Russian. */
  function latin(event) {
    if (event.key === "?" || (event.code === "Slash" && event.shiftKey)) return "?";
    if (/^Key[A-Z]$/.test(event.code) && !/^[a-z]$/i.test(event.key)) return event.code.slice(3).toLowerCase();
    return event.key.length === 1 ? event.key.toLowerCase() : "";
  }

  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-submits]")) event.target.form.requestSubmit();
    const form = event.target.closest("[data-bulk]");
    if (form) count(form);
  });

  function count(form) {
    const ticked = form.querySelectorAll("input[name=item]:checked").length;
    const place = form.querySelector("[data-ticked]");
    if (!place) return;
    place.hidden = !ticked;
    place.replaceChildren(String(ticked));
  }

  // A decision is sent once, however often its button is pressed.
  document.addEventListener("submit", (event) => {
    if (event.target.method !== "post") return;
    if (event.target.dataset.sent) event.preventDefault();
    event.target.dataset.sent = "1";
  });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  });

  document.addEventListener("DOMContentLoaded", () => document.querySelector("[data-problem]")?.focus());
})();
