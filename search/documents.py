"""The document: one thing that can be found, in the form every engine is given."""

from dataclasses import dataclass

from search.analysis import Token, analyse

#: Fields that are looked through, with their weights. The title says most.
FIELD_WEIGHTS = {"title": 3.0, "topic": 2.0, "author": 1.2, "body": 1.0}

#: What a comment answers, for who looks for it; not its own words.
CONTEXT = "context"


@dataclass(frozen=True, slots=True)
class Document:
    """One post, adda, thread, tip or seller as search sees it, phone numbers left out.

    `key` is kind and primary key (`post:12`). `moment` is what "newer" means for it
    (seconds since the epoch). `context` is what is answered: the title of the discussion;
    `home` names that discussion, alike for all that stands in it. `is_public` says whether guests may find it; moderators
    find all.
    """

    key: str
    kind: str
    pk: int
    title: str = ""
    topic: str = ""
    author: str = ""
    body: str = ""
    context: str = ""
    home: str = ""
    moment: float = 0.0
    is_public: bool = True

    def tokens(self) -> dict[str, list[Token]]:
        """The tokens of every field that is looked through."""
        names = (*FIELD_WEIGHTS, CONTEXT)
        return {name: analyse(getattr(self, name)) for name in names}
