"""Districts and upazilas as rows, from the file that ships with this room.

sellers/places.json says where its names come from; tools/places.py makes it anew.
"""

import json
from pathlib import Path
from typing import Any, NamedTuple

from django.db import transaction

from core import text
from sellers.models.place import keys_of

FILE = Path(__file__).with_name("places.json")


class Counted(NamedTuple):
    """How many rows an import made and changed."""

    made: int
    changed: int


def read(file: Path = FILE) -> dict[str, Any]:
    """All places of a file; raises ValueError for one that is none of ours."""
    data = json.loads(file.read_text("utf-8"))
    if not isinstance(data, dict) or not isinstance(data.get("districts"), list):
        raise ValueError(f"{file.name}: no list of districts")
    return data


@transaction.atomic
def import_places(district: Any, upazila: Any, data: dict[str, Any]) -> Counted:
    """Make or mend the rows of `data`; done twice it changes nothing.

    `district` and `upazila` are the models, those of a migration too. A place that
    the file does not have any more stays: sellers may be there.
    """
    wanted = [_district(row) for row in data["districts"]]
    first = _bring(district, wanted)
    ids = dict(district.objects.values_list("code", "pk"))
    below = [
        _names(row) | {"district_id": ids[each["code"]]}
        for each in data["districts"]
        for row in each["upazilas"]
    ]
    second = _bring(upazila, below)
    return Counted(first.made + second.made, first.changed + second.changed)


def _district(row: dict[str, Any]) -> dict[str, Any]:
    return _names(row) | {"slug": text.slug(row["en"])}


def _names(row: dict[str, Any]) -> dict[str, Any]:
    names = [row["bn"], row["en"], *row.get("aliases", ())]
    return {
        "code": row["code"],
        "name_bn": text.normalise_line(row["bn"]),
        "name_en": text.normalise_line(row["en"]),
        "keys": keys_of(names),
    }


def _bring(model: Any, wanted: list[dict[str, Any]]) -> Counted:
    """Let the table hold these rows, by their code."""
    there = {row.code: row for row in model.objects.all()}
    new = [model(**fields) for fields in wanted if fields["code"] not in there]
    changed = []
    for fields in wanted:
        row = there.get(fields["code"])
        if row is None or all(getattr(row, name) == fields[name] for name in fields):
            continue
        for name, value in fields.items():
            setattr(row, name, value)
        changed.append(row)
    model.objects.bulk_create(new)
    if changed:
        model.objects.bulk_update(changed, [*wanted[0]])
    return Counted(len(new), len(changed))
