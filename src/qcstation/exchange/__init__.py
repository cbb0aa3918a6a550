"""Files of the field, in and out: old and foreign measurements become runs, results become tables and JSON documents."""

from .delimited import parse_column_map
from .formats import DELIMITED, FormatEntry, all_formats
from .imported import Content, ImportedData, ImportFormat
from .reading import read_file, read_folder, recognise
from .serials import guess_serial_number
from .text import TextFile

__all__ = [
    "DELIMITED",
    "Content",
    "FormatEntry",
    "ImportFormat",
    "ImportedData",
    "TextFile",
    "all_formats",
    "guess_serial_number",
    "parse_column_map",
    "read_file",
    "read_folder",
    "recognise",
]
