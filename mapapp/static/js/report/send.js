"use strict";

/* Sends the report: first its photos, then what was said, as often as it takes, under one identity. What lies on the phone
   is deleted when the server has said that it has it, and not before. */
mapapp.report.send = (page) => {
  const { net, work } = mapapp.report;
  const LEAST = 3500; // milliseconds that must lie between getting a form and sending it, or it looks like a program
  const LEAST_ASKED = 22_000; // the same without the work that the form asked for
  const OLD = 6 * 24 * 3600_000; // a ticket holds seven days
  const bar = page.form.querySelector("[data-send]");
  const button = bar.querySelector("[data-send-button]");
  const stopping = bar.querySelector("[data-send-stop]");
  const progress = bar.querySelector("[data-send-progress]");
  const update = "update" in page.form.dataset;
  const parts = [...page.form.querySelectorAll("[data-step], [data-known], [data-details], .step")];
  let running = null; // the turn that is being sent; another turn, or null, ends it
  let solving = null;

  const value = (name) => page.form.querySelector(`[name="${name}"]:checked`)?.value ?? "";

  /** What is missing before it can be sent, by field. */
  function missing() {
    const found = {};
    if (update) {
      if (!value("seen")) found.seen = mapapp.word("needSeen");
      return found;
    }
    if (!page.place.chosen()) found.place = mapapp.word("needPlace");
    if (!value("kind")) found.kind = mapapp.word("needKind");
    if (value("known") && value("known") !== "new" && !value("seen")) found.seen = mapapp.word("needSeen");
    return found;
  }

  function show(state) {
    bar.dataset.state = state;
    const busy = state === "sending" || state === "waiting";
    button.setAttribute("aria-disabled", String(busy));
    button.setAttribute("aria-busy", String(state === "sending"));
    button.replaceChildren(mapapp.word(state === "sending" ? "sending" : state === "waiting" ? "sendNow" : "send"));
    if (state === "waiting") button.setAttribute("aria-disabled", "false");
    stopping.hidden = !busy;
    progress.hidden = !busy;
    for (const part of parts) part.inert = busy;
  }

  function measure() {
    const all = page.photos.all.filter((photo) => photo.state !== "refused");
    const share = all.reduce((sum, photo) => sum + (photo.state === "sent" ? 1 : photo.share ?? 0), 0);
    progress.value = all.length ? (100 * share) / all.length : 100;
    const now = all.find((photo) => photo.state === "sending");
    if (running && now) page.say(mapapp.word("sendingPhoto", { n: all.indexOf(now) + 1, all: all.length }));
  }

  /** Waits until every photo is with the server or refused by it. */
  async function photosSent(turn) {
    while (running === turn) {
      const waiting = page.photos.all.filter((photo) => photo.state === "waiting" || photo.state === "sending" || photo.state === "preparing");
      if (!waiting.length) return;
      const stuck = waiting.some((photo) => photo.lost) || navigator.onLine === false;
      if (bar.dataset.state !== (stuck ? "waiting" : "sending")) wait(stuck);
      page.photos.uploads.go();
      await new Promise((resolve) => { page.once("photos", resolve); });
    }
  }

  function wait(stuck) {
    show(stuck ? "waiting" : "sending");
    if (stuck) page.say(mapapp.word("keptUntilOnline"));
  }

  /** A ticket that is neither too fresh nor too old, and the work that it asks for. */
  async function ticket() {
    const { draft } = page;
    if (Date.now() - draft.ticketAt > OLD) {
      const fresh = await net.renew();
      Object.assign(draft, { ticket: fresh.ticket, ticketAt: Date.now(), bits: fresh.challenge?.bits ?? 0, work: "" });
      solving = null;
    }
    if (draft.bits && !draft.work) {
      solving ??= work.solve(draft.ticket, draft.bits);
      draft.work = await solving;
      page.save();
    }
    const rest = draft.ticketAt + (draft.bits && !draft.work ? LEAST_ASKED : LEAST) - Date.now();
    if (rest > 0) await new Promise((resolve) => { setTimeout(resolve, rest); });
    return draft.ticket;
  }

  async function body() {
    const { draft } = page;
    const found = new URLSearchParams(Object.entries(page.drafts.read()).flatMap(([name, values]) => values.map((one) => [name, one])));
    found.set("uuid", draft.uuid);
    for (const one of draft.removed) found.append("remove_photo", one);
    return found;
  }

  /** Sends what was said; when an earlier sending had arrived after all, that one counts. */
  async function post(said) {
    const { draft } = page;
    const send = async (text) => {
      const form = new URLSearchParams(text);
      form.set("ticket", await ticket());
      form.set("work", draft.work ?? "");
      form.set("website", "");
      return net.json(page.form.getAttribute("action"), { method: "POST", body: form });
    };
    const text = said.toString();
    const earlier = draft.tried;
    try {
      if (!earlier) {
        draft.tried = text;
        await page.drafts.keep();
      }
      const found = await send(text);
      if (found.status !== 201) draft.tried = null; // it asked something and took nothing
      return found;
    } catch (error) {
      if (!(error instanceof net.Refused)) throw error;
      if (error.status === 409 && earlier && earlier !== text) return send(earlier);
      if (!earlier) draft.tried = null;
      throw error;
    }
  }

  async function deliver(turn) {
    let failures = 0;
    let renewed = false;
    while (running === turn) {
      try {
        await photosSent(turn);
        if (running !== turn) return;
        show("sending");
        page.say(mapapp.word("sending"));
        const { answer } = await post(await body());
        await finished(answer);
        return;
      } catch (error) {
        if (running !== turn) return;
        if (error instanceof net.Refused) {
          // Wrong with no field of its own: the form lay too long, or the server's key changed. Once with a new ticket.
          if (error.fields[""] && Object.keys(error.fields).length === 1 && !renewed) {
            renewed = true;
            page.draft.ticketAt = 0;
            continue;
          }
          refused(error);
          return;
        }
        if (!(error instanceof net.Lost)) throw error;
        failures += 1;
        wait(true);
        await net.pause(failures, error.after);
      }
    }
  }

  async function finished(answer) {
    if (answer.state === "known") {
      stop();
      page.known.show(answer.sites ?? []);
      page.say(mapapp.word("knownFound"));
      page.known.focus();
      return;
    }
    page.say(mapapp.word("received"));
    await page.drafts.delivered();
    const track = new URL(answer.track, location.href);
    track.searchParams.set("sent", "1"); // the page says thanks, and how to keep its address
    location.replace(track);
  }

  function refused(error) {
    stop();
    const fields = Object.entries(error.fields);
    page.errors(fields.length ? Object.fromEntries(fields) : { "": error.message });
    page.say(error.fields && fields.length ? mapapp.word("notSent") : error.message);
  }

  /** The form can be changed again; what was sent up to now stays where it is. */
  function stop() {
    running = null;
    page.draft.waiting = false;
    page.save();
    show("ready");
  }

  function start() {
    const wrong = missing();
    page.errors(wrong);
    if (Object.keys(wrong).length) return page.say(mapapp.word("notSent"));
    if (page.known.open()) {
      page.say(mapapp.word("knownFound"));
      return page.known.focus();
    }
    const turn = {};
    running = turn;
    page.draft.waiting = true;
    page.save();
    show("sending");
    measure();
    return deliver(turn).catch((error) => {
      stop();
      page.say(mapapp.word("refused"));
      throw error;
    });
  }

  page.form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!running) start();
    else if (bar.dataset.state === "waiting") dispatchEvent(new Event("online")); // "send now": wakes whatever waits
  });
  stopping.addEventListener("click", () => {
    stop();
    page.say("");
    button.focus();
  });
  page.on("photos", measure);
  if (page.draft.bits && !page.draft.work) solving = work.solve(page.draft.ticket, page.draft.bits); // while it is filled in
  show("ready");

  return { start };
};
