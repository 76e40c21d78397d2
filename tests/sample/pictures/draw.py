"""Draw the pictures of the sample: `python tests/sample/pictures/draw.py` writes every PNG beside this file.

Flat figures without text, so that they need no font and each description in the contributions says it all.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path

from PIL import Image, ImageDraw

WIDTH, HEIGHT = 1200, 800
SCALE = 2  # drawn twice as large, then halved: smooth edges
COLOURS = 128  # a small palette keeps a file small

NAVY, TEAL, ORANGE, RED = "#16324f", "#1b8a8f", "#f0a048", "#c8474f"
GREEN, LEAF, SAND, SKY = "#6da36a", "#a8cda0", "#f6f1e7", "#e4eef4"
GREY, SILVER, WHITE = "#8a96a3", "#cfd8df", "#ffffff"

Point = tuple[float, float]


class Sheet:
    """A canvas in units of the finished picture."""

    def __init__(self, background: str) -> None:
        self.image = Image.new("RGB", (WIDTH * SCALE, HEIGHT * SCALE), background)
        self.pen = ImageDraw.Draw(self.image)

    def box(
        self, x: float, y: float, w: float, h: float, fill: str, *, radius: float = 0, line: str | None = None
    ) -> None:
        self.pen.rounded_rectangle(
            _scaled((x, y), (x + w, y + h)), radius * SCALE, fill=fill, outline=line, width=6 * SCALE if line else 0
        )

    def disc(
        self, x: float, y: float, r: float, fill: str | None, *, line: str | None = None, width: float = 8
    ) -> None:
        self.pen.ellipse(_scaled((x - r, y - r), (x + r, y + r)), fill=fill, outline=line, width=round(width * SCALE))

    def area(self, points: Sequence[Point], fill: str) -> None:
        self.pen.polygon(_scaled(*points), fill=fill)

    def path(self, points: Sequence[Point], colour: str, width: float = 8) -> None:
        self.pen.line(_scaled(*points), fill=colour, width=round(width * SCALE), joint="curve")
        for x, y in (points[0], points[-1]):
            self.disc(x, y, width / 2, colour)

    def arc(self, x: float, y: float, r: float, start: float, end: float, colour: str, width: float = 10) -> None:
        """Part of a circle, degrees clockwise from three o'clock."""
        self.pen.arc(_scaled((x - r, y - r), (x + r, y + r)), start, end, fill=colour, width=round(width * SCALE))

    def dashes(self, a: Point, b: Point, colour: str, width: float = 6, step: float = 26) -> None:
        length = math.dist(a, b)
        for i in range(int(length // step) + 1):
            p, q = i * step / length, min(1.0, (i * step + step * 0.55) / length)
            self.path((_between(a, b, p), _between(a, b, q)), colour, width)

    def arrow(self, points: Sequence[Point], colour: str, width: float = 12) -> None:
        self.path(points, colour, width)
        (x0, y0), (x1, y1) = points[-2], points[-1]
        angle = math.atan2(y1 - y0, x1 - x0)
        size = width * 2.4
        tip = (x1 + size * math.cos(angle), y1 + size * math.sin(angle))
        wings = [(x1 + size * math.cos(angle + t), y1 + size * math.sin(angle + t)) for t in (2.0, -2.0)]
        self.area((tip, *wings), colour)

    def save(self, path: Path) -> None:
        small = self.image.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
        small.quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)


def _scaled(*points: Point) -> list[Point]:
    return [(x * SCALE, y * SCALE) for x, y in points]


def _between(a: Point, b: Point, t: float) -> Point:
    return (a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t)


def _around(x: float, y: float, r: float, degrees: float) -> Point:
    return (x + r * math.cos(math.radians(degrees)), y + r * math.sin(math.radians(degrees)))


def _curve(points: Sequence[Point], steps: int = 24) -> list[Point]:
    """A smooth line through points (Catmull-Rom)."""
    p = [points[0], *points, points[-1]]
    found: list[Point] = []
    for i in range(1, len(p) - 2):
        for j in range(steps):
            t = j / steps
            found.append(
                tuple(  # type: ignore[arg-type]
                    0.5
                    * (
                        2 * p[i][k]
                        + (p[i + 1][k] - p[i - 1][k]) * t
                        + (2 * p[i - 1][k] - 5 * p[i][k] + 4 * p[i + 1][k] - p[i + 2][k]) * t**2
                        + (3 * p[i][k] - p[i - 1][k] - 3 * p[i + 1][k] + p[i + 2][k]) * t**3
                    )
                    for k in (0, 1)
                )
            )
    return [*found, points[-1]]


# -- figures that come back ----------------------------------------------------------------------------


def person(s: Sheet, x: float, y: float, size: float, colour: str) -> None:
    """A person standing with the feet at (x, y), `size` high."""
    s.disc(x, y - size * 0.84, size * 0.16, colour)
    s.box(x - size * 0.2, y - size * 0.64, size * 0.4, size * 0.64, colour, radius=size * 0.18)


def tree(s: Sheet, x: float, y: float, size: float, colour: str = GREEN) -> None:
    s.box(x - size * 0.06, y - size * 0.45, size * 0.12, size * 0.45, NAVY)
    s.disc(x, y - size * 0.65, size * 0.34, colour)


def house(s: Sheet, x: float, y: float, w: float, wall: str, roof: str) -> None:
    """A house seen from the front, its ground at y, its left wall at x."""
    h = w * 0.62
    s.box(x, y - h, w, h, wall)
    s.area(((x - w * 0.1, y - h), (x + w / 2, y - h - w * 0.45), (x + w * 1.1, y - h)), roof)


def gear(s: Sheet, x: float, y: float, r: float, colour: str, hole: str, teeth: int = 10) -> None:
    for i in range(teeth):
        a = 360 * i / teeth
        s.area([_around(x, y, q, a + d) for q, d in ((r, -11), (r * 1.24, -7), (r * 1.24, 7), (r, 11))], colour)
    s.disc(x, y, r * 1.02, colour)
    s.disc(x, y, r * 0.42, hole)


def flame(s: Sheet, x: float, y: float, size: float) -> None:
    for factor, colour in ((1.0, RED), (0.6, ORANGE)):
        h, w = size * factor, size * 0.36 * factor
        s.area(_curve([(x, y - h), (x + w, y - h * 0.35), (x, y), (x - w, y - h * 0.35), (x, y - h)]), colour)


def car(s: Sheet, x: float, y: float, colour: str, *, upright: bool = False, length: float = 70) -> None:
    """A vehicle from above, centred."""
    w, h = (length * 0.5, length) if upright else (length, length * 0.5)
    s.box(x - w / 2, y - h / 2, w, h, colour, radius=11)
    s.box(x - w * 0.28, y - h * 0.28, w * 0.56, h * 0.56, WHITE, radius=6)


# -- the pictures --------------------------------------------------------------------------------------


def campus_bic() -> Sheet:
    s = Sheet(LEAF)
    s.box(0, 560, WIDTH, 70, SILVER)
    for x in range(20, WIDTH, 90):
        s.box(x, 592, 46, 6, WHITE)
    s.path(_curve([(0, 720), (300, 690), (620, 730), (900, 680), (WIDTH, 700)]), ORANGE, 22)
    s.box(150, 110, 900, 380, NAVY, radius=14)
    halls = [(175, TEAL), (350, SKY), (525, ORANGE), (700, SKY), (875, TEAL)]
    for x, colour in halls:
        s.box(x, 135, 150, 130, colour, radius=8)
        s.box(x, 335, 150, 130, SAND if colour == SKY else colour, radius=8)
    s.box(150, 282, 900, 36, SAND)
    for x in range(190, 1030, 70):
        person(s, x, 314, 26, RED if x % 3 else NAVY)
    for x in (395, 745):
        gear(s, x + 30, 200, 30, NAVY, SKY)
    for x, y in (
        (60, 180),
        (80, 330),
        (70, 470),
        (1120, 150),
        (1140, 300),
        (1110, 450),
        (330, 66),
        (600, 70),
        (860, 64),
    ):
        s.disc(x, y, 34, GREEN)
        s.disc(x - 8, y - 8, 14, LEAF)
    s.box(560, 490, 80, 74, SAND)
    s.box(880, 520, 130, 40, RED, radius=6)
    for x in (895, 995):
        s.box(x, 520, 6, 70, NAVY)
    car(s, 360, 595, RED)
    s.box(700, 575, 150, 42, TEAL, radius=10)
    for x in (715, 750, 785, 820):
        s.box(x, 583, 22, 16, WHITE)
    return s


def fieldlab_lijn() -> Sheet:
    s = Sheet(SKY)
    s.box(0, 640, WIDTH, 160, SILVER)
    s.box(60, 520, 1080, 40, NAVY, radius=20)
    for x in range(100, 1140, 80):
        s.disc(x, 540, 12, GREY)
    for x in (90, 1060):
        s.box(x, 560, 24, 90, NAVY)
    for x, colour in ((130, TEAL), (400, ORANGE), (880, TEAL)):
        s.box(x, 300, 170, 220, colour, radius=12)
        s.box(x + 30, 335, 110, 70, WHITE, radius=8)
        s.box(x + 40, 470, 90, 50, NAVY, radius=6)
    gear(s, 215, 370, 22, NAVY, WHITE, 8)
    s.path([(448, 388), (470, 352), (492, 376), (522, 346)], RED, 7)
    s.path([(938, 370), (958, 390), (994, 350)], GREEN, 10)
    s.box(690, 480, 80, 40, GREY, radius=8)
    s.path([(730, 480), (700, 380), (790, 330), (800, 420)], RED, 26)
    for x, y in ((730, 480), (700, 380), (790, 330)):
        s.disc(x, y, 20, NAVY)
    s.path([(780, 452), (786, 428), (814, 428), (820, 452)], NAVY, 9)
    for x, colour in ((340, RED), (620, RED), (800, GREEN), (1090, GREEN)):
        s.box(x - 28, 464, 56, 56, colour, radius=6)
    s.path([(215, 300), (215, 170), (965, 170), (965, 300)], TEAL, 8)
    s.path([(485, 300), (485, 170)], TEAL, 8)
    s.path([(730, 330), (730, 170)], TEAL, 8)
    s.box(520, 60, 180, 120, NAVY, radius=12)
    for i, h in enumerate((30, 55, 42, 72)):
        s.box(545 + i * 34, 160 - h, 22, h, ORANGE if i % 2 else WHITE)
    for x, y in ((215, 170), (485, 170), (730, 170), (965, 170)):
        s.disc(x, y, 13, ORANGE)
    return s


def brabantring() -> Sheet:
    s = Sheet(SAND)
    s.area(
        _curve(
            [
                (110, 430),
                (240, 170),
                (520, 90),
                (860, 120),
                (1090, 330),
                (1010, 600),
                (700, 720),
                (360, 690),
                (130, 430),
            ]
        ),
        LEAF,
    )
    cities = [_around(600, 410, 270, a) for a in (-90, -18, 54, 126, 198)]
    s.disc(600, 410, 270, None, line=NAVY, width=16)
    s.disc(600, 410, 252, None, line=TEAL, width=8)
    s.arc(600, 410, 280, 80, 98, LEAF, 44)
    for a in (80, 98):
        s.disc(*_around(600, 410, 262, a), 15, RED)
    for a in (72, 106, 158, 240, 304, 12):
        x, y = _around(600, 410, 262, a)
        s.disc(x, y, 9, ORANGE)
    for i, (x, y) in enumerate(cities):
        for turn in (-24, 24):
            a = (-90, -18, 54, 126, 198)[i] + turn
            end = _around(600, 410, 365, a)
            s.path([(x, y), end], TEAL, 7)
            s.disc(*end, 16, TEAL)
        s.disc(x, y, 58, WHITE, line=NAVY, width=8)
        s.box(x - 30, y - 8, 18, 34, NAVY)
        s.box(x - 8, y - 30, 18, 56, TEAL)
        s.box(x + 14, y - 16, 18, 42, ORANGE)
    s.arc(600, 410, 190, 120, 400, ORANGE, 12)
    tip = _around(600, 410, 184, 44)
    s.area((tip, (tip[0] - 44, tip[1] - 6), (tip[0] - 4, tip[1] - 48)), ORANGE)
    return s


def talenttrap() -> Sheet:
    s = Sheet(SKY)
    steps = [(90, 600, TEAL), (350, 480, ORANGE), (610, 360, GREEN), (870, 240, RED)]
    for x, y, colour in steps:
        s.box(x, y, 260, HEIGHT - y, colour)
        s.box(x, y, 260, 18, NAVY)
    for x, y, _ in steps:
        for i, (dx, size) in enumerate(((60, 130), (130, 150), (200, 124))):
            person(s, x + dx, y, size, (NAVY, GREY, WHITE)[i])
    for (x, y, _), (x2, y2, _) in pairwise(steps):
        s.arrow(_curve([(x + 130, y - 190), (x + 230, y - 270), (x2 + 60, y2 - 190)]), NAVY, 10)
    for x, y, _ in steps:
        s.arrow([(x + 60, y + 90), (x + 180, y + 90)], WHITE, 10)
    gear(s, 220, 735, 26, WHITE, TEAL, 8)
    s.box(450, 700, 60, 70, WHITE, radius=6)
    s.path([(462, 722), (498, 722)], ORANGE, 6)
    s.path([(462, 744), (498, 744)], ORANGE, 6)
    s.area(((710, 760), (740, 700), (770, 760)), WHITE)
    s.disc(1000, 730, 34, WHITE)
    s.disc(1000, 730, 14, RED)
    return s


def energieopslag() -> Sheet:
    s = Sheet(SAND)
    s.disc(600, 400, 250, None, line=SILVER, width=16)
    for a in (-56, 34, 124, 214):
        end = _around(600, 400, 242, a + 18)
        start = _around(600, 400, 242, a + 2)
        s.arrow([start, end], TEAL, 16)
    s.disc(600, 130, 118, SKY)  # windmolen
    s.area(((592, 230), (608, 230), (604, 110), (596, 110)), NAVY)
    for a in (-90, 30, 150):
        s.area(((600, 108), _around(600, 108, 92, a), _around(600, 108, 34, a + 24)), NAVY)
    s.disc(600, 108, 12, ORANGE)
    for x, fill in ((850, GREY), (350, "#a5552d")):
        s.box(x - 85, 300, 170, 210, NAVY, radius=26)
        s.box(x - 68, 345, 136, 148, fill, radius=14)
        for i in range(22):
            s.disc(x - 54 + (i * 37) % 110, 362 + (i * 53) % 118, 6, WHITE if fill == GREY else ORANGE)
    s.box(500, 580, 200, 170, TEAL, radius=16)
    s.box(535, 610, 130, 120, WHITE, radius=12)
    flame(s, 600, 724, 104)
    s.box(640, 500, 34, 90, TEAL)
    for i, r in enumerate((12, 17, 22)):
        s.disc(660 + i * 22, 486 - i * 34, r, SILVER)
    return s


def zoutbatterij() -> Sheet:
    s = Sheet(SKY)
    s.box(0, 640, WIDTH, 160, LEAF)
    s.disc(140, 130, 66, ORANGE)
    for a in range(0, 360, 30):
        s.path([_around(140, 130, 84, a), _around(140, 130, 108, a)], ORANGE, 8)
    house(s, 240, 640, 420, WHITE, RED)
    s.area(((300, 338), (420, 230), (446, 256), (330, 364)), NAVY)
    s.path([(330, 310), (356, 338)], SKY, 4)
    s.path([(366, 278), (392, 306)], SKY, 4)
    s.path([(400, 250), (424, 276)], SKY, 4)
    s.box(300, 460, 100, 90, SKY, line=NAVY)
    s.box(520, 490, 80, 150, TEAL)
    s.box(780, 260, 250, 380, NAVY, radius=40)
    s.box(808, 330, 194, 280, SAND, radius=22)
    for i in range(70):
        x, y = 824 + (i % 7) * 23 + (i * 5) % 7, 350 + (i // 7) * 25 + (i * 3) % 9
        s.box(x, y, 17, 17, WHITE if i % 3 else ORANGE, radius=3)
    s.arrow([(440, 215), (560, 150), (760, 190), (830, 236)], RED, 14)
    s.arrow([(770, 560), (700, 560)], ORANGE, 18)
    for i, x in enumerate((880, 930, 980)):
        s.path(_curve([(x, 240), (x + 14, 205), (x - 6, 170), (x + 10, 130 + i * 10)]), TEAL, 8)
    tree(s, 1110, 660, 170)
    return s


def fotonische_chip() -> Sheet:
    s = Sheet(NAVY)
    s.box(150, 110, 900, 580, "#20486e", radius=30)
    for x in range(220, 1000, 70):
        for y in (122, 646):
            s.box(x, y, 34, 32, ORANGE, radius=4)
    for y in range(190, 620, 70):
        s.box(1006, y, 32, 34, ORANGE, radius=4)
    s.path([(0, 400), (150, 400)], WHITE, 26)
    trunk = _curve([(150, 400), (280, 400), (360, 400), (420, 400)])
    s.path(trunk, ORANGE, 13)
    upper = _curve([(420, 400), (500, 330), (580, 280), (720, 280), (820, 330), (900, 400)])
    middle = [(420, 400), (900, 400)]
    lower = _curve([(420, 400), (500, 470), (580, 520), (720, 520), (820, 470), (900, 400)])
    for line, colour in ((upper, RED), (middle, GREEN), (lower, "#4fc3c8")):
        s.path(line, colour, 11)
    for x, y, colour in ((650, 218, RED), (650, 344, GREEN), (650, 582, "#4fc3c8")):
        s.disc(x, y, 44, None, line=colour, width=11)
    s.path([(900, 400), (1000, 400)], WHITE, 13)
    s.arrow([(1050, 400), (1140, 400)], WHITE, 20)
    s.disc(420, 400, 24, WHITE)
    s.disc(900, 400, 24, WHITE)
    s.path(_curve([(220, 250), (300, 230), (340, 280), (300, 320), (240, 300), (250, 265), (290, 258)]), TEAL, 9)
    s.path(_curve([(220, 560), (270, 520), (320, 600), (370, 530), (400, 580)]), TEAL, 9)
    return s


def mast_5g() -> Sheet:
    s = Sheet(SKY)
    s.box(0, 640, WIDTH, 160, LEAF)
    for r, colour in ((330, "#d3e6ec"), (250, "#bddde2"), (170, "#a3d0d6")):
        s.arc(600, 200, r, 0, 360, colour, 20)
    s.area(((560, 650), (592, 200), (608, 200), (640, 650)), NAVY)
    for y in (330, 430, 530):
        half = 8 + (y - 200) * 0.07
        s.path([(600 - half, y), (600 + half + 6, y + 80)], SKY, 5)
        s.path([(600 + half, y), (600 - half - 6, y + 80)], SKY, 5)
    for dx in (-44, 0, 44):
        s.box(600 + dx - 13, 140, 26, 100, RED if dx else ORANGE, radius=8)
    s.path([(556, 190), (644, 190)], NAVY, 8)
    s.area(((70, 640), (70, 470), (150, 420), (150, 470), (230, 420), (230, 470), (310, 420), (310, 640)), TEAL)
    for x in (100, 180, 250):
        s.box(x, 520, 40, 46, WHITE, radius=4)
    s.box(150, 585, 70, 55, NAVY)
    s.box(820, 560, 190, 90, ORANGE, radius=14)
    s.area(((1010, 650), (1010, 580), (1050, 580), (1084, 615), (1084, 650)), ORANGE)
    s.area(((1020, 610), (1020, 590), (1046, 590), (1066, 610)), SKY)
    for x in (870, 1030):
        s.disc(x, 652, 26, NAVY)
        s.disc(x, 652, 11, SILVER)
    person(s, 410, 700, 190, RED)
    s.box(385, 524, 56, 20, NAVY, radius=8)
    for target in ((310, 450), (420, 505), (900, 545)):
        s.dashes((600, 220), target, TEAL, 7)
    tree(s, 1148, 690, 130)
    return s


def zorgnetwerk() -> Sheet:
    s = Sheet(SAND)
    places = [(230, 200), (970, 200), (230, 610), (970, 610)]
    for x, y in places:
        s.path([(600, 400), (x, y)], TEAL, 12)
        for t in (0.38, 0.52):
            s.disc(*_between((600, 400), (x, y), t), 13, ORANGE)
    for x, y in places:
        s.disc(x, y, 140, WHITE, line=TEAL, width=10)
    s.disc(600, 400, 125, NAVY)
    s.arc(600, 372, 40, 180, 360, WHITE, 16)
    s.box(545, 370, 110, 86, ORANGE, radius=14)
    s.disc(600, 404, 13, NAVY)
    s.box(594, 406, 12, 30, NAVY, radius=5)
    house(s, 165, 265, 130, ORANGE, RED)
    s.box(212, 215, 36, 50, NAVY)
    s.box(895, 125, 150, 140, TEAL, radius=8)
    s.box(955, 145, 30, 84, WHITE)
    s.box(928, 172, 84, 30, WHITE)
    person(s, 205, 690, 150, NAVY)
    s.arc(262, 610, 34, 20, 200, RED, 9)
    s.disc(294, 622, 15, RED)
    s.path([(230, 600), (236, 570)], RED, 9)
    for x, colour in ((905, RED), (970, NAVY), (1035, GREEN)):
        person(s, x, 690, 136 if x != 970 else 156, colour)
    return s


def zorg_thuis() -> Sheet:
    s = Sheet(SKY)
    s.box(0, 660, WIDTH, 140, LEAF)
    s.area(((90, 330), (420, 90), (750, 330)), RED)
    s.box(130, 330, 580, 330, WHITE)
    s.box(410, 330, 14, 330, SILVER)
    s.box(130, 490, 580, 14, SILVER)
    s.area(((255, 380), (180, 486), (360, 486), (285, 380)), "#fbe6c4")
    s.area(((240, 384), (258, 348), (282, 348), (300, 384)), ORANGE)
    s.box(266, 330, 8, 20, NAVY)
    person(s, 330, 488, 96, NAVY)
    s.box(470, 380, 170, 80, NAVY, radius=10)
    s.disc(530, 420, 22, SKY)
    s.box(576, 404, 50, 10, SKY)
    s.box(576, 426, 36, 10, SKY)
    s.box(170, 560, 190, 60, TEAL, radius=10)
    for i, x in enumerate(range(182, 350, 44)):
        s.box(x, 572, 32, 36, ORANGE if i == 1 else WHITE, radius=5)
    s.box(520, 540, 90, 120, NAVY)
    s.box(630, 560, 26, 44, ORANGE, radius=5)
    s.disc(643, 576, 7, WHITE)
    house(s, 880, 660, 230, SAND, TEAL)
    s.box(960, 560, 70, 100, NAVY)
    person(s, 820, 664, 130, GREEN)
    s.path(_curve([(270, 320), (420, 210), (760, 180), (930, 330), (996, 400)]), NAVY, 6)
    s.dashes((640, 420), (900, 480), NAVY, 6)
    s.disc(996, 404, 16, ORANGE)
    return s


def eaisi_kring() -> Sheet:
    s = Sheet(SAND)
    s.box(70, 150, 400, 460, SKY, radius=24)
    gear(s, 220, 330, 92, NAVY, SKY, 12)
    gear(s, 362, 446, 58, TEAL, SKY, 9)
    gear(s, 352, 248, 34, ORANGE, SKY, 8)
    s.path(
        _curve([(120, 560), (160, 520), (200, 575), (240, 515), (280, 580), (320, 530), (360, 560), (420, 545)]), RED, 8
    )
    layers = [(730, (230, 330, 430, 530)), (880, (280, 380, 480)), (1030, (330, 430))]
    for (x, ys), (x2, ys2) in pairwise(layers):
        for y in ys:
            for y2 in ys2:
                s.path([(x, y), (x2, y2)], SILVER, 4)
    for i, (x, ys) in enumerate(layers):
        for y in ys:
            s.disc(x, y, 30, (TEAL, NAVY, ORANGE)[i])
    s.arrow([(490, 380), (650, 380)], TEAL, 16)
    s.arrow(_curve([(1030, 480), (980, 650), (760, 720), (480, 715), (300, 640)]), ORANGE, 16)
    s.box(540, 80, 120, 90, NAVY, radius=12)
    s.path([(560, 140), (585, 115), (605, 132), (640, 98)], WHITE, 7)
    person(s, 600, 330, 130, RED)
    return s


def starters_pad() -> Sheet:
    s = Sheet(LEAF)
    way = _curve(
        [(60, 690), (220, 640), (330, 500), (520, 470), (640, 560), (790, 500), (860, 340), (1030, 250), (1160, 220)]
    )
    for x, y in way:
        s.disc(x, y, 33, WHITE)
    for i in range(4, len(way) - 6, 14):
        s.path(way[i : i + 6], SILVER, 6)
    stops = [(210, 500), (510, 320), (760, 650), (1000, 120)]
    for x, y in stops:
        s.disc(x, y, 104, SKY, line=NAVY, width=8)
    s.disc(210, 480, 46, ORANGE)  # idee
    s.box(188, 520, 44, 36, NAVY, radius=8)
    for a in (-150, -90, -30):
        s.path([_around(210, 480, 58, a), _around(210, 480, 74, a)], ORANGE, 7)
    s.area(((450, 300), (510, 268), (570, 300), (510, 332)), ORANGE)  # eerste product
    s.area(((450, 300), (510, 332), (510, 396), (450, 364)), TEAL)
    s.area(((570, 300), (510, 332), (510, 396), (570, 364)), NAVY)
    s.box(672, 632, 74, 36, TEAL, radius=16)  # handdruk
    s.box(774, 632, 74, 36, RED, radius=16)
    for i in range(4):
        s.box(728 + i * 17, 626 + (i % 2) * 6, 22, 44, ORANGE if i % 2 else SAND, radius=10)
    for x, h, colour in ((940, 70, TEAL), (980, 112, NAVY), (1026, 90, ORANGE)):  # groei
        s.box(x, 180 - h, 36, h, colour)
    for x, y, colour in ((370, 620, RED), (640, 470, NAVY), (930, 450, RED), (1110, 350, NAVY)):
        person(s, x, y, 104, colour)
    for x, y in ((80, 180), (250, 220), (1080, 680), (980, 620), (330, 120), (120, 320), (760, 180)):
        tree(s, x, y, 120)
    return s


def slim_kruispunt() -> Sheet:
    s = Sheet(LEAF)
    s.box(0, 290, WIDTH, 220, GREY)
    s.box(490, 0, 220, HEIGHT, GREY)
    s.box(0, 268, WIDTH, 22, RED)
    s.box(0, 510, WIDTH, 22, RED)
    s.box(490, 268, 220, 264, GREY)
    for x in (*range(20, 480, 80), *range(730, 1200, 80)):
        s.box(x, 397, 44, 6, WHITE)
    for y in (*range(10, 250, 80), *range(560, 800, 80)):
        s.box(597, y, 6, 44, WHITE)
    for i in range(6):
        s.box(462, 300 + i * 34, 20, 20, WHITE)
        s.box(718, 300 + i * 34, 20, 20, WHITE)
    lights = [(455, 235), (745, 235), (455, 565), (745, 565)]
    s.box(130, 425, 170, 58, ORANGE, radius=10)
    s.box(306, 429, 50, 50, NAVY, radius=10)
    car(s, 960, 345, TEAL, length=86)
    car(s, 545, 120, WHITE, upright=True, length=86)
    car(s, 655, 690, NAVY, upright=True, length=86)
    bikes = [(880, 521), (930, 521), (980, 521)]
    for x, y in bikes:
        s.disc(x - 12, y, 8, NAVY)
        s.disc(x + 12, y, 8, NAVY)
        s.disc(x, y - 6, 9, WHITE)
    for a, b in (
        ((356, 454), lights[2]),
        ((917, 345), lights[1]),
        ((545, 163), lights[0]),
        ((655, 647), lights[3]),
        ((868, 521), lights[3]),
    ):
        s.dashes(a, b, NAVY, 6)
    for x, y in lights:
        s.box(x - 22, y - 46, 44, 92, NAVY, radius=14)
        for dy, colour in ((-28, RED), (0, ORANGE), (28, "#7fe08a")):
            s.disc(x, y + dy, 11, colour)
    for x, y in ((120, 150), (280, 110), (960, 140), (1110, 190), (150, 680), (310, 640), (960, 680), (1100, 620)):
        s.disc(x, y, 48, GREEN)
        s.disc(x - 12, y - 12, 20, LEAF)
    return s


def stadshart() -> Sheet:
    s = Sheet(SKY)
    s.disc(1010, 130, 60, ORANGE)
    for x, w, h, colour in (
        (80, 120, 330, TEAL),
        (220, 100, 230, NAVY),
        (760, 130, 380, NAVY),
        (910, 110, 260, TEAL),
        (1040, 110, 320, "#2c5c86"),
    ):
        s.box(x, 480 - h, w, h, colour)
        for i in range(int(h // 50) - 1):
            for j in range(int(w // 36)):
                s.box(x + 14 + j * 34, 496 - h + i * 50, 18, 24, WHITE if (i + j) % 3 else ORANGE)
    s.area(_curve([(330, 480), (400, 350), (540, 300), (680, 350), (745, 480)]), SILVER)
    s.arc(540, 560, 250, 198, 342, NAVY, 10)
    s.box(0, 470, WIDTH, 26, GREEN)
    s.box(360, 396, 350, 74, ORANGE, radius=18)
    for x in range(384, 690, 60):
        s.box(x, 410, 40, 28, WHITE, radius=5)
    s.box(340, 462, 400, 8, NAVY)
    s.box(0, 496, WIDTH, 304, "#b9a58a")
    s.box(170, 570, 860, 170, NAVY, radius=24)
    s.box(190, 590, 820, 130, SAND, radius=14)
    for x, colour in ((240, RED), (520, TEAL), (780, RED)):
        s.box(x, 630, 190, 72, colour, radius=14)
        for j in range(4):
            s.box(x + 16 + j * 42, 644, 30, 26, WHITE, radius=4)
        for wx in (x + 44, x + 148):
            s.disc(wx, 704, 15, NAVY)
    s.box(520, 496, 50, 96, SAND)
    s.path([(524, 588), (566, 504)], NAVY, 6)
    for x in (40, 200, 330, 745, 900, 1030, 1165):
        tree(s, x, 474, 108)
    for x in (280, 350, 860, 1000):
        person(s, x, 474, 52, RED)
    return s


PICTURES: dict[str, Callable[[], Sheet]] = {
    "campus-bic": campus_bic,
    "fieldlab-lijn": fieldlab_lijn,
    "brabantring": brabantring,
    "talenttrap": talenttrap,
    "energieopslag": energieopslag,
    "zoutbatterij": zoutbatterij,
    "fotonische-chip": fotonische_chip,
    "mast-5g": mast_5g,
    "zorgnetwerk": zorgnetwerk,
    "zorg-thuis": zorg_thuis,
    "eaisi-kring": eaisi_kring,
    "starters-pad": starters_pad,
    "slim-kruispunt": slim_kruispunt,
    "stadshart": stadshart,
}


def main() -> None:
    folder = Path(__file__).parent
    for name, draw in PICTURES.items():
        draw().save(folder / f"{name}.png")


if __name__ == "__main__":
    main()
