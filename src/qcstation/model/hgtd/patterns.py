"""How each kind of HGTD serial number is written.

Source of patterns, codes and their meanings: github.com/ATLAS-HGTD/hgtd-tools, util.py, `check_SN_valid` (July 2026), which names
ATL-COM-HGTD-2024-026 for the flex tails. What it leaves open (which characters a batch or a counter may have) is decided in
docs/decisions/0005-hgtd-serial-numbers.md.
"""

from msgspec import Struct

from .fields import Field, choice, code, number

LENGTH = 14


class Pattern(Struct, frozen=True, kw_only=True):
    """Serial numbers of `component_type` begin with the project's three characters and `prefix`; `fields` make up the rest.

    `layout` is the pattern as the collaboration writes it, with one letter a character. Where a kind has several patterns, the
    first that fits counts.
    """

    component_type: str
    prefix: str
    layout: str
    example: str
    fields: tuple[Field, ...]


_PRODUCTION = {"M": "main production", "P": "pre-production", "D": "demonstrator", "T": "test", "O": "other"}
_PRODUCTION_NUMBERS = {"0": "main production", "1": "demonstrator", "2": "test", "3": "other"}
_SITES = {"F": "IFAE", "H": "IHEP", "J": "IJCLab", "M": "Mainz", "A": "MAScIR", "U": "USTC"}
_GLUE_SITE_NUMBERS = {"1": "IFAE", "2": "IHEP", "3": "IJCLab", "4": "Mainz", "5": "MAScIR", "6": "USTC"}
_LOADING_SITES = {"F": "IFAE", "H": "IHEP", "P": "LPNHE", "M": "Mainz", "A": "MAScIR", "U": "USTC"}
_LOADING_SITE_NUMBERS = {"1": "IFAE", "2": "IHEP", "3": "LPNHE", "4": "Mainz", "5": "MAScIR", "6": "USTC"}
_COUNTRIES = {"G": "Germany", "C": "China", "S": "Slovenia", "M": "Morocco"}
_COUNTRY_NUMBERS = {"1": "Germany", "2": "China", "3": "Slovenia"}

_production = Field("production", choices=_PRODUCTION)
_production_or_number = Field("production", choices={**_PRODUCTION, **_PRODUCTION_NUMBERS})
# Support and detector units are written in one way in production and in another before it.
_series = choice("production", M="main production", P="pre-production", _0="main production")
_prototype = choice("production", D="demonstrator", T="test", O="other", _1="demonstrator", _2="test", _3="other")
_side = choice("side", F="front", B="back")
_ring = choice("ring", I="inner", M="middle", O="outer")
_sensor_position = Field(
    "position on the wafer",
    2,
    choices={
        **{f"{place:02d}": f"{place:02d} (main sensor)" for place in range(53)},
        **{f"{place:02d}": f"{place:02d} (partial sensor)" for place in range(61, 100)},
    },
    summary="00 to 52 (main sensors) or 61 to 99 (partial sensors)",
)


def _unit(component_type: str, prefix: str, site: Field, letters: tuple[str, str, str, str]) -> tuple[Pattern, Pattern]:
    layout, example, old_layout, old_example = letters
    kind = number("type", 2)
    return (
        Pattern(
            component_type=component_type,
            prefix=prefix,
            layout=layout,
            example=example,
            fields=(site, _series, code("batch"), _side, _ring, kind, number("counter", 2)),
        ),
        Pattern(
            component_type=component_type,
            prefix=prefix,
            layout=old_layout,
            example=old_example,
            fields=(site, _prototype, _side, _ring, kind, number("counter", 3)),
        ),
    )


def _flex_tails() -> tuple[Pattern, ...]:
    country = Field("manufacturer", choices=_COUNTRIES)
    older = Field("manufacturer", choices={**_COUNTRIES, **_COUNTRY_NUMBERS})
    oldest = Field("manufacturer", choices=_COUNTRY_NUMBERS)
    rest = (choice("readout", R="single readout", F="full readout"), code("length type", 2), number("counter", 3))
    layouts: tuple[tuple[str, str, tuple[Field, ...]], ...] = (
        ("20WFTMPBQTTNNN", "20WFTMP1F51001", (country, _production, code("batch"))),
        # The order that the collaboration's pattern shows, and that demonstrators of 2023 and 2024 have.
        ("20WFTMBPQTTNNN", "20WFTM1DF51001", (country, code("batch"), _production)),
        # The demonstrators ordered in 2024.
        ("20WFTMPBQTTNNN", "20WFTM12F51001", (older, choice("production", _1="demonstrator"), choice("batch", _1="1", _2="2"))),
        # Before May 2023.
        ("20WFTMBPQTTNNN", "20WFT100F51001", (oldest, code("batch"), Field("production", choices=_PRODUCTION_NUMBERS))),
    )
    return tuple(
        Pattern(component_type="hgtd.flex-tail", prefix="FT", layout=layout, example=example, fields=(*first, *rest))
        for layout, example, first in layouts
    )


