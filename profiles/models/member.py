"""Member: everyone with a name here, whether she can sign in or not."""

import datetime as dt
import unicodedata
import uuid
from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any, ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import Group, PermissionsMixin
from django.core.cache import caches
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core import phones, text
from core.permissions import require
from core.slices import in_slices
from core.traces import NAME_BN
from moderation.models import ModerationEntry
from profiles import signals

NEVER = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
HOSTS = "host"
MODERATORS = "moderator"
VERIFIERS = "verifier"
# Columns that verbs write for themselves; a whole row saved later leaves them alone.
SET_BY_VERBS = ("blocks_someone", "session_epoch", "phone_changed_at")
# For so long others see that her number is a new one.
CHANGED_LATELY = dt.timedelta(days=7)
EDITORS = "editor"

# Where names are read; higher rooms add theirs from `ready()`: what a reader may see
# there, and the column that holds the member.
READ_IN: list[tuple[Callable[[Any], models.QuerySet[Any]], str]] = []


def validate_handle(value: str) -> None:
    """Raise ValidationError unless `value` may be a handle (see core.text) and holds
    no phone number."""
    if not text.is_handle(value):
        raise ValidationError(
            _(
                "A handle has 3 to 30 letters or digits, in Bangla or English, "
                "and begins with a letter."
            )
        )
    if phones.find(value):
        raise ValidationError(
            _("Leave the number out of your name: names are seen by everyone.")
        )


class Role(models.TextChoices):
    """What a moderator can make of a member."""

    HOST = "host", _("Host")
    MODERATOR = "moderator", _("Moderator")
    # A moderator who also sees the papers of sellers.
    VERIFIER = "verifier", _("Checks sellers' papers")


class DisplayName(models.CharField):  # type: ignore[type-arg]
    """A name; that of a member who was erased is said in the reader's language."""

    def from_db_value(self, value: str | None, *_args: Any) -> str | None:
        return gettext("A deleted member") if value == NAME_BN else value

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs


class MemberManager(BaseUserManager["Member"]):
    """Making members, and finding them: names are public."""

    def visible_to(self, reader: Any) -> models.QuerySet["Member"]:
        """Those who have a page: not the ones whose account was closed, and a name from
        imported text only where `reader` may read it somewhere."""
        imported = Q(claimed=False)
        if not getattr(reader, "is_moderator", False):
            read = Q()
            for place, column in READ_IN:
                named = place(reader).filter(**{column: models.OuterRef("pk")})
                read |= Q(models.Exists(named))
            imported &= read
        return self.filter(Q(is_active=True) | imported)

    def not_blocked_by(self, member: Any) -> models.QuerySet["Member"]:
        """Those whom `member` has not blocked; all of them for a guest."""
        if member.pk is None:
            return self.all()
        held = Block.objects.filter(member=member.pk, other__is_moderator=False)
        return self.exclude(pk__in=held.values("other"))

    def create_user(
        self, handle: str, password: str | None = None, **fields: Any
    ) -> "Member":
        """Make a member who can sign in; without a password she signs in by code."""
        member = self.model(handle=handle, **fields)
        member.set_password(password)
        member.save(using=self._db)
        return member

    def create_superuser(
        self, handle: str, password: str | None = None, **fields: Any
    ) -> "Member":
        """Make one who may do everything, the editors' side included."""
        fields.setdefault("display_name", handle)
        member = self.create_user(
            handle, password, is_staff=True, is_superuser=True, **fields
        )
        member.make_moderator()
        return member

    def free_handle(self, name: str) -> str:
        """A handle near `name` that nobody has; numbered when the plain one is taken."""
        base = text.slug(name, max_length=24).replace("-", "_").strip("_")
        if not text.is_handle(base):
            base = "member"
        taken = set(
            self.filter(handle_key__startswith=text.fold(base)).values_list(
                "handle_key", flat=True
            )
        )
        handle, count = base, 1
        while text.fold(handle) in taken:
            count += 1
            handle = f"{base}{count}"
        return handle

    def create_unclaimed(self, name: str) -> "Member":
        """Make a member for a name found in imported text: nobody can sign in as her."""
        return self.create_user(
            self.free_handle(name), display_name=name, claimed=False, is_active=False
        )

    def get_by_natural_key(self, username: str | None) -> "Member":
        return self.get(handle_key=text.fold(username or ""))


