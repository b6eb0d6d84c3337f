"""Makes the people who sign in. There is no open sign-up."""

from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext

from accounts.adapter import LONGEST_PASSWORD
from accounts.models import User
from core.actors import SYSTEM, Actor
from core.errors import Forbidden, Invalid, StateConflict
from core.lines import require_lines
from core.services.audit_entry import record

LONGEST_NAME = 120


def create_user(
    *, email: str, actor: Actor, password: str | None = None, is_platform_admin: bool = False
) -> User:
    """Makes the user with a verified address, or returns the one who has it already.

    An existing user keeps the password and the name; `is_platform_admin` is only ever added.
    Without a password nobody can sign in until `first_password_link` was followed.
    Raises Invalid for an address or password that cannot be, Forbidden for all but the
    operator and platform administrators.
    """
    if not (actor.is_system or actor.is_platform_admin):
        raise Forbidden
    address = _require_address(email)
    with transaction.atomic():
        user = User.objects.filter(email__iexact=address).first()
        if user is None:
            user = _make(address, password, actor)
        if is_platform_admin and not user.is_superuser:
            user.is_superuser = user.is_staff = True
            user.save(update_fields=["is_superuser", "is_staff"])
            record(actor=actor, action="user.made_platform_admin", subject=user)
    return user


def register_user(*, email: str, name: str, password: str) -> User:
    """Makes the account of a person who proved to own the address, with a password of their own.

    Raises StateConflict when somebody signs in with the address already: their password is never
    touched here. Raises Invalid for a name, address or password that cannot be.
    """
    address = _require_address(email)
    require_lines({"name": name})
    if not name.strip() or len(name) > LONGEST_NAME:
        raise Invalid.field(
            "name",
            "invalid",
            gettext("Write your name, in at most %(longest_name)s characters.")
            % {"longest_name": LONGEST_NAME},
        )
    _require_password(password, address)
    try:
        with transaction.atomic():
            user = _make(address, password, SYSTEM)
            User.objects.filter(pk=user.pk).update(name=name.strip())
    except IntegrityError as error:
        raise StateConflict(
            gettext("There is an account with this address. Sign in first."), code="account_exists"
        ) from error
    user.name = name.strip()
    return user


def first_password_link(user: User) -> str:
    """An address at which the person sets the first password, once; it ends with its use.

    Whoever holds it can sign in as the user: show it to the operator or mail it, no more.
    """
    key = f"{user_pk_to_url_str(user)}-{default_token_generator.make_token(user)}"
    path: str = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
    return f"{settings.PUBLIC_URL.rstrip('/')}{path.replace('UID-KEY', key)}"


def _make(address: str, password: str | None, actor: Actor) -> User:
    if password is not None:
        _require_password(password, address)
    user = User.objects.create_user(address, password)
    EmailAddress.objects.create(user=user, email=address, primary=True, verified=True)
    record(actor=actor, action="user.created", subject=user)
    return user


def _require_address(email: str) -> str:
    address = email.strip().lower()  # allauth looks addresses up in lower case
    try:
        validate_email(address)
    except ValidationError as error:
        raise Invalid.field(
            "email", "invalid", gettext("This is not an e-mail address.")
        ) from error
    return address


def _require_password(password: str, address: str) -> None:
    if len(password) > LONGEST_PASSWORD:
        raise Invalid.field("password", "max_length", gettext("Use a shorter password."))
    try:
        validate_password(password, user=User(email=address))
    except ValidationError as error:
        raise Invalid.field("password", "invalid", " ".join(error.messages)) from error
