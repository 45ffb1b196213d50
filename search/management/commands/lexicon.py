"""`manage.py lexicon`: lines for search/data/concepts.tsv from what moderators agreed
to."""

from typing import Any

from core.commands import UthanCommand
from search.analysis.meant import concept_of, line_with
from search.models import WordProposal


class Command(UthanCommand):
    help = (
        "Print lines for search/data/concepts.tsv with the words that moderators agreed "
        "to: each replaces the line of its concept, or is a new one. Words that the "
        "file holds already are left out."
    )
    takes_json = True
    needs_database = True

    def handle(self, *args: Any, **options: Any) -> None:
        """Print one line for each concept, in the order in which they were agreed to."""
        found: dict[str, list[str]] = {}
        for row in WordProposal.objects.agreed().order_by("decided_at", "pk"):
            words = found.setdefault(row.concept, [])
            words += (w for w in row.parts if not concept_of(w) and w not in words)
        found = {concept: words for concept, words in found.items() if words}
        if options["json"]:
            self.print_json(
                {
                    "concepts": [
                        {"concept": concept, "words": words}
                        for concept, words in found.items()
                    ]
                }
            )
            return
        for concept, words in found.items():
            self.stdout.write(line_with(concept, words))
