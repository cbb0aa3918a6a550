"""What the page of a run says, in words: everything that the template needs and no more."""

from markupsafe import Markup
from msgspec import Struct

from qcstation.model.estimates import Refusal
from qcstation.model.events import InterlockChanged, MessageLogged, OutputUnsafe, PromptAsked, ResultsFound, Severity
from qcstation.model.runs import RunHeader, RunKind, SettingValue
from qcstation.model.units import format_quantity
from qcstation.model.verdicts import Judgement
from qcstation.records import RunRecord

from .channels import without_channels
from .limit_bars import draw_limit_bar, limits_text
from .photos import Photo, photos_of
from .plots import figures
from .svg import draw
from .wording import duration_text, time_text, typeset, words

SIGNS = {"PASS": "✓", "FAIL": "✕", "INCONCLUSIVE": "?"}
_MOST_MESSAGES = 200
_FILE_PREFIX = "file: "
"""Settings whose names begin so are what an imported file's header said."""
_ORIGINS = {
    RunKind.SIMULATED: "Simulated data: this run says nothing of a real component.",
    RunKind.IMPORTED: "Imported data: measured by another program.",
}


class Row(Struct, frozen=True, kw_only=True):
    """One result. `verdict` is empty for information; `footnote` is the number of its limit's source, 0 without one."""

    name: str
    channel: str
    value: str
    limits: str
    footnote: int
    unverified: bool
    required: bool
    bar: Markup
    verdict: str
    note: str


class Message(Struct, frozen=True, kw_only=True):
    """A sentence of the log, `when` after the start."""

    when: str
    text: str
    severity: str


class Picture(Struct, frozen=True, kw_only=True):
    """A plot and the sentence below it."""

    svg: Markup
    caption: str
    wide: bool


class Page(Struct, frozen=True, kw_only=True):
    """A run's page. Pairs are name and value."""

    component: str
    component_type: str
    procedure: str
    procedure_title: str
    verdict: str
    outcome: str
    reason: str
    alarms: tuple[str, ...]
    kind: str
    origin: str
    facts: tuple[tuple[str, str], ...]
    rows: tuple[Row, ...]
    channels: tuple[tuple[str, tuple[Row, ...]], ...]
    sources: tuple[str, ...]
    rule: str
    pictures: tuple[Picture, ...]
    settings: tuple[tuple[str, str], ...]
    header: tuple[tuple[str, str], ...]
    answers: tuple[tuple[str, str], ...]
    photos: tuple[Photo, ...]
    instruments: tuple[tuple[str, str, str, str], ...]
    messages: tuple[Message, ...]
    left_out: int
    provenance: tuple[tuple[str, str], ...]


def page_of(record: RunRecord) -> Page:
    """Return what the page of a run says."""
    header = record.header
    specification = record.specification
    messages = _messages(record)
    sources = _sources(record)
    read, aside = without_channels(_judgements(record))
    return Page(
        component=header.component.serial_number if header.component else "not assigned to a component",
        component_type=header.component.type if header.component else "",
        procedure=header.procedure,
        procedure_title=specification.title if specification else "",
        verdict=record.verdict.value if record.verdict else "",
        outcome=record.outcome.value if record.outcome else "NOT FINISHED",
        reason=record.reason,
        alarms=tuple(f"{event.instrument}: {event.detail}" for event in record.all(OutputUnsafe)),
        kind=header.kind.value,
        origin=_ORIGINS.get(header.kind, ""),
        facts=_facts(record),
        rows=tuple(_row(judgement, sources, record) for judgement in read),
        channels=tuple(
            (
                f"{words(found.name)}: {len(found.judgements)} more channels",
                tuple(_row(judgement, sources, record) for judgement in found.judgements),
            )
            for found in aside
        ),
        sources=sources,
        rule=_rule(record),
        pictures=tuple(
            Picture(svg=draw(figure.plot), caption=figure.caption, wide=figure.plot.width > 600)
            for figure in figures(tuple(record.raw.tables.values()), record.results)
        ),
        settings=_settings(header, from_file=False),
        header=_settings(header, from_file=True),
        answers=_answers(record),
        photos=photos_of(record),
        instruments=tuple((one.instrument, one.identity, one.driver, one.resource) for one in record.instruments),
        messages=messages[:_MOST_MESSAGES],
        left_out=max(0, len(messages) - _MOST_MESSAGES),
        provenance=_provenance(record),
    )


def _facts(record: RunRecord) -> tuple[tuple[str, str], ...]:
    header = record.header
    component = header.component
    facts = [
        ("Stage", component.stage if component else ""),
        ("Started", time_text(header.started)),
        ("Duration", _duration(record)),
        ("Operator", header.operator),
        ("Site", header.site),
        ("Station", " / ".join(part for part in (header.station, header.slot) if part)),
        ("Note", header.note),
    ]
    if component:
        facts += [(words(name), value) for name, value in component.identifiers.items()]
    return tuple((name, value) for name, value in facts if value)


