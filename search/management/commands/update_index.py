"""`manage.py update_index`: build the search indexes anew."""

from typing import Any

from core.commands import UthanCommand
from search import editors, suggestions
from search.engines import IndexBusy
from search.indexing import rebuild


class Command(UthanCommand):
    """Rebuild the document index, going on where a killed rebuild stopped, and the
    editors' index (Wagtail's own search) and the table of suggestions.

    Stands before Wagtail's command of the same name. With --json prints
    `{"documents": n, "entries": n}`, what was made in this run.
    """

    help = "Builds the search indexes anew; searches go on meanwhile."
    takes_json = True

    def handle(self, *args: Any, **options: Any) -> None:
        """Rebuild, telling the progress on stderr; refuse while another writes."""
        try:
            made = rebuild(progress=self.tell)
            entries = editors.rebuild()
            suggestions.build()
        except IndexBusy:
            self.refuse("Another process is writing the index. Please try again later.")
        if options["json"]:
            self.print_json({"documents": made, "entries": entries})
        else:
            self.stdout.write(
                f"The index is ready: {made} documents, {entries} entries for editors."
            )

    def tell(self, made: int) -> None:
        """Say how far it is."""
        self.say(f"{made} documents …")
