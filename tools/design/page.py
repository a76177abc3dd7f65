"""docs/reference/design.md: tokens with their purpose, contrast of what stands on what, lights, paper, parts."""

from collections.abc import Callable, Sequence

from buckstop.domain.matter.axes import Colour
from buckstop.text.deadlines import LIGHT_WORDS
from tools.design.pairs import AA_SHAPES, AA_WORDS, SHADE, SHAPES, WORDS, Pair, pairs
from tools.design.parts import SHEETS, parts
from tools.design.tokens import SHEET, Token, darkest_shade, on_paper, tokens, widths

Table = Callable[[tuple[str, ...], Sequence[tuple[str, ...]]], str]

_LEAD = """\
Ink on paper, and one seal. The pages are read all day by people who have other work: they are quiet, they say in words
what they mean, and nothing on them moves by itself. This page is what the style sheets say
(`src/buckstop/web/static/tokens.css`), with the contrasts computed.

![Every part of the pages](../pictures/design.png)

![The same in the dark](../pictures/design-dark.png)

`python -m tools.design_pictures` makes the two pictures from `tools/design/gallery.html`."""

_HABITS = """\
- **A meaning is a word first**, then a shape, then a colour: who cannot tell red from green loses nothing, and neither
  does a printer without colours.
- **One seal.** Its red stands for late, wrong and grave, and on the head of a paper; nothing is red for beauty.
- **Nothing is fetched from elsewhere**: letters are those of the device, signs are one small file of ours.
- **Edges, no shadows**: what can be used has an edge that can be seen; what lies above has one too.
- **Fingers count**: what is touched is at least 44 px high. **Keyboards count**: what has the keyboard has a ring around
  it, two pixels away from it, so that both sides of the ring are the ground it lies on.
- **Pages work without scripts.** Scripts only spare a click or a look.
- **Light, dark, as the device**: colours stand once, `light-dark(light, dark)`, and `color-scheme` chooses. That takes a
  browser of 2024 or newer (Chromium 123, Firefox 120, Safari 17.5); an older one shows the plain colours of its device."""

_LIGHTS = (
    (Colour.RED, "circle", "the deadline is over"),
    (Colour.YELLOW, "triangle", "the work reported lags behind the time gone, or a report is overdue"),
    (Colour.BLUE, "square", "the deadline is near"),
)

_PAPER = """\
Paper is white whatever the screen shows. Nothing to press is printed; a table keeps its heads on every sheet, a row is never
cut; shapes that mean something are printed although they are grounds. The head says whose page it is and as of when, the
foot the number of the sheet. A matter has a sheet of its own, set like an official document (**Print the whole matter**)."""


def design_page(table: Table, page: Callable[..., str]) -> str:
    """What docs/reference/design.md says, from the style sheets and templates as they are now.

    Args:
        table: how generated pages write a table, from its head and rows.
        page: how they write themselves, from a title and parts.
    """
    sheet = SHEET.read_text("utf-8")
    known = tokens(sheet)
    groups = dict.fromkeys(one.group for one in known)
    return page(
        "The design system",
        _LEAD,
        "## Habits",
        _HABITS,
        "## Tokens",
        "No style sheet names a colour of its own (a test); every token is used and says what for (a test).",
        *(part for group in groups for part in (f"### {group}", _tokens(table, known, group))),
        "### Widths",
        "A media query can read no token; sheets use these widths and no others (a test).",
        table(("width", "what changes there"), tuple((f"`{width}`", why) for width, why in widths(sheet).items())),
        "## Contrast",
        *_contrast(table, known),
        "## Lights",
        "Lights are about the schedule of matters, and about nothing else. Each says its word beside its shape (a test).",
        table(
            ("light", "shape", "word", "burns because"),
            tuple((str(colour), shape, LIGHT_WORDS[colour], why) for colour, shape, why in _LIGHTS),
        ),
        "## On paper",
        _PAPER,
        table(("token", "on paper"), tuple((f"`--{name}`", f"`{value}`") for name, value in on_paper(sheet).items())),
        "## Parts",
        "A page is made of these; what only one page has stands beside its template.",
        *(part for one in SHEETS for part in (f"### `{one}`", _parts(table, one))),
    )


def _tokens(table: Table, known: Sequence[Token], group: str) -> str:
    inside = [one for one in known if one.group == group]
    if inside[0].is_colour:
        rows = tuple((f"`--{one.name}`", f"`{one.light}`", f"`{one.dark}`", one.why) for one in inside)
        return table(("token", "light", "dark", "for"), rows)
    return table(("token", "value", "for"), tuple((f"`--{one.name}`", f"`{one.light}`", one.why) for one in inside))


def _contrast(table: Table, known: tuple[Token, ...]) -> list[str]:
    found = list(pairs(known))
    verdict = "All of them pass" if all(one.passes for one in found) else "**Not all of them pass**"
    least = min(found, key=lambda one: min(one.light, one.dark) / one.least)
    return [
        (
            "Contrast as WCAG 2.2 defines it, light · dark, of what stands on what in our pages; what a browser shows is "
            f"compared with this list (a test). `{SHADE}` is the darkest cell of the table of who gave to whom: "
            f"{darkest_shade()} % accent in paper. {verdict} AA ({len(found)} pairs, each in light and dark). Nearest to "
            f"its limit: `{least.front}` on `{least.ground}`, {min(least.light, least.dark):.2f} where {least.least:g} is "
            "asked."
        ),
        f"Words, at least {AA_WORDS}:",
        _matrix(table, [one for one in found if one.least == AA_WORDS], list(WORDS)),
        f"Edges of controls, the ring around what has the keyboard, shapes of lights, ticks, bars, at least {AA_SHAPES:g}:",
        _matrix(table, [one for one in found if one.least == AA_SHAPES], list(SHAPES)),
        "`--line` is left out: a row is told from the next by its words and the room between them.",
    ]


def _matrix(table: Table, found: Sequence[Pair], fronts: Sequence[str]) -> str:
    grounds = tuple(dict.fromkeys(one.ground for one in found))
    cells = {(one.front, one.ground): _cell(one) for one in found}
    rows = tuple((f"`{front}`", *(cells.get((front, ground), "") for ground in grounds)) for front in fronts)
    return table(("on", *(f"`{ground}`" for ground in grounds)), rows)


def _cell(pair: Pair) -> str:
    said = f"{pair.light:.1f} · {pair.dark:.1f}"
    return said if pair.passes else f"**{said}: too little**"


def _parts(table: Table, sheet: str) -> str:
    rows = tuple((f"`{one.name}({', '.join(one.takes)})`", one.why) for one in parts(sheet))
    return table(("part", "for"), rows)