PATTERNS = (
    Pattern(
        component_type="hgtd.wafer",
        prefix="S0",
        layout="20WS0MPBBONNNN",
        example="20WS0000001001",
        fields=(
            choice("manufacturer", _0="IHEP-IME", _1="USTC-IME"),
            code("production"),
            code("batch", 2),
            code("code O"),
            number("wafer", 4),
        ),
    ),
    *_unit(
        "hgtd.support-unit",
        "SU",
        choice("manufacturer", C="China"),
        ("20WSUMPBZRTTNN", "20WSUCP1FO0501", "20WSUMPZRTTNNN", "20WSUCDFO05001"),
    ),
    Pattern(
        component_type="hgtd.sensor",
        prefix="S",
        layout="20WSMEBBNNNNXY",
        example="20WS1000100101",
        fields=(
            choice(
                "manufacturer",
                _1="IHEP-IME, pre-production",
                _2="IHEP-IME, production",
                _3="USTC-IME, pre-production",
                _4="USTC-IME, production",
            ),
            choice(
                "kind",
                _0="main sensor",
                _1="QC-TS of a main sensor",
                _2="partial sensor",
                _3="QC-TS of a partial sensor",
            ),
            code("batch", 2),
            number("wafer", 4),
            _sensor_position,
        ),
    ),
    Pattern(
        component_type="hgtd.asic",
        prefix="AS",
        layout="20WASVPDDDDCCC",
        example="20WASHP0001001",
        fields=(
            choice("test site", H="IHEP", J="IJCLab"),
            choice("production", M="main production", P="pre-production"),
            code("wafer", 4),
            code("chip", 3),
        ),
    ),
    Pattern(
        component_type="hgtd.hybrid",
        prefix="H",
        layout="20WHMMMPBBNNNN",
        example="20WHNNIP010001",
        fields=(
            choice("manufacturer, step 2", N="NCAP", P="Patech"),
            choice("manufacturer, step 3", N="NCAP", D="Disco", M="micropack"),
            choice("manufacturer, step 4", N="NCAP", I="IFAE", C="CNM"),
            _production_or_number,
            code("batch", 2),
            number("counter", 4),
        ),
    ),
    Pattern(
        component_type="hgtd.module",
        prefix="MO",
        layout="20WMOKPBNNNNNN",
        example="20WMOAP1000001",
        fields=(Field("assembly site", choices=_SITES), _production, code("batch"), number("counter", 6)),
    ),
    Pattern(
        component_type="hgtd.module-flex",
        prefix="MF",
        layout="20WMFMPBJNNNNN",
        example="20WMFHP1A00001",
        fields=(
            choice("manufacturer", H="IHEP"),
            _production_or_number,
            code("batch"),
            code("grounding scheme"),
            number("counter", 5),
        ),
    ),
    *_flex_tails(),
    Pattern(
        component_type="hgtd.peb",
        prefix="PE",
        layout="20WPEMPBJNNNNN",
        example="20WPENP1A3B001",
        fields=(
            choice("manufacturer", H="IHEP", N="NJU"),
            _production_or_number,
            code("batch"),
            code("grounding scheme"),
            code("type", 2),
            number("counter", 3),
        ),
    ),
    *_unit(
        "hgtd.detector-unit",
        "DU",
        Field("loading site", choices={**_LOADING_SITES, **_LOADING_SITE_NUMBERS}),
        ("20WDUKPBZRTTNN", "20WDUAP1FO0501", "20WDUKPZRTTNNN", "20WDUADFO05001"),
    ),
    Pattern(
        component_type="hgtd.glue",
        prefix="GL",
        layout="20WGLMPNNNNNNN",
        example="20WGLAP0000001",
        fields=(Field("site", choices={**_SITES, **_GLUE_SITE_NUMBERS}), _production_or_number, number("counter", 7)),
    ),
)
