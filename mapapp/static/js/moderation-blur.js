"use strict";

/* Areas of a photo that nobody shall see: drawn with a pointer, or made and moved with the keys. The numbers in the form
   are what is sent; the boxes only show and change them. */
(() => {
  const WHOLE = 1000; // the overlay's units per side
  const LEAST = 8;
  const STEP = 10;
  const form = document.querySelector("[data-blur]");
  if (!form) return;
  const overlay = form.querySelector("[data-areas]");
  const rows = [...form.querySelectorAll("[data-row]")].map((row) => [...row.querySelectorAll("input")]);
  const away = form.querySelector("[data-away]");
  const clamp = (value, least, most) => Math.max(least, Math.min(most, value));
  let chosen = null;

  const areaOf = (row) => row.map((input) => (input.value.trim() === "" ? null : Number(input.value.replace(",", ".")) * (WHOLE / 100)));
  const written = (value) => String(Math.round((value / (WHOLE / 100)) * 100) / 100);

  function write(row, area) {
    row.forEach((input, side) => { input.value = area ? written(area[side]) : ""; });
    draw();
  }

  function fit([left, top, width, height]) {
    const [w, h] = [clamp(width, LEAST, WHOLE), clamp(height, LEAST, WHOLE)];
    return [clamp(left, 0, WHOLE - w), clamp(top, 0, WHOLE - h), w, h];
  }

  /** The boxes as the numbers say; a box keeps its element, so that the keys stay with it. */
  function draw() {
    rows.forEach((row, index) => {
      const area = areaOf(row);
      const known = overlay.querySelector(`[data-index="${index}"]`);
      if (area.some((side) => side === null || Number.isNaN(side))) {
        known?.remove();
        return;
      }
      const box = known ?? mapapp.svg("rect", { tabindex: 0, role: "button", "data-index": index, "aria-label": overlay.dataset.name.replace("{n}", index + 1) });
      ["x", "y", "width", "height"].forEach((name, side) => box.setAttribute(name, area[side]));
      if (!known) overlay.append(box);
    });
    away.disabled = chosen === null || !overlay.querySelector(`[data-index="${chosen}"]`);
  }

  const free = () => rows.findIndex((row) => row.every((input) => input.value.trim() === ""));
  const choose = (index) => {
    chosen = index;
    overlay.querySelector(`[data-index="${index}"]`)?.focus();
    draw();
  };

  function make(area) {
    const index = free();
    if (index < 0) return -1;
    write(rows[index], fit(area));
    choose(index);
    return index;
  }

  function remove(index) {
    if (index === null) return;
    write(rows[index], null);
    chosen = null;
    draw();
  }

  function at(event) {
    const box = overlay.getBoundingClientRect();
    return [((event.clientX - box.left) / box.width) * WHOLE, ((event.clientY - box.top) / box.height) * WHOLE].map((value) => clamp(value, 0, WHOLE));
  }

  overlay.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    event.preventDefault();
    const [x, y] = at(event);
    const index = event.target.dataset.index === undefined ? -1 : Number(event.target.dataset.index);
    const start = index < 0 ? null : areaOf(rows[index]);
    let making = -1;
    if (start) choose(index);
    overlay.setPointerCapture(event.pointerId);
    const move = (moved) => {
      const [toX, toY] = at(moved);
      if (start) write(rows[index], fit([start[0] + toX - x, start[1] + toY - y, start[2], start[3]]));
      else if (making < 0 && (Math.abs(toX - x) > LEAST || Math.abs(toY - y) > LEAST)) making = make([x, y, LEAST, LEAST]);
      if (making >= 0) write(rows[making], [Math.min(x, toX), Math.min(y, toY), Math.max(LEAST, Math.abs(toX - x)), Math.max(LEAST, Math.abs(toY - y))]);
    };
    const end = () => {
      overlay.removeEventListener("pointermove", move);
      overlay.removeEventListener("pointerup", end);
      overlay.removeEventListener("pointercancel", end);
      if (making >= 0) choose(making);
    };
    overlay.addEventListener("pointermove", move);
    overlay.addEventListener("pointerup", end);
    overlay.addEventListener("pointercancel", end);
  });

  overlay.addEventListener("focusin", (event) => { chosen = Number(event.target.dataset.index); draw(); });
  overlay.addEventListener("keydown", (event) => {
    const by = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] }[event.key];
    const index = Number(event.target.dataset.index);
    if (event.key === "Delete" || event.key === "Backspace") remove(index);
    else if (by) {
      const [left, top, width, height] = areaOf(rows[index]);
      write(rows[index], fit(event.shiftKey ? [left, top, width + by[0], height + by[1]] : [left + by[0], top + by[1], width, height]));
    } else return;
    event.preventDefault();
  });

  form.querySelector("[data-new]").addEventListener("click", () => make([400, 400, 200, 200]));
  away.addEventListener("click", () => remove(chosen));
  form.addEventListener("input", draw);
  document.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() === "n" && !event.ctrlKey && !event.metaKey && !event.altKey && !event.target.closest("input")) make([400, 400, 200, 200]);
  });

  overlay.removeAttribute("hidden");
  form.querySelector("[data-tools]").hidden = false;
  form.querySelector("[data-numbers]").open = false;
  draw();
})();
