"""Pictures are made small without changing what they show."""

import base64
import struct

import numpy as np
from numpy.typing import NDArray
from playwright.sync_api import Browser

from tools.small_pictures import _PIXELS, small

_STRIPES = "".join(f"<div style='height:2px;background:rgb({one},{255 - one},{one // 2})'></div>" for one in range(200))


def taken(browser: Browser, html: str) -> bytes:
    page = browser.new_page(viewport={"width": 300, "height": 400})
    page.set_content(f"<body style='margin:0'>{html}")
    picture = page.screenshot()
    page.close()
    return picture


def pixels(browser: Browser, picture: bytes) -> NDArray[np.int64]:
    page = browser.new_page()
    _width, _height, parts = page.evaluate(_PIXELS, base64.b64encode(picture).decode())
    page.close()
    return np.frombuffer(b"".join(base64.b64decode(part) for part in parts), np.uint8).astype(np.int64)


def test_a_picture_of_few_colours_keeps_every_one_of_them_and_its_size(browser: Browser) -> None:
    picture = taken(browser, _STRIPES)
    made = small(picture, browser)
    assert (pixels(browser, made) == pixels(browser, picture)).all()
    assert struct.unpack(">II", made[16:24]) == (300, 400)


def test_of_many_colours_the_commonest_stay_and_the_rest_is_near(browser: Browser) -> None:
    words = "<p style='color:#17605a;font:20px sans-serif'>Who answers for it, and whose clock runs</p>" * 9
    ground = "<div style='height:100px;background:linear-gradient(90deg,#b23a2a,#2f5f98)'></div>"
    picture = taken(browser, words + ground)
    made = small(picture, browser)
    assert np.abs(pixels(browser, made) - pixels(browser, picture)).max() < 24
    assert len(made) < len(picture)
