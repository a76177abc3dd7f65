"""Pictures of pages in few bytes: at most 256 colours, which is more than a quiet page has."""

import base64
import struct
import zlib

import numpy as np
from numpy.typing import NDArray
from playwright.sync_api import Browser

_COLOURS = 256
_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_PIXELS = """async (png) => {
  const picture = await createImageBitmap(await (await fetch(`data:image/png;base64,${png}`)).blob());
  const context = new OffscreenCanvas(picture.width, picture.height).getContext("2d");
  context.drawImage(picture, 0, 0);
  const bytes = context.getImageData(0, 0, picture.width, picture.height).data;
  const parts = [];
  for (let at = 0; at < bytes.length; at += 32766) parts.push(btoa(String.fromCharCode(...bytes.subarray(at, at + 32766))));
  return [picture.width, picture.height, parts];
}"""


def small(png: bytes, browser: Browser) -> bytes:
    """The same picture with a palette: the 256 commonest colours, and for any other the nearest of them.

    Args:
        png: as the browser took it; browser: reads its pixels.
    """
    page = browser.new_page()
    width, height, parts = page.evaluate(_PIXELS, base64.b64encode(png).decode())
    page.close()
    pixels = np.frombuffer(b"".join(base64.b64decode(part) for part in parts), np.uint8).reshape(height * width, 4)
    colours, places = _palette(pixels[:, :3])
    rows = np.hstack([np.zeros((height, 1), np.uint8), places.reshape(height, width)])  # filter 0: rows as they are
    head = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    body = zlib.compress(rows.tobytes(), 9)
    chunks = ((b"IHDR", head), (b"PLTE", colours.tobytes()), (b"IDAT", body), (b"IEND", b""))
    return _SIGNATURE + b"".join(_chunk(kind, data) for kind, data in chunks)


def _palette(pixels: NDArray[np.uint8]) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """The palette, and for each pixel its place in it."""
    packed = pixels[:, 0].astype(np.uint32) << 16 | pixels[:, 1].astype(np.uint32) << 8 | pixels[:, 2]
    known, which, often = np.unique(packed, return_inverse=True, return_counts=True)
    chosen = known[np.argsort(-often, kind="stable")[:_COLOURS]]
    nearest = np.array([_distances(one, chosen).argmin() for one in known], np.uint8)
    return _channels(chosen).astype(np.uint8), nearest[which]


def _distances(one: np.uint32, others: NDArray[np.uint32]) -> NDArray[np.int64]:
    found: NDArray[np.int64] = ((_channels(others) - _channels(np.array([one], np.uint32))) ** 2).sum(axis=1)
    return found


def _channels(packed: NDArray[np.uint32]) -> NDArray[np.int64]:
    wide = packed.astype(np.int64)
    return np.stack([wide >> 16, wide >> 8 & 255, wide & 255], axis=1)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
