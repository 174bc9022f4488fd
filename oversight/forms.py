"""Forms of the officers' pages; `cleaned_data` holds final types, and no form saves anything."""

from datetime import date, datetime, time, timedelta
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm
from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from oversight.listings import has_totp
from oversight.models import User
from oversight.printed import LEAST_DIGITS, Printed, read_printed
from oversight.registry import codes
from oversight.rights import ROLE_LABELS, SYSTEM_ROLES, Role
from oversight.say import say_code
from oversight.signing import Confirmed

RESULTS = ("ok", "denied", "error")
USERNAME = r"^[A-Za-z0-9][A-Za-z0-9._-]*$"


def _day(**options: Any) -> forms.DateField:
    return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}), required=False, **options)


def day_begins(day: date | None) -> datetime | None:
    """Return the first moment of a day in the office's time zone."""
    return timezone.make_aware(datetime.combine(day, time.min)) if day else None


class UserForm(forms.Form):
    """What an account says of its person."""

    name = forms.CharField(label=_("Name"), max_length=100)
    email = forms.EmailField(label=_("E-mail"), required=False)
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    expires_on = _day(label=_("Last day"), help_text=_("The account can be used until the end of this day."))

    def clean(self) -> dict[str, Any]:
        """Add `expires_at`, the moment after the last day."""
        cleaned = super().clean() or {}
        last = cleaned.pop("expires_on", None)
        cleaned["expires_at"] = day_begins(last + timedelta(days=1)) if last else None
        return cleaned


class NewUserForm(UserForm):
    """A new account with its first password, to be handed over once."""

    username = forms.RegexField(USERNAME, label=_("User name"), max_length=64)
    password = forms.CharField(label=_("First password"), widget=forms.PasswordInput, strip=False)
    field_order = ("username", "name", "email", "password", "language", "expires_on")

    def clean_username(self) -> str:
        """Refuse a name that is taken."""
        username = str(self.cleaned_data["username"])
        if User.objects.filter(username__iexact=username).exists():
            raise forms.ValidationError(gettext("There is an account of this name already."))
        return username

    def clean_password(self) -> str:
        """Hold the password to the rules of the settings."""
        password = str(self.cleaned_data["password"])
        validate_password(password)
        return password


class PasswordForm(forms.Form):
    """A new password for somebody else's account."""

    password = forms.CharField(label=_("New password"), widget=forms.PasswordInput, strip=False)

    def clean_password(self) -> str:
        """Hold the password to the rules of the settings."""
        password = str(self.cleaned_data["password"])
        validate_password(password)
        return password


class ReasonForm(forms.Form):
    """Why something is done; the reason stands in the ledger."""

    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


