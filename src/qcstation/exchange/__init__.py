"""Files of the field, in and out: old and foreign measurements become runs, results become tables and JSON documents."""

from .delimited import parse_column_map
from .documents import ResultDocument, RunDocument, result_document, run_document
from .formats import DELIMITED, FormatEntry, all_formats
from .imported import Content, ImportedData, ImportFormat
from .listings import FORMATS, columns_of, write_csv, write_json, write_listing
from .reading import read_file, read_folder, recognise
from .serials import guess_serial_number
from .tables import write_raw_tables, write_results
from .text import TextFile

__all__ = [
    "DELIMITED",
    "FORMATS",
    "Content",
    "FormatEntry",
    "ImportFormat",
    "ImportedData",
    "ResultDocument",
    "RunDocument",
    "TextFile",
    "all_formats",
    "columns_of",
    "guess_serial_number",
    "parse_column_map",
    "read_file",
    "read_folder",
    "recognise",
    "result_document",
    "run_document",
    "write_csv",
    "write_json",
    "write_listing",
    "write_raw_tables",
    "write_results",
]
