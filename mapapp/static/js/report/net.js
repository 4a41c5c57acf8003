"use strict";

/* Talking to the server over a connection that comes and goes. */
mapapp.report.net = (() => {
  const SILENCE = 30_000; // milliseconds without a byte going out: the connection is taken for lost
  const ANSWER = 60_000; // the longest wait for an answer
  let csrf = "";
  let tokenUrl = "";

  /** There was no answer, or one that says "later": worth trying again. `after` is in milliseconds. */
  class Lost extends Error {
    constructor(after = 0) {
      super("no answer");
      this.after = after;
    }
  }

  /** The server understood and says no; `answer` is its JSON, `message` its words. */
  class Refused extends Error {
    constructor(status, answer) {
      const { message, hint, code } = answer?.error ?? {};
      super([message, hint].filter(Boolean).join(" ") || mapapp.word("refused"));
      Object.assign(this, { status, code, fields: answer?.fields ?? {} });
    }
  }

  function settle(status, text, retryAfter) {
    let answer = null;
    try {
      answer = text ? JSON.parse(text) : {};
    } catch {
      answer = null;
    }
    if (status >= 200 && status < 300 && answer) return { status, answer };
    if (status === 0 || status >= 500 || status === 408 || (status < 400 && !answer)) throw new Lost();
    if (status === 429) throw new Lost(1000 * (Number(retryAfter) || 30));
    throw new Refused(status, answer);
  }

  /** Does it once more with a fresh token when the token was the trouble. */
  async function withToken(work) {
    try {
      return await work(csrf);
    } catch (error) {
      if (error.code !== "csrf") throw error;
      await renew();
      return work(csrf);
    }
  }

  /** A fresh token, and a fresh ticket for a form that lay for long. */
  async function renew() {
    const { answer } = await json(tokenUrl);
    csrf = answer.csrf;
    return answer;
  }

  async function json(url, { method = "GET", body, timeout = ANSWER } = {}) {
    const cut = new AbortController();
    const timer = setTimeout(() => cut.abort(), timeout);
    const once = async (token) => {
      const headers = { Accept: "application/json", ...(method === "GET" ? {} : { "X-CSRFToken": token }) };
      let found;
      let text;
      try {
        found = await fetch(url, { method, body, headers, signal: cut.signal, cache: "no-store" });
        text = await found.text();
      } catch {
        throw new Lost();
      }
      return settle(found.status, text, found.headers.get("Retry-After"));
    };
    try {
      return await (method === "GET" ? once("") : withToken(once));
    } finally {
      clearTimeout(timer);
    }
  }

  /** Sends a file and says how far it is; `cut` (an AbortSignal) ends it. fetch() cannot tell progress. */
  const put = (url, blob, onProgress, cut) => withToken((token) => new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    let timer;
    const watch = (milliseconds) => {
      clearTimeout(timer);
      timer = setTimeout(() => request.abort(), milliseconds);
    };
    const end = (work) => {
      clearTimeout(timer);
      cut?.removeEventListener("abort", stop);
      try {
        resolve(work());
      } catch (error) {
        reject(error);
      }
    };
    const stop = () => request.abort();
    request.open("PUT", url);
    request.setRequestHeader("Accept", "application/json");
    request.setRequestHeader("X-CSRFToken", token);
    request.setRequestHeader("Content-Type", blob.type || "application/octet-stream");
    request.upload.onprogress = (event) => {
      watch(SILENCE);
      if (event.lengthComputable) onProgress(event.loaded / event.total);
    };
    request.upload.onload = () => watch(ANSWER);
    request.onload = () => end(() => settle(request.status, request.responseText, request.getResponseHeader("Retry-After")));
    request.onerror = request.onabort = () => end(() => { throw new Lost(); });
    cut?.addEventListener("abort", stop);
    watch(SILENCE);
    request.send(blob);
  }));

  /** Waits before try number `failures` (from 1), but no longer than until the connection or the reader comes back. */
  function pause(failures, after = 0) {
    const longest = Math.max(after, Math.min(60_000, 1000 * 2 ** (failures - 1))) * (0.8 + 0.4 * Math.random());
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        removeEventListener("online", done);
        document.removeEventListener("visibilitychange", seen);
        resolve();
      };
      const seen = () => { if (!document.hidden) done(); };
      const timer = setTimeout(done, longest);
      if (after) return; // the server said how long
      addEventListener("online", done);
      document.addEventListener("visibilitychange", seen);
    });
  }

  const start = (token, url) => { csrf = token; tokenUrl = url; };

  return { Lost, Refused, json, put, pause, renew, start };
})();
