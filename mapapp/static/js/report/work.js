"use strict";

/* Work that a form asks for while programs flood it: a number for which the hash of ticket and number begins with so many
   zero bits. Our own SHA-256: the browser's is missing without https, and asynchronous, which is slower here. */
mapapp.report.work = (() => {
  const primes = (count) => {
    const found = [];
    for (let n = 2; found.length < count; n++) if (found.every((one) => n % one)) found.push(n);
    return found;
  };
  const fraction = (root) => Math.floor((root % 1) * 2 ** 32) >>> 0;
  const K = new Uint32Array(primes(64).map((n) => fraction(Math.cbrt(n))));
  const H = new Uint32Array(primes(8).map((n) => fraction(Math.sqrt(n))));
  const turn = (x, n) => (x >>> n) | (x << (32 - n));

  function block(state, words) {
    for (let i = 16; i < 64; i++) {
      const [a, b] = [words[i - 15], words[i - 2]];
      words[i] = words[i - 16] + (turn(a, 7) ^ turn(a, 18) ^ (a >>> 3)) + words[i - 7] + (turn(b, 17) ^ turn(b, 19) ^ (b >>> 10));
    }
    let [a, b, c, d, e, f, g, h] = state;
    for (let i = 0; i < 64; i++) {
      const one = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + K[i] + words[i]) | 0;
      const two = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0];
    }
    [a, b, c, d, e, f, g, h].forEach((value, index) => { state[index] += value; });
  }

  /** The eight words of SHA-256 of some bytes. */
  function sha256(bytes) {
    const padded = new DataView(new ArrayBuffer((((bytes.length + 8) >> 6) + 1) << 6));
    bytes.forEach((byte, index) => padded.setUint8(index, byte));
    padded.setUint8(bytes.length, 0x80);
    padded.setUint32(padded.byteLength - 4, bytes.length * 8);
    const state = H.slice();
    const words = new Uint32Array(64);
    for (let at = 0; at < padded.byteLength; at += 64) {
      for (let i = 0; i < 16; i++) words[i] = padded.getUint32(at + 4 * i);
      block(state, words);
    }
    return state;
  }

  /** A number as text for which the hash of `ticket` and it begins with `bits` zero bits (at most 32). */
  async function solve(ticket, bits) {
    const encoder = new TextEncoder();
    let pause = performance.now();
    for (let number = 0; ; number++) {
      if (sha256(encoder.encode(ticket + number))[0] >>> (32 - bits) === 0) return String(number);
      if (number % 64 === 0 && performance.now() - pause > 30) {
        await new Promise((resolve) => { setTimeout(resolve); });
        pause = performance.now();
      }
    }
  }

  return { sha256, solve };
})();