class ConfirmForm(forms.Form):
    """Who acts shows again who he is: by the code of his second factor where he has one, by his password otherwise.

    Hands over `confirmed`. Wrong ones are counted and recorded as at sign-in, for it is allauth that asks.
    """

    secret = forms.CharField(strip=False, max_length=200, widget=forms.PasswordInput(render_value=False))

    def __init__(self, *args: Any, user: User, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.user = user
        self.confirmed: Confirmed | None = None
        self.by_code = has_totp(user)
        field = self.fields["secret"]
        field.label = gettext("Code of your second factor") if self.by_code else gettext("Your password")
        field.help_text = gettext("Asked again, because this is a signature.")
        field.widget.attrs["autocomplete"] = "one-time-code" if self.by_code else "current-password"

    def clean(self) -> dict[str, Any]:
        """Ask last, so that a slip elsewhere in the form costs no attempt."""
        cleaned = super().clean() or {}
        secret = cleaned.pop("secret", "")
        if secret and not self.errors:
            try:
                self._ask(secret)
            except forms.ValidationError as wrong:
                self.add_error("secret", wrong)
            else:
                self.confirmed = Confirmed.now(self.user.pk, "code" if self.by_code else "password")
        return cleaned

    def _ask(self, secret: str) -> None:
        if self.by_code:
            asked = AuthenticateForm(user=self.user, data={"code": secret})
            if not asked.is_valid():
                raise forms.ValidationError([error for errors in asked.errors.values() for error in errors])
        elif not get_adapter().reauthenticate(self.user, secret):
            raise forms.ValidationError(gettext("This is not your password."))


class SignForm(ConfirmForm):
    """A signature with its remark. `digest` is the state that was looked at."""

    digest = forms.RegexField("^[0-9a-f]{64}$", widget=forms.HiddenInput)
    remark = forms.CharField(
        label=_("Remark"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )
    field_order = ("digest", "remark", "secret")


class WordsForm(forms.Form):
    """What an objection or its answer says."""

    text = forms.CharField(max_length=4000, widget=forms.Textarea(attrs={"rows": 5}))

    def __init__(self, *args: Any, label: str, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["text"].label = label


class OfficeForm(forms.Form):
    """Who is granted which office."""

    user = forms.ModelChoiceField(User.objects.none(), label=_("Person"))
    role = forms.TypedChoiceField(label=_("Office"), coerce=Role)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = User.objects.filter(enabled=True).order_by("username")  # type: ignore[attr-defined]
        self.fields["role"].choices = [  # type: ignore[attr-defined]
            (role, _(ROLE_LABELS[role])) for role in Role if role in SYSTEM_ROLES
        ]


class EntryFilterForm(forms.Form):
    """What to look for in a ledger; everything is optional. `actor` is a part of a person's name."""

    subject = forms.CharField(label=_("Subject"), required=False, max_length=120)
    code = forms.ChoiceField(label=_("Act"), required=False)
    actor = forms.CharField(label=_("Person"), required=False, max_length=100)
    result = forms.ChoiceField(label=_("Result"), required=False)
    first = _day(label=_("From"))
    last = _day(label=_("To"))

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        acts = sorted((say_code(name), name) for name in codes())
        self.fields["code"].choices = [("", _("All acts")), *((name, said) for said, name in acts)]  # type: ignore[attr-defined]
        self.fields["result"].choices = [("", _("All results")), *((r, r) for r in RESULTS)]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Turn the days into moments: the arguments of `queries.entries_of`."""
        cleaned = super().clean() or {}
        last = cleaned.pop("last", None)
        cleaned["since"] = day_begins(cleaned.pop("first", None))
        cleaned["until"] = day_begins(last + timedelta(days=1)) if last else None
        return cleaned


class PaperHeadForm(forms.Form):
    """A head as printed on paper: typed as number and digits, or pasted as a whole. Hands over `printed`."""

    size = forms.IntegerField(label=_("Number of entries"), min_value=0, required=False)
    digits = forms.RegexField(
        r"^[0-9a-fA-F\s]+$",
        label=_("Root value"),
        min_length=LEAST_DIGITS,
        max_length=100,
        required=False,
        help_text=_("At least the first group of 16 digits; blanks do not matter."),
    )
    pasted = forms.CharField(
        label=_("Or paste a whole head"),
        required=False,
        max_length=4000,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("A head file, the last lines of a notice, or what its QR code says."),
    )

    def clean(self) -> dict[str, Any]:
        """Add `printed` (Printed), whichever way it was given."""
        cleaned = super().clean() or {}
        pasted, digits = cleaned.get("pasted", ""), "".join(cleaned.get("digits", "").split()).lower()
        if pasted.strip():
            cleaned["printed"] = self._pasted(pasted)
        elif cleaned.get("size") is not None and len(digits) >= LEAST_DIGITS:
            cleaned["printed"] = Printed(cleaned["size"], digits)
        elif not self.errors:
            raise forms.ValidationError(gettext("Type both the number of entries and the root value."))
        return cleaned

    def _pasted(self, text: str) -> Printed | None:
        try:
            return read_printed(text)
        except ValueError:
            self.add_error("pasted", gettext("No head can be found in this text."))
            return None


class LanguageForm(forms.Form):
    """The language in which a person reads."""

    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