def _duration(record: RunRecord) -> str:
    if record.ended is None or record.header.kind is RunKind.IMPORTED:
        return ""
    return duration_text(max(0.0, record.ended - record.header.started))


def _judgements(record: RunRecord) -> tuple[Judgement, ...]:
    return record.judgements or tuple(Judgement(result=result, limit=None, verdict=None) for result in record.results)


def _sources(record: RunRecord) -> tuple[str, ...]:
    """Return where the limits come from, each source once."""
    sources = (judgement.limit.source for judgement in record.judgements if judgement.limit)
    return tuple(dict.fromkeys(source for source in sources if source))


def _row(judgement: Judgement, sources: tuple[str, ...], record: RunRecord) -> Row:
    result, limit = judgement.result, judgement.limit
    finding = result.finding
    refused = isinstance(finding, Refusal)
    notes = [judgement.reason or (finding.reason if isinstance(finding, Refusal) else finding.note), finding.method]
    return Row(
        name=words(result.name),
        channel=result.channel,
        value="—" if refused else typeset(str(finding)),
        limits=typeset(limits_text(limit)),
        footnote=sources.index(limit.source) + 1 if limit and limit.source else 0,
        unverified=limit.unverified if limit else False,
        required=judgement.counts,
        bar=draw_limit_bar(judgement, record.specification),
        verdict=judgement.verdict.value if judgement.verdict else "",
        note="; ".join(note for note in notes if note),
    )


def _rule(record: RunRecord) -> str:
    specification = record.specification
    if specification is None:
        return ""
    k = f"{specification.coverage:g}"
    rules = {
        "simple": "The value alone decides (simple acceptance). Whiskers show one standard uncertainty.",
        "guarded": f"The interval of ± {k} standard uncertainties decides; whiskers show it.",
    }
    return rules[specification.rule.value]


def _settings(header: RunHeader, *, from_file: bool) -> tuple[tuple[str, str], ...]:
    chosen = ((name, value) for name, value in header.settings.items() if name.startswith(_FILE_PREFIX) == from_file)
    pairs = ((name.removeprefix(_FILE_PREFIX), _setting(value, header.setting_units.get(name, ""))) for name, value in chosen)
    return tuple((name if from_file else words(name), value) for name, value in pairs if value)


def _setting(value: SettingValue, unit: str) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return value
    return typeset(format_quantity(float(value) + 0.0, unit))


def _answers(record: RunRecord) -> tuple[tuple[str, str], ...]:
    """Return the operator's answers, a form's under the titles of its fields."""
    titles = {field.name: field.title for asked in record.all(PromptAsked) for field in asked.prompt.fields}
    return tuple((titles.get(name, name), text) for name, text in record.raw.answers.items() if text)


def _messages(record: RunRecord) -> tuple[Message, ...]:
    found: list[tuple[float, str, Severity]] = []
    for event in record.events:
        if isinstance(event, MessageLogged):
            found.append((event.time, event.text, event.severity))
        elif isinstance(event, InterlockChanged) and not event.ok:
            found.append((event.time, f"interlock {event.interlock}: {event.detail}", Severity.WARNING))
        elif isinstance(event, OutputUnsafe):
            found.append((event.time, f"UNSAFE: {event.instrument}: {event.detail}", Severity.ALARM))
    imported = record.header.kind is RunKind.IMPORTED
    start = record.header.started
    return tuple(
        Message(when="" if imported else "+" + duration_text(max(0.0, time - start)), text=text, severity=severity.value)
        for time, text, severity in found
    )


def _provenance(record: RunRecord) -> tuple[tuple[str, str], ...]:
    header, judged = record.header, record.judged
    analysed = record.last(ResultsFound)
    facts = [
        ("Run", header.run),
        ("Procedure", f"{header.procedure}, version {header.procedure_version}"),
        ("Specification", f"{judged.specification.id}, version {judged.specification.version}" if judged else ""),
        ("Specification SHA-256", judged.digest if judged else ""),
        ("Taken with", f"qcstation {header.software}" if header.software else ""),
        ("Analysed with", f"qcstation {analysed.software}" if analysed and analysed.software else ""),
        ("Imported from", header.source),
        ("Imported file's SHA-256", header.source_sha256),
        ("Run file", str(record.path)),
        ("Run file's SHA-256", record.sha256 if record.sealed else "not sealed: the run has not been finished"),
    ]
    return tuple((name, value) for name, value in facts if value)
