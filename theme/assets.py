"""Join the stylesheets and the scripts into the one file of each that is sent.

The sources stay small files: theme/css/*.css in the order of their names and
theme/js/*.js as modules that import from each other. There is no Node here, so what
a script may say is kept to what can be joined without parsing JavaScript:

- ``import { a, b } from "./dom.js";`` or ``import "./dom.js";`` on one line each, no
  renaming, no default, no star;
- ``export`` before function, class, const or let, at the start of a line;
- a template literal ends on the line it began on;
- comments on lines of their own.

What breaks a rule raises AssetError with the file and the line.
"""

from __future__ import annotations

import re
from pathlib import Path

HERE = Path(__file__).resolve().parent
CSS_FOLDER = HERE / "css"
JS_FOLDER = HERE / "js"

IMPORT = re.compile(
    r"""import\s+(?:\{([\w$,\s]*)\}\s+from\s+)?["']\./([\w-]+\.js)["'];"""
)
TOP_LEVEL = re.compile(
    r"(?:export\s+)?(?:async\s+)?(?:function\*?|class|const|let|var)\s+([\w$]+)"
)
CSS_PIECE = re.compile(
    r"""("[^"\n]*"|'[^'\n]*')|/\*.*?\*/|\s*([{};,])\s*|(\s+)""", re.S
)


class AssetError(ValueError):
    """A source that cannot be joined; the message names file and line."""


def css_sources(folder: Path = CSS_FOLDER) -> list[Path]:
    """Return the stylesheets in the order in which they are joined."""
    return sorted(folder.glob("*.css"))


def js_sources(folder: Path = JS_FOLDER) -> list[Path]:
    """Return the modules, each after those that it imports.

    Raises AssetError for an import of a file that is not there and for a cycle.
    """
    ordered: list[Path] = []
    for path in sorted(folder.glob("*.js")):
        _visit(path, ordered, [])
    return ordered


def _visit(path: Path, ordered: list[Path], above: list[Path]) -> None:
    if path in ordered:
        return
    if path in above:
        names = " > ".join(step.name for step in [*above, path])
        raise AssetError(f"{path.name}: imports go in a circle: {names}")
    if not path.exists():
        raise AssetError(f"{above[-1].name}: imports {path.name}, which is not there")
    for line in path.read_text(encoding="utf-8").splitlines():
        if wanted := IMPORT.match(line):
            _visit(path.parent / wanted[2], ordered, [*above, path])
    ordered.append(path)


def join_css(folder: Path = CSS_FOLDER) -> str:
    """Return all stylesheets as one, without comments and spare whitespace."""
    text = "\n".join(path.read_text(encoding="utf-8") for path in css_sources(folder))
    return trim_css(text)


def trim_css(text: str) -> str:
    """Drop comments and whitespace that mean nothing; strings stay as they are."""

    def shorter(piece: re.Match[str]) -> str:
        return piece[1] or piece[2] or (" " if piece[3] else "")

    # Twice: the whitespace on both sides of a comment meets once that is gone.
    once = CSS_PIECE.sub(shorter, text)
    return CSS_PIECE.sub(shorter, once).replace(";}", "}").strip() + "\n"


def join_js(folder: Path = JS_FOLDER) -> str:
    """Return all modules as one module.

    Raises AssetError when two files use one name at their top level, when a name is
    imported that its file does not export, and for what the rules above forbid.
    """
    owner: dict[str, str] = {}
    exported: dict[str, set[str]] = {}
    parts = []
    for path in js_sources(folder):
        lines, names, exports = _read_module(path, exported)
        exported[path.name] = exports
        for name in names:
            if name in owner:
                raise AssetError(f"{path.name}: {name} is taken by {owner[name]}")
            owner[name] = path.name
        parts += lines
    return "\n".join(parts) + "\n"


def _read_module(
    path: Path, exported: dict[str, set[str]]
) -> tuple[list[str], list[str], set[str]]:
    """Return the lines kept of one module, its top-level names and its exports."""
    lines: list[str] = []
    names: list[str] = []
    exports: set[str] = set()
    in_comment = False
    for number, raw in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        line, where = raw.strip(), f"{path.name}:{number}"
        if in_comment or line.startswith("/*"):
            in_comment = not line.endswith("*/")
            continue
        if not line or line.startswith("//"):
            continue
        if line.replace("\\`", "").count("`") % 2:
            raise AssetError(f"{where}: a template literal must end on its line")
        if raw.startswith("import"):
            _check_import(raw, where, exported)
            continue
        if raw.startswith(("export default", "export {", "export *")):
            raise AssetError(f"{where}: export only before a declaration")
        if top := TOP_LEVEL.match(raw):
            names.append(top[1])
            if raw.startswith("export"):
                exports.add(top[1])
        lines.append(line.removeprefix("export ").lstrip())
    return lines, names, exports


def _check_import(line: str, where: str, exported: dict[str, set[str]]) -> None:
    wanted = IMPORT.fullmatch(line.rstrip())
    if wanted is None:
        raise AssetError(f'{where}: write import {{ name }} from "./file.js";')
    for name in filter(None, (part.strip() for part in (wanted[1] or "").split(","))):
        if name not in exported[wanted[2]]:
            raise AssetError(f"{where}: {wanted[2]} does not export {name}")
