"""Tables of beta-telescope results such as UCSC's: recognised so that the reason why they are no run can be given."""

from .imported import Content
from .text import TextFile

_NEEDED = ("run", "bias_voltage", "time_resolution_50")


class BetaSummary:
    """A table in which each line is one bias point of some run, analysed already by another program."""

    name = "beta-summary"
    title = "results of beta telescopes (CSV): recognised, and refused as no measurement"

    def recognises(self, file: TextFile) -> bool:
        """Whether the first line has the headings of such a table."""
        return set(file.lines[0].split(",")) >= set(_NEEDED)

    def read(self, file: TextFile) -> Content:
        """Refuse: results of another program's analysis cannot be analysed or judged again.

        Raises:
            ImportFormatError: always; says how many results of how many runs it holds.
        """
        place = file.lines[0].split(",").index("run")
        runs = {cells[place] for cells in (text.split(",") for _, text in file.numbered(1)) if len(cells) > place}
        raise file.error(
            f"is a table of {len(file.numbered(1))} results of {len(runs)} runs, analysed by another program: no raw data that "
            "could be analysed or judged; import the oscilloscope's waveforms instead"
        )
