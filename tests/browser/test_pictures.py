"""docs/screenshots has pictures of each page of the catalogue. UPDATE_SCREENSHOTS=1 draws them anew."""

import os
import struct
import subprocess

import pytest

from tests.lab import ROOT

from .catalogue import PAGES

FOLDER = ROOT / "docs/screenshots"
LARGEST = 90_000
HEIGHTS = (1600, 1100, 700)
COLOURS = (128, 64, 32, 16)
"""As much of the page, and in as many colours, as is small enough."""


def file_of(page, width, scheme):
    return FOLDER / f"{page.name}{'-dark' * (scheme == 'dark')}{'-narrow' * (width == 360)}.png"


PICTURES = {file_of(page, *view): (page, *view) for page in PAGES.values() for view in page.pictures}


def reduced(png):
    """The same picture with so few colours that it is small; None if none are few enough."""
    for colours in COLOURS:
        small = subprocess.run(["pngquant", "--speed", "4", "--strip", str(colours), "-"], input=png, capture_output=True, check=True).stdout
        if len(small) < LARGEST:
            return small
    return None


def size_of(png):
    """Width and height, as the header says."""
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    return struct.unpack(">II", png[16:24])


@pytest.mark.parametrize("file", PICTURES, ids=lambda file: file.stem)
def test_there_is_a_small_picture(request, file):
    page, width, scheme = PICTURES[file]
    if os.environ.get("UPDATE_SCREENSHOTS"):
        file.write_bytes(draw(request, page, width, scheme))
    picture = file.read_bytes()
    drawn, height = size_of(picture)
    assert drawn == width and height <= HEIGHTS[0] and len(picture) < LARGEST


def draw(request, page, width, scheme):
    eye = request.getfixturevalue("eye")
    eye.speak("en")
    eye.look(width, scheme)
    sight, _ = request.getfixturevalue("visit")(page)
    assert sight.status == page.status
    return next(filter(None, (reduced(eye.picture(width, scheme, height)) for height in HEIGHTS)))


def test_there_is_no_picture_of_anything_else():
    assert set(FOLDER.glob("*")) - set(PICTURES) == set()