class Member(AbstractBaseUser, PermissionsMixin):
    """One person: a handle for addresses and mentions, a display name for people.

    `handle_key` is the folded handle, so that no two differ only in spelling of the
    same letters; `name_key` the folded name, by which she is found. `claimed` is False for names that came in with imported text.
    `trust_level` follows from what she does here (profiles/trust.py); the worker works
    it out anew at `trust_due_at`.
    """

    class Trust(models.IntegerChoices):
        NEW = 0, _("New here")
        MEMBER = 1, _("Member")
        REGULAR = 2, _("Regular")
        TRUSTED = 3, _("Trusted")

    handle = models.CharField(
        _("handle"), max_length=30, unique=True, validators=[validate_handle]
    )
    handle_key = models.CharField(max_length=60, unique=True, editable=False)
    display_name = DisplayName(_("name"), max_length=80)
    name_key = models.CharField(
        max_length=240, editable=False, db_index=True, default=""
    )
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(
        _("mobile number"), max_length=14, null=True, blank=True, unique=True
    )
    phone_verified = models.BooleanField(default=False)
    # When she last had another number (NumberChange).
    phone_changed_at = models.DateTimeField(null=True, editable=False)
    language = models.CharField(
        max_length=2, choices=[("bn", "বাংলা"), ("en", "English")], default="bn"
    )
    claimed = models.BooleanField(default=True)
    # Whose a name from imported text is, once a moderator agreed (profiles/claiming.py).
    claimed_by = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="claimed_names",
    )
    demo = models.BooleanField(default=False, editable=False)
    is_moderator = models.BooleanField(default=False)
    # Plans and runs addas in every series; others are hosts where they are named.
    is_host = models.BooleanField(default=False)
    is_staff = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(default=timezone.now, editable=False)
    # What was written until then counts as read, wherever she has begun to read.
    all_read_at = models.DateTimeField(default=NEVER, editable=False)
    trust_level = models.PositiveSmallIntegerField(
        choices=Trust, default=Trust.NEW, editable=False
    )
    trust_due_at = models.DateTimeField(
        default=timezone.now, editable=False, db_index=True
    )

    # Raised to end every session of hers at once, known to us or not.
    session_epoch = models.PositiveIntegerField(default=0, editable=False)

    # True once she has blocked somebody: it spares everyone else a query on each page.
    # `block` alone writes it.
    blocks_someone = models.BooleanField(default=False, editable=False)

    objects: ClassVar[MemberManager] = MemberManager()

    USERNAME_FIELD = "handle"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["display_name"]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                Lower("email"), condition=~Q(email=""), name="one_member_per_email"
            )
        ]

    def __str__(self) -> str:
        return self.display_name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the normal forms: NFC names, the folded handle beside the handle."""
        self.handle = text.normalise_line(self.handle)
        self.handle_key = text.fold(self.handle)
        self.display_name = text.normalise_line(self.display_name)
        self.name_key = text.fold(self.display_name)
        self.email = self.email.lower()
        named = kwargs.get("update_fields")
        if named is not None and "display_name" in named:
            kwargs["update_fields"] = {*named, "name_key"}
        if named is None and not self._state.adding:
            # Another window may have set it since this row was read.
            fields = {field.name for field in self._meta.concrete_fields}
            kwargs["update_fields"] = fields - {self._meta.pk.name, *SET_BY_VERBS}
        super().save(*args, **kwargs)
        if named is None or "display_name" in named:
            # Pages that are kept say her old name.
            transaction.on_commit(caches["pages"].clear, robust=True)

    # The same Bangla password comes in two spellings from two keyboards.
    def set_password(self, raw_password: str | None) -> None:
        super().set_password(_one_spelling(raw_password))

    def check_password(self, raw_password: str | None) -> bool:
        return super().check_password(_one_spelling(raw_password))

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """What a session must carry to be hers: it changes with password and epoch.

        Django's own (django.contrib.auth, "session invalidation on password change"),
        with the epoch mixed in once there is one.
        """
        plain: str = super()._get_session_auth_hash(secret)  # type: ignore[misc]
        if not self.session_epoch:
            return plain
        mixed = f"{plain}:{self.session_epoch}"
        return salted_hmac(
            "profiles.session_epoch", mixed, secret=secret, algorithm="sha256"
        ).hexdigest()

    @property
    def phone_changed_lately(self) -> bool:
        """Whether others should know that her number is a new one."""
        at = self.phone_changed_at
        return at is not None and at > timezone.now() - CHANGED_LATELY

    @transaction.atomic
    def end_sessions(self) -> None:
        """Sign her out in every browser. The one who asks signs in anew."""
        type(self).objects.filter(pk=self.pk).update(
            session_epoch=models.F("session_epoch") + 1
        )
        self.refresh_from_db(fields=["session_epoch"])
        self.sessions.all().delete()

    def get_absolute_url(self) -> str:
        return reverse("profiles:member", args=[self.handle])

    def get_full_name(self) -> str:
        return self.display_name

    def get_short_name(self) -> str:
        return self.display_name

    # Wagtail and allauth ask a user for these names.
    @property
    def first_name(self) -> str:
        return self.display_name

    @property
    def last_name(self) -> str:
        return ""

    def latest_posts(self, reader: Any, before: str = "") -> models.QuerySet[Any]:
        """Her posts that `reader` may read, newest first.

        `before` is the id of a post of hers after which (in this order) the list goes
        on; anything else is the beginning.
        """
        # `posts` is the forum's; what is read of it here is its public face.
        # Imported text has a day and no hour; its id keeps the order it stood in.
        posts = self.posts.visible_to(reader).select_related("thread")
        is_number = before.isdecimal() and len(before) < 19
        last = self.posts.filter(pk=before).first() if is_number else None
        if last is not None:
            posts = posts.filter(
                Q(created_at__lt=last.created_at)
                | Q(created_at=last.created_at, pk__lt=last.pk)
            )
        return posts.order_by("-created_at", "-pk")

    def hide_posts(self, by: "Member", reason: str) -> bool:
        """Hide all she wrote, when she asks for it; False when nothing was shown.

        In slices, each post with its trace; where it was stopped, call it again.
        """
        return bool(self.hide_since(by, reason, None))

    def hide_since(
        self,
        by: "Member",
        reason: str,
        since: datetime | None,
        *,
        category: str = "",
        batch: uuid.UUID | None = None,
    ) -> int:
        """Hide what she wrote since then, discussions she began too; returns how much.

        In slices, each with its trace under `batch`, so that `moderation.models.undo`
        takes it back; where it was stopped, call it again.
        """
        hidden: list[int] = []

        def hiding(kind: str, rows: models.QuerySet[Any]) -> Callable[[int], None]:
            def hide(pk: int) -> None:
                if rows.get(pk=pk).hide(by, reason):
                    ModerationEntry.objects.create(
                        by=by,
                        action=ModerationEntry.Action.HIDE,
                        target_kind=kind,
                        target_id=pk,
                        reason=reason,
                        category=category,
                        batch=batch,
                    )
                    hidden.append(pk)

            return hide

        # `posts` and `threads` are the forum's. By thread: every writer takes a
        # thread's row before its posts.
        posts = self.posts.filter(hidden_at=None).select_related("thread")
        threads = self.threads.filter(hidden_at=None)
        if since is not None:
            posts = posts.filter(created_at__gte=since)
            begun = threads.filter(created_at__gte=since).order_by("pk")
            hide_thread = hiding("thread", self.threads.all())
            in_slices(begun.values_list("pk", flat=True), hide_thread)
        hide_post = hiding("post", self.posts.select_related("thread"))
        ordered = posts.order_by("thread", "seq")
        in_slices(ordered.values_list("pk", flat=True), hide_post)
        return len(hidden)

    @transaction.atomic
    def stand(self, level: int, why: str, again: datetime) -> bool:
        """Give her trust `level` and look again at `again`; False when it is the same.

        A change leaves a TrustChange, so that none is silent. Where something happened
        since she was read (`trust_due_at` moved) nothing is written: she is due again.
        """
        rows = type(self).objects.filter(pk=self.pk, trust_due_at=self.trust_due_at)
        before = self.trust_level
        if not rows.update(trust_level=level, trust_due_at=again):
            return False
        self.trust_level, self.trust_due_at = level, again
        if level == before:
            return False
        self.trust_changes.create(before=before, after=level, why=why)
        signals.trust_changed.announce(
            type(self), member=self, before=before, after=level, why=why
        )
        return True

    def speak(self, language: str) -> None:
        """Show her the pages in `language`, one of the codes in LANGUAGES."""
        self.language = language
        type(self).objects.filter(pk=self.pk).update(language=language)

    # --- blocking ---

    @transaction.atomic
    def block(self, other: "Member") -> bool:
        """Stop hearing of `other`; False when she was blocked already.

        Raises Refused for oneself and for moderators, who must be heard.
        """
        require(self.pk != other.pk, _("You cannot block yourself."), "self")
        require(
            not other.is_moderator, _("A moderator cannot be blocked."), "moderator"
        )
        type(self).objects.filter(pk=self.pk).update(blocks_someone=True)
        self.blocks_someone = True
        _row, is_new = Block.objects.get_or_create(member=self, other=other)
        return is_new

    @transaction.atomic
    def unblock(self, other: "Member") -> bool:
        """Hear of `other` again; False when she was not blocked."""
        gone, _rows = Block.objects.filter(member=self, other=other).delete()
        return bool(gone)

    def has_blocked(self, other: "Member") -> bool:
        """Whether she blocked `other` and it holds: a moderator is always heard."""
        if other.is_moderator:
            return False
        return Block.objects.filter(member=self, other=other).exists()

    def blocked_ids(self) -> frozenset[int]:
        """Ids of those whom she blocked, without moderators."""
        held = Block.objects.filter(member=self, other__is_moderator=False)
        return frozenset(held.values_list("other", flat=True))

    def call_all_read(self, until: dt.datetime) -> bool:
        """Count as read all that was written up to `until` (a past moment: when the
        page was made on which she said so); False when that was so already.

        One statement on one row, however many threads she reads.
        """
        until = min(until, timezone.now())
        mine = type(self).objects.filter(pk=self.pk, all_read_at__lt=until)
        return bool(mine.update(all_read_at=until))

    @transaction.atomic
    def make_moderator(self) -> None:
        """Let her moderate; done twice it changes nothing."""
        self.is_moderator = True
        self.save(
            update_fields=["is_moderator", "handle", "handle_key", "display_name"]
        )
        group, _created = Group.objects.get_or_create(name=MODERATORS)
        self.groups.add(group)

    def has_role(self, role: str) -> bool:
        """Whether she has a role (a value of Role)."""
        if role == Role.VERIFIER:
            return self.is_moderator and self.groups.filter(name=VERIFIERS).exists()
        return self.is_moderator if role == Role.MODERATOR else self.is_host

    @transaction.atomic
    def give_role(self, role: str, by: "Member") -> bool:
        """Give her a role and write it down; False when she has it already.

        Raises Refused for one who cannot sign in; to check papers is given to a
        moderator, by another who has it (or by one who may do everything).
        """
        require(self.claimed and self.is_active, _("She cannot sign in here."))
        _hold_moderators()
        self.refresh_from_db(fields=["is_moderator", "is_host"])
        if self.has_role(role):
            return False
        if role == Role.MODERATOR:
            self.make_moderator()
        elif role == Role.VERIFIER:
            self._require_may_verify(by)
            self.make_verifier()
        else:
            self._set_host(True)
        self._record(ModerationEntry.Action.GIVE_ROLE, role, by)
        signals.role_given.announce(type(self), member=self, role=role, by=by)
        return True

    @transaction.atomic
    def take_role(self, role: str, by: "Member") -> bool:
        """Take a role from her and write it down; False when she has it no more.

        Raises Refused for the last moderator: somebody has to look after the place.
        """
        others = _hold_moderators().exclude(pk=self.pk)
        self.refresh_from_db(fields=["is_moderator", "is_host"])
        if not self.has_role(role):
            return False
        if role == Role.MODERATOR:
            require(
                others.exists(),
                _("This is the last moderator. Give the role to someone else first."),
                "last",
            )
            self.is_moderator = False
            type(self).objects.filter(pk=self.pk).update(is_moderator=False)
            # Only moderators see papers.
            self.groups.remove(*Group.objects.filter(name__in=(MODERATORS, VERIFIERS)))
        elif role == Role.VERIFIER:
            self.groups.remove(*Group.objects.filter(name=VERIFIERS))
        else:
            self._set_host(False)
        self._record(ModerationEntry.Action.TAKE_ROLE, role, by)
        return True

    @transaction.atomic
    def make_verifier(self) -> None:
        """Let her moderate and see the papers of sellers; done twice it changes nothing."""
        self.make_moderator()
        group, _created = Group.objects.get_or_create(name=VERIFIERS)
        self.groups.add(group)

    def _require_may_verify(self, by: "Member") -> None:
        require(self.is_moderator, _("Only a moderator can check papers."), "moderator")
        may_give = by.pk != self.pk and (by.is_superuser or by.has_role(Role.VERIFIER))
        sentence = _("Another member who has this role must give it.")
        require(may_give, sentence, "giver")

    def _set_host(self, is_host: bool) -> None:
        self.is_host = is_host
        type(self).objects.filter(pk=self.pk).update(is_host=is_host)
        group, _created = Group.objects.get_or_create(name=HOSTS)
        if is_host:
            self.groups.add(group)
        else:
            self.groups.remove(group)

    @transaction.atomic
    def close_for_good(self) -> None:
        """Take all that she can sign in with and all that says who she is, except the
        handle: that goes when nothing names her any more (profiles/erasing.py)."""
        _hold_moderators()
        self.set_unusable_password()
        fields: dict[str, Any] = {
            "display_name": NAME_BN,
            "name_key": "",
            "email": "",
            "phone": None,
            "phone_verified": False,
            "password": self.password,
            "is_active": False,
            "is_moderator": False,
            "is_host": False,
            "is_staff": False,
            "is_superuser": False,
            "last_login": None,
        }
        type(self).objects.filter(pk=self.pk).update(**fields)
        self.end_sessions()
        self.groups.clear()
        self.user_permissions.clear()
        # allauth's and Wagtail's rows of hers go with what they say.
        for relation in self._meta.related_objects:
            model: Any = relation.related_model
            theirs = model._meta.app_label in {"account", "mfa", "wagtailusers"}
            if theirs and relation.field.remote_field.on_delete is models.CASCADE:
                model._default_manager.filter(**{relation.field.name: self}).delete()
        transaction.on_commit(caches["pages"].clear, robust=True)

    def _record(self, action: str, role: str, by: "Member") -> None:
        ModerationEntry.objects.create(
            by=by,
            action=action,
            target_kind="member",
            target_id=self.pk,
            reason=str(Role(role).label),
        )

    @transaction.atomic
    def make_editor(self) -> None:
        """Let her use the editors' side (/cms/); done twice it changes nothing."""
        self.is_staff = True
        type(self).objects.filter(pk=self.pk).update(is_staff=True)
        group, _created = Group.objects.get_or_create(name=EDITORS)
        self.groups.add(group)


