"""Pictures of what the demo's sellers make: flat drawings in the site's own colours.

A motif draws into a square of 100 by 100; `picture` gives the bytes of a PNG, the same
for the same words. Nothing is photographed, so nobody's goods are shown as hers.
"""

import functools
import io
import re
from collections.abc import Callable, Sequence

from django.conf import settings
from PIL import Image, ImageDraw

SIDE = 360  # pixels; as wide as a phone shows a page
FINER = 3  # drawn so much larger, for smooth edges
TOKENS = "theme/css/10-tokens.css"
_COLOUR = re.compile(r"--([a-z-]+): (#[0-9a-f]{6});")
_LEAN = 0.45  # of the other colour in a shade

Points = Sequence[tuple[float, float]]


@functools.cache
def colours() -> dict[str, str]:
    """The colours of the light theme by name, from its one file."""
    css = (settings.BASE_DIR / TOKENS).read_text(encoding="utf-8")
    light = css[: css.index("@media")]
    return dict(_COLOUR.findall(light))


def between(one: str, other: str, share: float = _LEAN) -> str:
    """The colour between two, `share` (0 to 1) of the way to the other."""
    pairs = [(int(one[n : n + 2], 16), int(other[n : n + 2], 16)) for n in (1, 3, 5)]
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


class Pen:
    """Draws in units of a hundredth of the side, from (`left`, `top`), `scale` as large."""

    def __init__(
        self, image: Image.Image, left: float = 0, top: float = 0, scale: float = 1
    ) -> None:
        self.draw = ImageDraw.Draw(image)
        self.unit = image.width / 100
        self.left, self.top, self.scale = left, top, scale

    def at(self, points: Points) -> list[tuple[float, float]]:
        """Points of the motif as pixels of the picture."""
        return [
            (
                (self.left + x * self.scale) * self.unit,
                (self.top + y * self.scale) * self.unit,
            )
            for x, y in points
        ]

    def wide(self, width: float) -> int:
        """A width as pixels, one at least."""
        return max(1, round(width * self.scale * self.unit))

    def box(
        self, x: float, y: float, w: float, h: float, fill: str, r: float = 0
    ) -> None:
        """A rectangle with round corners."""
        (left, top), (right, bottom) = self.at([(x, y), (x + w, y + h)])
        self.draw.rounded_rectangle(
            (left, top, right, bottom), self.wide(r) if r else 0, fill
        )

    def disc(self, x: float, y: float, r: float, fill: str, tall: float = 1) -> None:
        """A disc, or an ellipse `tall` as high as wide."""
        corners = self.at([(x - r, y - r * tall), (x + r, y + r * tall)])
        self.draw.ellipse(corners, fill)

    def ring(self, x: float, y: float, r: float, fill: str, width: float) -> None:
        """A circle's line."""
        corners = self.at([(x - r, y - r), (x + r, y + r)])
        self.draw.ellipse(corners, outline=fill, width=self.wide(width))

    def shape(self, points: Points, fill: str) -> None:
        """A polygon."""
        self.draw.polygon(self.at(points), fill)

    def line(self, points: Points, fill: str, width: float) -> None:
        """A line with joints."""
        self.draw.line(self.at(points), fill, self.wide(width), joint="curve")

    def stitches(self, y: float, x: float, end: float, fill: str) -> None:
        """A row of running stitch."""
        while x < end:
            self.box(x, y, 3, 1, fill, 0.5)
            x += 5

    def flower(self, x: float, y: float, r: float, fill: str, heart: str) -> None:
        """Six petals around a heart."""
        for dx, dy in (
            (1, 0),
            (0.5, 0.87),
            (-0.5, 0.87),
            (-1, 0),
            (-0.5, -0.87),
            (0.5, -0.87),
        ):
            self.disc(x + dx * r * 0.62, y + dy * r * 0.62, r * 0.42, fill)
        self.disc(x, y, r * 0.38, heart)

    def leaf(self, x: float, y: float, dx: float, dy: float, fill: str) -> None:
        """A leaf from its stalk at (x, y) to its tip (x + dx, y + dy)."""
        side = (-dy * 0.28, dx * 0.28)
        middle = (x + dx * 0.45, y + dy * 0.45)
        self.shape(
            [
                (x, y),
                (middle[0] + side[0], middle[1] + side[1]),
                (x + dx, y + dy),
                (middle[0] - side[0], middle[1] - side[1]),
            ],
            fill,
        )


