"use strict";

/* Sends photos one by one, each under its own identity: however often one is sent, the server has it once. */
mapapp.report.uploads = (page, all, changed) => {
  const { net } = mapapp.report;
  const address = (photo) => page.urls.photo.replace(page.urls.anyUuid, page.draft.uuid).replace(page.urls.anyUpload, photo.upload_id);
  let running = null;

  /** What the server says of a photo, taken over: its place, and a small picture where this browser could make none. */
  function learn(photo, found) {
    if (found.lonlat && !photo.lonlat) photo.lonlat = found.lonlat;
    if (found.small && !photo.thumb) photo.small = found.small;
  }

  async function send(photo) {
    photo.state = "sending";
    photo.share = 0;
    photo.cut = new AbortController();
    photo.maybe = true; // from here on the server may have it
    changed(photo);
    const url = `${address(photo)}${page.urls.photo.includes("?") ? "&" : "?"}position=${photo.position}`;
    const { answer } = await net.put(url, photo.blob, (share) => {
      photo.share = share;
      changed(photo, { keep: false });
    }, photo.cut.signal);
    learn(photo, answer);
    if (answer.state === "refused" || answer.state === "removed") {
      refuse(photo, { message: answer.problem || mapapp.word("photoUnreadable"), status: 400 });
      return;
    }
    Object.assign(photo, { state: "sent", lost: false });
    changed(photo);
    if (!photo.thumb) for (const seconds of [3, 8, 20]) setTimeout(compare, 1000 * seconds); // the server can show it soon
  }

  function refuse(photo, error) {
    Object.assign(photo, { state: "refused", problem: error.message, hopeless: error.status === 400 || error.status === 415 || error.status === 413 });
    changed(photo);
    page.say(error.message);
  }

  async function run() {
    let failures = 0;
    for (;;) {
      const photo = all.find((one) => one.state === "waiting");
      if (!photo) return;
      try {
        await send(photo);
        failures = 0;
      } catch (error) {
        if (!all.includes(photo)) continue; // removed while it was on its way
        if (error instanceof net.Refused) {
          refuse(photo, error);
          continue;
        }
        failures += 1;
        Object.assign(photo, { state: "waiting", lost: true, share: 0 });
        changed(photo, { keep: false });
        await net.pause(failures, error.after);
      }
    }
  }

  /** Begins to send what waits; ends when nothing waits any more. */
  function go() {
    running ??= run().finally(() => {
      running = null;
      if (all.some((photo) => photo.state === "waiting")) go();
    });
    return running;
  }

  function again(photo) {
    photo.state = "waiting";
    changed(photo);
    go();
  }

  /** The server forgets a photo that was removed here; when it cannot be told now, the report itself will tell it. */
  async function drop(photo) {
    photo.cut?.abort();
    if (!photo.maybe) return;
    page.draft.removed.push(photo.upload_id);
    page.save();
    try {
      await net.json(address(photo), { method: "DELETE" });
      page.draft.removed = page.draft.removed.filter((one) => one !== photo.upload_id);
      page.save();
    } catch {
      return; // it stays in draft.removed
    }
  }

  /** Compares with what the server has: it forgets photos whose report did not come for long. */
  async function compare() {
    if (!all.some((photo) => photo.maybe)) return;
    try {
      const { answer } = await net.json(page.urls.photos.replace(page.urls.anyUuid, page.draft.uuid));
      const there = new Map(answer.photos.map((one) => [one.upload_id, one]));
      for (const photo of all) {
        const found = there.get(photo.upload_id);
        if (found) learn(photo, found);
        if (photo.state === "sent" && !found) photo.state = "waiting";
        else if (photo.state === "waiting" && found) photo.state = "sent";
        changed(photo);
      }
      go();
    } catch {
      return; // no connection: compared when the page is opened again; sending twice does no harm
    }
  }

  /** The report is not sent after all: nothing of it stays on the server either, as far as it can be told. */
  const forget = () => Promise.allSettled(all.filter((photo) => photo.maybe).map((photo) => net.json(address(photo), { method: "DELETE", timeout: 8000 })));

  return { go, again, drop, compare, forget };
};