class BlockQuerySet(models.QuerySet["Block"]):
    """Reading who blocked whom."""

    def between(self, one: Member, another: Member) -> Self:
        """The blocks between two members, whoever of them blocked; a moderator is
        kept from nobody and nobody from her."""
        if one.is_moderator or another.is_moderator:
            return self.none()
        return self.filter(Q(member=one, other=another) | Q(member=another, other=one))

    def around(self, member: Member, others: Collection[int]) -> Self:
        """The same between `member` and any of `others` (ids)."""
        if member.is_moderator:
            return self.none()
        hers = Q(member=member, other__in=others, other__is_moderator=False)
        theirs = Q(other=member, member__in=others, member__is_moderator=False)
        return self.filter(hers | theirs)

    def of(self, member: Member) -> Self:
        """Those that `member` put up, the latest first, with whom they keep away."""
        return self.filter(member=member).select_related("other").order_by("-pk")


class Block(models.Model):
    """`member` does not want to hear of `other`; only she knows of it."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="blocks")
    other = models.ForeignKey(
        Member, on_delete=models.CASCADE, related_name="blocked_by"
    )
    at = models.DateTimeField(default=timezone.now)

    objects = BlockQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["member", "other"], name="one_block_per_pair"
            )
        ]

    def __str__(self) -> str:
        return f"{self.member_id} blocks {self.other_id}"


class TrustChange(models.Model):
    """One step of a member's trust, up or down, and why."""

    class Why(models.TextChoices):
        EARNED = "earned", _("Earned by days and comments here")
        UPHELD = "upheld", _("Comments of yours were hidden by moderators")
        SANCTION = "sanction", _("A moderator kept you from writing for a while")

    member = models.ForeignKey(
        Member, on_delete=models.CASCADE, related_name="trust_changes"
    )
    at = models.DateTimeField(default=timezone.now)
    before = models.PositiveSmallIntegerField(choices=Member.Trust)
    after = models.PositiveSmallIntegerField(choices=Member.Trust)
    why = models.CharField(max_length=10, choices=Why)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.member_id}: {self.before} → {self.after}"


def _hold_moderators() -> models.QuerySet[Member]:
    """The moderators, held for this transaction: two who leave come one by one."""
    moderators = Member.objects.filter(is_moderator=True, is_active=True)
    rows = moderators.select_for_update(no_key=True).order_by("pk")
    rows.values_list("pk").first()
    return moderators


def _one_spelling(password: str | None) -> str | None:
    return password and unicodedata.normalize("NFC", password)
