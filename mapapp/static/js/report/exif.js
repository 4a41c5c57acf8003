"use strict";

/* What a camera wrote into a JPEG: read for the place, and put back into the copy that was made smaller, so that those who
   check reports can still see when and where it was taken. Nothing of it is ever shown to others. */
mapapp.report.exif = (() => {
  const ORIENTATION = 0x0112;
  const GPS = 0x8825;
  const HEAD = 10; // marker, length, "Exif\0\0"

  /** The whole Exif segment with its marker, copied out of the beginning of a JPEG; null when there is none. */
  function segment(bytes) {
    if (bytes[0] !== 0xff || bytes[1] !== 0xd8) return null;
    for (let at = 2; at + 4 < bytes.length && bytes[at] === 0xff; ) {
      const marker = bytes[at + 1];
      const length = bytes[at + 2] * 256 + bytes[at + 3];
      if (marker === 0xda || length < 2) return null;
      const name = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
      if (marker === 0xe1 && name === "Exif") {
        const end = at + 2 + length;
        return end <= bytes.length ? bytes.slice(at, end) : null;
      }
      at += 2 + length;
    }
    return null;
  }

  /** The entries of a directory by tag: type, count, and where the value lies. Anything out of bounds is left out. */
  function entries(view, little, offset) {
    const found = new Map();
    if (offset < 8 || offset + 2 > view.byteLength) return found;
    const count = view.getUint16(offset, little);
    for (let index = 0; index < count; index++) {
      const at = offset + 2 + index * 12;
      if (at + 12 > view.byteLength) break;
      found.set(view.getUint16(at, little), { type: view.getUint16(at + 2, little), count: view.getUint32(at + 4, little), at: at + 8 });
    }
    return found;
  }

  function open(found) {
    const view = new DataView(found.buffer, found.byteOffset + HEAD, found.byteLength - HEAD);
    if (view.byteLength < 8) return null;
    const order = view.getUint16(0);
    if (order !== 0x4949 && order !== 0x4d4d) return null;
    const little = order === 0x4949;
    return { view, little, first: entries(view, little, view.getUint32(4, little)) };
  }

  /** Degrees from three fractions (degrees, minutes, seconds), or NaN. */
  function degrees({ view, little }, entry) {
    if (!entry || entry.type !== 5 || entry.count < 1 || entry.count > 3) return NaN;
    const offset = view.getUint32(entry.at, little);
    if (offset + 8 * entry.count > view.byteLength) return NaN;
    let sum = 0;
    for (let index = 0; index < entry.count; index++) {
      const over = view.getUint32(offset + 8 * index, little);
      const under = view.getUint32(offset + 8 * index + 4, little);
      if (under) sum += over / under / 60 ** index;
      else if (over) return NaN;
    }
    return sum;
  }

  /** Longitude and latitude that the camera wrote, or null; 0, 0 is what cameras write that do not know. */
  function place(found) {
    const file = found && open(found);
    const pointer = file?.first.get(GPS);
    if (!pointer) return null;
    const gps = entries(file.view, file.little, file.view.getUint32(pointer.at, file.little));
    const letter = (tag) => (gps.has(tag) ? String.fromCharCode(file.view.getUint8(gps.get(tag).at)) : "");
    const latitude = degrees(file, gps.get(2)) * (letter(1) === "S" ? -1 : 1);
    const longitude = degrees(file, gps.get(4)) * (letter(3) === "W" ? -1 : 1);
    const fits = Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180 && (latitude || longitude);
    return fits ? [longitude, latitude] : null;
  }

  /** The segment for a picture whose pixels stand upright already. */
  function upright(found) {
    const copy = found.slice();
    const file = open(copy);
    const entry = file?.first.get(ORIENTATION);
    if (entry && entry.type === 3) file.view.setUint16(entry.at, 1, file.little);
    return copy;
  }

  /** A JPEG made by the browser with the segment put in right behind its first marker. */
  function splice(jpeg, found) {
    return new Blob([jpeg.slice(0, 2), upright(found), jpeg.slice(2)], { type: "image/jpeg" });
  }

  return { segment, place, splice };
})();
