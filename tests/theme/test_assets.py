import shutil
import subprocess
from pathlib import Path

import pytest

from theme import assets


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def write(folder: Path, **files: str) -> None:
    for name, text in files.items():
        (folder / f"{name}.js").write_text(text)


def test_join_js_puts_a_module_after_what_it_imports(folder):
    write(
        folder,
        a='import { b } from "./b.js";\n// says it\nb();\n',
        b='/* door */\nexport function b() {\n  return "//no comment";\n}\n',
    )

    assert assets.join_js(folder) == (
        'function b() {\nreturn "//no comment";\n}\nb();\n'
    )


@pytest.mark.parametrize(
    ("files", "sentence"),
    [
        (
            {"a": 'import "./b.js";', "b": 'import "./a.js";'},
            "a.js: imports go in a circle: a.js > b.js > a.js",
        ),
        ({"a": 'import "./b.js";'}, "a.js: imports b.js, which is not there"),
        (
            {"a": "const x = 1;", "b": "function x() {}"},
            "b.js: x is taken by a.js",
        ),
        (
            {"a": 'import { y } from "./b.js";', "b": "const y = 1;"},
            "a.js:1: b.js does not export y",
        ),
        (
            {"a": 'import y from "./b.js";', "b": ""},
            'a.js:1: write import { name } from "./file.js";',
        ),
        ({"a": "export default 1;"}, "a.js:1: export only before a declaration"),
        (
            {"a": "const x = `one\ntwo`;"},
            "a.js:1: a template literal must end on its line",
        ),
    ],
)
def test_join_js_refuses_what_it_cannot_join(folder, files, sentence):
    write(folder, **files)

    with pytest.raises(assets.AssetError) as refused:
        assets.join_js(folder)

    assert str(refused.value) == sentence


def test_trim_css_keeps_strings_and_needed_spaces():
    source = """
    /* a */ .x > .y ,
    .z :is(a) { content: "a ; {b}" ; margin: 0 calc(1px + 2px) ; }
    /* b */
    """

    assert assets.trim_css(source) == (
        '.x > .y,.z :is(a){content: "a ; {b}";margin: 0 calc(1px + 2px)}\n'
    )


def test_join_css_takes_files_in_order_of_their_names(folder):
    (folder / "20-b.css").write_text("b { c: d; }")
    (folder / "10-a.css").write_text("a { c: d; }")

    assert assets.join_css(folder) == "a{c: d}b{c: d}\n"


def test_our_stylesheet_declares_layers_before_using_them():
    css = assets.join_css()

    assert css.count("{") == css.count("}")
    assert css.index("@layer base,ui,page;") < css.index("@layer base{")
    assert "@import" not in css


@pytest.mark.skipif(not shutil.which("node"), reason="no node to parse with")
def test_our_script_is_javascript(tmp_path):
    path = tmp_path / "uthan.mjs"
    path.write_text(assets.join_js())

    done = subprocess.run(["node", "--check", path], capture_output=True, check=False)

    assert done.returncode == 0, done.stderr
