"use strict";

/* Photos are made smaller on the phone: less to send, and the same to see. What a browser cannot read goes as it is. */
mapapp.report.shrink = (() => {
  const LONGEST = 2048; // pixels of the longer side
  const QUALITY = 0.85;
  const SMALL = 320; // the longer side of the picture in the list
  const LIGHT = 600_000; // bytes that are not worth the trouble
  const BEGINNING = 262_144; // bytes in which a camera's words stand

  /** Browsers that hide their canvas (Tor) would send noise in place of the photo. */
  function honest() {
    const context = mapapp.el("canvas", { width: 4, height: 4 }).getContext("2d");
    if (!context) return false;
    context.fillStyle = "#c8641e";
    context.fillRect(0, 0, 4, 4);
    const { data } = context.getImageData(0, 0, 4, 4);
    return data.every((value, index) => value === [200, 100, 30, 255][index % 4]);
  }

  async function decode(file) {
    try {
      return await createImageBitmap(file, { imageOrientation: "from-image" });
    } catch {
      return throughImage(file); // older browsers know no options, or read more kinds in <img>
    }
  }

  function throughImage(file) {
    return new Promise((resolve) => {
      const image = new Image();
      const url = URL.createObjectURL(file);
      const end = (found) => () => {
        URL.revokeObjectURL(url);
        resolve(found);
      };
      image.onload = end(image);
      image.onerror = end(null);
      image.src = url;
    });
  }

  /** The picture drawn so that its longer side has that many pixels, as JPEG. */
  function drawn(picture, longest, quality) {
    const [width, height] = [picture.naturalWidth ?? picture.width, picture.naturalHeight ?? picture.height];
    const scale = Math.min(1, longest / Math.max(width, height));
    const canvas = mapapp.el("canvas", { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) });
    const context = canvas.getContext("2d", { alpha: false });
    context.fillStyle = "#fff";
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.imageSmoothingQuality = "high";
    context.drawImage(picture, 0, 0, canvas.width, canvas.height);
    return new Promise((resolve) => { canvas.toBlob(resolve, "image/jpeg", quality); });
  }

  /** What to send, what to show in the list (null when the browser cannot), and the place that the camera wrote. */
  return async (file) => {
    const { segment, place, splice } = mapapp.report.exif;
    const written = segment(new Uint8Array(await file.slice(0, BEGINNING).arrayBuffer()));
    const lonlat = place(written);
    const picture = honest() ? await decode(file) : null;
    if (!picture) return { blob: file, thumb: null, lonlat };
    const thumb = await drawn(picture, SMALL, 0.75);
    const large = Math.max(picture.naturalWidth ?? picture.width, picture.naturalHeight ?? picture.height) > LONGEST;
    const jpeg = file.type === "image/jpeg";
    let blob = file;
    if (large || file.size > LIGHT) {
      const smaller = await drawn(picture, LONGEST, QUALITY);
      if (smaller && smaller.size < file.size && (jpeg || large)) blob = written ? splice(smaller, written) : smaller;
    }
    picture.close?.();
    return { blob, thumb, lonlat };
  };
})();