def kantha(pen: Pen, main: str, other: str) -> None:
    """A quilt, folded, with rows of stitches and a flower."""
    pen.box(14, 62, 72, 18, between(main, "#000000", 0.25), 5)
    pen.box(14, 20, 72, 52, main, 5)
    for row in range(5):
        pen.stitches(26 + row * 10, 19, 80, between(main, "#ffffff", 0.5))
    pen.flower(50, 46, 17, other, "#ffffff")
    for x in (24, 76):
        pen.flower(x, 46, 7, other, "#ffffff")


def cushion(pen: Pen, main: str, other: str) -> None:
    """Two cushions, one behind the other."""
    pen.box(34, 16, 52, 52, between(other, "#ffffff", 0.25), 10)
    pen.box(14, 32, 52, 52, main, 10)
    pen.flower(40, 58, 15, other, "#ffffff")


def runner(pen: Pen, main: str, other: str) -> None:
    """A long cloth over a table."""
    pen.box(8, 44, 84, 8, between(main, "#ffffff", 0.55), 2)
    pen.box(14, 52, 6, 34, between(main, "#ffffff", 0.55))
    pen.box(80, 52, 6, 34, between(main, "#ffffff", 0.55))
    pen.box(34, 40, 32, 34, main, 2)
    pen.shape([(34, 73), (66, 73), (50, 84)], main)
    for y in (48, 56, 64):
        pen.stitches(y, 37, 63, other)
    pen.disc(50, 34, 9, other, 0.7)


def jar(pen: Pen, main: str, other: str) -> None:
    """A jar of pickle with its lid and label."""
    pen.box(32, 14, 36, 11, other, 3)
    pen.box(35, 24, 30, 8, between(main, "#ffffff", 0.75))
    pen.box(24, 30, 52, 56, between(main, "#ffffff", 0.75), 11)
    pen.box(28, 42, 44, 40, main, 8)
    for x, y in ((36, 48), (50, 46), (63, 49), (40, 78), (58, 77)):
        pen.disc(x, y, 4, between(main, "#000000", 0.2))
    pen.box(32, 54, 36, 20, "#ffffff", 3)
    pen.leaf(44, 68, 13, -8, other)


def packet(pen: Pen, main: str, other: str) -> None:
    """A packet of tea with two leaves and a bud."""
    pen.shape([(26, 24), (74, 24), (78, 88), (22, 88)], main)
    pen.box(26, 14, 48, 10, between(main, "#000000", 0.25), 1)
    pen.disc(50, 56, 19, "#ffffff")
    pen.leaf(50, 68, -13, -16, other)
    pen.leaf(50, 68, 13, -16, other)
    pen.leaf(50, 66, 0, -23, between(other, "#ffffff", 0.3))


def saree(pen: Pen, main: str, other: str) -> None:
    """A folded saree with its border, and the end that hangs out."""
    for step in range(3):
        shade = between(main, "#ffffff", 0.12 * step)
        pen.box(14, 62 - step * 15, 60, 18, shade, 4)
        pen.box(14, 62 - step * 15, 60, 4, other, 2)
    pen.shape([(60, 32), (86, 32), (86, 88), (60, 88)], main)
    pen.box(60, 76, 26, 12, other)
    for y in (42, 54, 66):
        for x in (67, 79):
            pen.shape([(x, y - 4), (x + 4, y), (x, y + 4), (x - 4, y)], other)


def plant(pen: Pen, main: str, other: str) -> None:
    """A plant in its pot."""
    pen.line([(50, 66), (50, 26)], main, 3)
    for y, dx in ((58, 24), (46, 22), (34, 16)):
        pen.leaf(50, y, dx, -16, main)
        pen.leaf(50, y, -dx, -16, between(main, "#ffffff", 0.25))
    pen.leaf(50, 30, 0, -20, between(main, "#ffffff", 0.15))
    pen.shape([(32, 68), (68, 68), (62, 90), (38, 90)], other)
    pen.box(29, 62, 42, 9, between(other, "#000000", 0.15), 2)


def seedling(pen: Pen, main: str, other: str) -> None:
    """Three seedlings in a tray."""
    for x in (26, 50, 74):
        pen.line([(x, 66), (x, 46)], main, 2.5)
        pen.leaf(x, 48, 11, -13, main)
        pen.leaf(x, 48, -11, -13, between(main, "#ffffff", 0.25))
    pen.box(12, 62, 76, 18, other, 4)
    pen.box(12, 62, 76, 5, between(other, "#000000", 0.25), 2)


