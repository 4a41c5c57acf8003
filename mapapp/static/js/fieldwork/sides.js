"use strict";

/* Photos to the four sides, made smaller and sent ahead one by one, so that the form itself is light. */
mapapp.sides = (form, settings) => {
  const { net, shrink } = mapapp.report;
  const running = new Map();
  net.start(form.elements.namedItem("csrf_token").value, settings.urls.token);

  async function send(side, file, position) {
    const say = (words) => side.querySelector("[data-side-said]").replaceChildren(words);
    const input = side.querySelector("input");
    const { blob } = await shrink(file);
    const address = settings.urls.photo.replace(settings.urls.any, side.dataset.side);
    const url = `${address}${address.includes("?") ? "&" : "?"}position=${position}`;
    for (let failures = 0; ;) {
      try {
        await net.put(url, blob, (share) => say(mapapp.word("sideSending", { n: Math.round(share * 100) })));
        input.value = ""; // it is there already: the form need not carry it
        side.dataset.kept = "";
        say(mapapp.word("sideSent"));
        return;
      } catch (error) {
        if (!(error instanceof net.Lost)) {
          say(error.message || mapapp.word("photoUnreadable"));
          input.value = "";
          return;
        }
        failures += 1;
        say(mapapp.word("sideWaiting"));
        await net.pause(failures, error.after);
      }
    }
  }

  form.querySelectorAll("[data-side]").forEach((side, position) => {
    side.querySelector("input").addEventListener("change", (event) => {
      const [file] = event.target.files;
      if (!file || running.has(side)) return;
      event.target.disabled = side.hasAttribute("data-kept"); // one photo for one side: its identity is taken
      const work = send(side, file, position).finally(() => { running.delete(side); event.target.disabled = side.hasAttribute("data-kept"); });
      running.set(side, work);
    });
  });

  return { busy: () => running.size > 0 };
};
