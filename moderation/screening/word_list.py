"""Words that moderators listed (moderation.models.ListedWord)."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import text
from moderation import reasons
from moderation.models import ListedWord
from moderation.screening.drafts import Action, Draft, Finding

reasons.HELD_FOR["word.held"] = gettext_lazy("A listed word")

ACTIONS = {
    ListedWord.Action.HOLD: Action.HOLD,
    ListedWord.Action.REFUSE: Action.REFUSE,
}


def words_in(folded: str) -> list[str]:
    """The words of a folded text. A vowel sign belongs to its word: কল is not in কলা."""
    return [word.text for word in text.words(folded)]


def listed_in(words: list[str], listed: dict[str, str]) -> set[str]:
    """Which entries, of one word or several, stand in `words`."""
    found = set()
    longest = max((key.count(" ") + 1 for key in listed), default=0)
    for place in range(len(words)):
        for count in range(1, longest + 1):
            key = " ".join(words[place : place + count])
            if key in listed:
                found.add(key)
    return found


def check(draft: Draft) -> Finding | None:
    """Hold or refuse what has a listed word in it."""
    if draft.writer.is_moderator:
        return None
    listed = ListedWord.objects.by_key()
    actions = [
        ACTIONS[ListedWord.Action(listed[key])]
        for key in listed_in(words_in(draft.folded), listed)
    ]
    if not actions:
        return None
    if max(actions) == Action.REFUSE:
        sentence = _(
            "There is a word in it that has no place here. Put it differently."
        )
        return Finding(Action.REFUSE, "word.refused", sentence)
    sentence = _("There is a word in it that a moderator looks at first.")
    return Finding(Action.HOLD, "word.held", sentence)
