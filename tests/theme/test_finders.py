import gzip
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import ManifestStaticFilesStorage

from theme import finders as ours
from theme.assets import join_css


@pytest.fixture(autouse=True)
def data(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    return tmp_path


@pytest.mark.parametrize("name", ["theme/uthan.css", "theme/uthan.js"])
def test_joined_file_is_found_and_built(name, data):
    found = finders.find(name)

    assert found == str(data / "built" / name)
    assert gzip.decompress(Path(f"{found}.gz").read_bytes()) == Path(found).read_bytes()


def test_joined_file_is_made_again_when_a_source_changed(data):
    path = Path(finders.find("theme/uthan.css"))
    path.write_text("old")

    finders.find("theme/uthan.css")

    assert path.read_text() == join_css()


def test_joined_file_is_left_alone_when_nothing_changed():
    path = Path(finders.find("theme/uthan.css"))
    before = path.stat().st_mtime_ns

    finders.find("theme/uthan.css")

    assert path.stat().st_mtime_ns == before


def test_several_starts_at_once_leave_whole_files_only(data):
    with ThreadPoolExecutor(8) as pool:
        paths = list(pool.map(ours.build, ["theme/uthan.css"] * 24))

    assert {path.read_text() for path in paths} == {join_css()}
    assert sorted(p.name for p in (data / "built/theme").iterdir()) == [
        "uthan.css",
        "uthan.css.gz",
    ]


def test_other_files_are_not_ours():
    finder = ours.JoinedFinder()

    assert finder.find("theme/fonts/OFL.txt") == []
    assert finder.find("theme/fonts/OFL.txt", find_all=True) == []


def test_manifest_storage_hashes_the_fonts_in_the_stylesheet(tmp_path):
    storage = ManifestStaticFilesStorage(location=tmp_path / "out", base_url="/static/")
    paths = {}
    for finder in (ours.JoinedFinder(), finders.AppDirectoriesFinder(["theme"])):
        for path, source in finder.list([]):
            with source.open(path) as file:
                storage.save(path, file)
            paths[path] = (storage, path)

    list(storage.post_process(paths))

    css = storage.open(storage.stored_name("theme/uthan.css")).read().decode()
    for weight in (400, 600):
        name = storage.stored_name(f"theme/fonts/hind-siliguri-{weight}.woff2")
        assert f'url("{name.removeprefix("theme/")}")' in css
