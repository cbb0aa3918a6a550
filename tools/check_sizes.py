"""Keep files and functions small: fails on a file above 400 lines or a function above 80 (database migrations aside)."""

import ast
import sys
from pathlib import Path

ROOMS = ("src", "tests", "benchmarks", "tools")
FILE_LINES = 400
FUNCTION_LINES = 80


def complaints(path: Path) -> list[str]:
    """Return what is too long in the Python file `path`, one line each."""
    text = path.read_text(encoding="utf-8")
    lines = len(text.splitlines())
    found = [f"{path}: {lines} lines, at most {FILE_LINES}: split it"] if lines > FILE_LINES else []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > FUNCTION_LINES:
                found.append(f"{path}:{node.lineno}: {node.name} has {length} lines, at most {FUNCTION_LINES}: split it")
    return found


def main() -> int:
    """Print all complaints; return 1 if there are any."""
    root = Path(__file__).resolve().parent.parent
    files = sorted(path for room in ROOMS for path in (root / room).rglob("*.py") if "migrations" not in path.parts)
    found = [complaint.removeprefix(f"{root}/") for path in files for complaint in complaints(path)]
    print("\n".join(found) if found else f"{len(files)} files: none above {FILE_LINES} lines, no function above {FUNCTION_LINES}")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
