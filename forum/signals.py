"""What the discussion engine tells higher rooms; each inside the verb's transaction.

All are sent by `announce(sender, …)`; receivers only write rows.
"""

from core.signals import DomainSignal

post_published = DomainSignal()  # thread, post: a new post is there (maybe pending)
post_changed = DomainSignal()  # thread, post: edited, hidden, shown again, approved
mentions_added = DomainSignal()  # thread, post, handles: its author named them later
thread_merged = DomainSignal()  # thread, into: it became part of another
thread_started = DomainSignal()  # thread
thread_changed = DomainSignal()  # thread: title, place, visibility, open or closed
post_reacted = DomainSignal()  # thread, post, member, kind ("": she took it back)