def earrings(pen: Pen, main: str, other: str) -> None:
    """A pair of clay earrings, painted by hand."""
    for x in (32, 68):
        pen.ring(x, 22, 6, other, 2)
        pen.disc(x, 50, 17, main, 1.25)
        pen.flower(x, 48, 10, "#ffffff", other)
        for dx in (-9, 0, 9):
            pen.disc(x + dx, 78, 3.5, other)


def necklace(pen: Pen, main: str, other: str) -> None:
    """A string of beads with a pendant."""
    beads = [
        (18, 20),
        (21, 33),
        (27, 45),
        (36, 55),
        (64, 55),
        (73, 45),
        (79, 33),
        (82, 20),
    ]
    for place, (x, y) in enumerate(beads):
        pen.disc(x, y, 5.5, other if place % 2 else main)
    pen.disc(50, 68, 16, main)
    pen.flower(50, 68, 10, "#ffffff", other)


def frock(pen: Pen, main: str, other: str) -> None:
    """A child's frock."""
    pen.shape(
        [
            (36, 18),
            (64, 18),
            (80, 34),
            (70, 42),
            (64, 37),
            (64, 50),
            (36, 50),
            (36, 37),
            (30, 42),
            (20, 34),
        ],
        main,
    )
    pen.shape([(36, 50), (64, 50), (82, 86), (18, 86)], main)
    pen.disc(50, 18, 8, between(main, "#ffffff", 0.7), 0.8)
    pen.box(35, 47, 30, 6, other, 2)
    for x, y in ((38, 66), (54, 62), (66, 72), (48, 77), (31, 78)):
        pen.disc(x, y, 3, other)


def ribbons(pen: Pen, main: str, other: str) -> None:
    """Two bows for the hair."""
    for y, one, two in ((32, main, other), (68, other, main)):
        pen.shape([(50, y), (22, y - 15), (22, y + 15)], one)
        pen.shape([(50, y), (78, y - 15), (78, y + 15)], one)
        pen.disc(50, y, 8, two)


MOTIFS: dict[str, Callable[[Pen, str, str], None]] = {
    each.__name__: each
    for each in (
        *(kantha, cushion, runner, jar, packet, saree),
        *(plant, seedling, earrings, necklace, frock, ribbons),
    )
}


def picture(drawing: str) -> bytes:
    """The PNG of `motif colour colour`, as the file of sellers names it.

    Raises KeyError for a motif or a colour that there is not.
    """
    canvas = _canvas("wash")
    _draw(Pen(canvas, 4, 4, 0.92), drawing)
    return _png(canvas)


def shop(drawings: Sequence[str]) -> bytes:
    """The PNG of a shop: an awning over a shelf with two of its things."""
    canvas, named = _canvas("tint"), colours()
    pen = Pen(canvas)
    for stripe in range(8):
        shade = named["terracotta"] if stripe % 2 else named["card"]
        pen.box(4 + stripe * 11.5, 8, 11.5, 20, shade)
        pen.disc(9.75 + stripe * 11.5, 28, 5.75, shade)
    pen.box(4, 80, 92, 5, named["amber"], 2)
    pen.box(12, 85, 4, 15, named["amber"])
    pen.box(84, 85, 4, 15, named["amber"])
    shown, scale = drawings[:2], 0.47
    left = 50 - 50 * scale * len(shown)
    for place, drawing in enumerate(shown):
        # What a motif stands on is at nine tenths of its square.
        _draw(Pen(canvas, left + place * 100 * scale, 80 - 88 * scale, scale), drawing)
    return _png(canvas)


def _draw(pen: Pen, drawing: str) -> None:
    motif, main, other = drawing.split()
    MOTIFS[motif](pen, colours()[main], colours()[other])


def _canvas(ground: str) -> Image.Image:
    side = SIDE * FINER
    return Image.new("RGB", (side, side), colours()[ground])


def _png(canvas: Image.Image) -> bytes:
    file = io.BytesIO()
    small = canvas.resize((SIDE, SIDE), Image.Resampling.LANCZOS)
    small.save(file, "PNG", optimize=True)
    return file.getvalue()
