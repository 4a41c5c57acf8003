"use strict";

/* While a file is read or loaded: how far it is, and the page again once it is done. */
(() => {
  const PAUSE = 1000;
  const LONGEST = 15_000;
  const place = document.querySelector("[data-lab-wait]");
  if (!place) return;
  const bar = place.querySelector("progress");
  const said = place.querySelector("[data-lab-said]");
  let pause = PAUSE;

  /** How many rows are done; how many there are is not known before a file was read once. */
  function show({ done, total }) {
    if (total) {
      bar.max = total;
      bar.value = done;
    }
    const written = (value) => value.toLocaleString(document.documentElement.lang);
    const words = { done: written(done), total: written(total) };
    if (total || done) said.replaceChildren(said.dataset[total ? "words" : "open"].replace(/\{(\w+)\}/g, (_all, key) => words[key]));
  }

  async function ask() {
    try {
      const answer = await fetch(place.dataset.labWait, { headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(String(answer.status));
      const state = await answer.json();
      if (state.state !== place.dataset.state) return void location.reload();
      show(state);
      pause = PAUSE;
    } catch {
      pause = Math.min(2 * pause, LONGEST); // no connection for a moment
    }
    setTimeout(ask, pause);
  }

  setTimeout(ask, pause);
})();
