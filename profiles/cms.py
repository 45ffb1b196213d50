"""Members on the editors' side: one name, no passwords, nobody deleted."""

from typing import Any, NoReturn, cast

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.functional import cached_property
from wagtail.users.forms import UserCreationForm, UserEditForm
from wagtail.users.views.users import DeleteView, IndexView, UserViewSet

from profiles.fields import NameField
from profiles.models import HOSTS, MODERATORS, VERIFIERS, Member

FIELDS = ["handle", "display_name", "email", "is_superuser", "groups"]
ROLES = (HOSTS, MODERATORS, VERIFIERS)


class _WithoutRoles:
    """Roles are given and taken by their verbs alone (Member.give_role), which write it
    down and let nobody give one to herself; their groups are no choice here and stay."""

    fields: Any
    instance: Member
    cleaned_data: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups = self.fields["groups"]
        groups.queryset = groups.queryset.exclude(name__in=ROLES)

    def clean_groups(self) -> QuerySet[Group]:
        """Those chosen, and those of her roles."""
        chosen = Q(pk__in=self.cleaned_data["groups"].values("pk"))
        if self.instance.pk:
            chosen |= Q(name__in=ROLES, user=self.instance)
        return Group.objects.filter(chosen).distinct()


class MemberCreationForm(_WithoutRoles, UserCreationForm):
    """A member made by an editor; she signs in by a code to her e-mail."""

    first_name = None
    last_name = None
    display_name = NameField()

    class Meta(UserCreationForm.Meta):
        model = Member
        fields = FIELDS

    def save(self, commit: bool = True) -> Member:
        """Save her without a password."""
        self.instance.set_unusable_password()
        return cast("Member", super().save(commit))


class MemberEditForm(_WithoutRoles, UserEditForm):
    """What an editor may change; number and password are the member's own."""

    first_name = None
    last_name = None
    display_name = NameField()

    class Meta(UserEditForm.Meta):
        model = Member
        fields = [*FIELDS, "is_active"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Most members have a number and no e-mail.
        self.fields["email"].required = False

    def save(self, commit: bool = True) -> Member:
        """Save her; the e-mail she had before no longer lets her in."""
        member = cast("Member", super().save(commit))
        hers = EmailAddress.objects.filter(user=member)
        hers.exclude(email=member.email).delete()
        return member


class MemberIndexView(IndexView):
    """The list, searched by handle, name and e-mail."""

    @cached_property
    def search_fields(self) -> set[str]:
        return {"handle", "display_name", "email"}

    def get_delete_url(self, instance: Member) -> None:
        return None


class NoDeleteView(DeleteView):
    """Members are closed (inactive), never deleted."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> NoReturn:
        raise PermissionDenied


class MemberViewSet(UserViewSet):
    """Wagtail's pages for users, for our one."""

    index_view_class = MemberIndexView
    delete_view_class = NoDeleteView
    create_template_name = "profiles/cms/create.html"
    edit_template_name = "profiles/cms/edit.html"

    def get_form_class(self, for_update: bool = False) -> type:
        return MemberEditForm if for_update else MemberCreationForm
