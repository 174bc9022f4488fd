"""Strict readers for the environment: a wrong value stops the start with one line that names it. PURE.

An empty variable counts as unset, so that `NAME= command` takes the default. Secrets that the embedded mode
needs are made once and kept in files that only their owner can read.
"""

import base64
import binascii
import os
import secrets
from collections.abc import Mapping
from pathlib import Path

TRUE = frozenset({"1", "true", "yes", "on"})
FALSE = frozenset({"0", "false", "no", "off"})
_REQUIRED = object()


class Misconfigured(SystemExit):
    """A setting that cannot be used; the process ends with this one line and exit status 1."""


class Environment:
    """The variables of the process, read by name and type."""

    def __init__(self, variables: Mapping[str, str]):
        self.variables = variables

    def text(self, name: str, default: object = _REQUIRED) -> str:
        """Return the variable as text; raises Misconfigured when it is unset and has no default."""
        value = self.variables.get(name, "")
        if value:
            return value
        if default is _REQUIRED:
            raise Misconfigured(f"{name} must be set.")
        return str(default)

    def whole(self, name: str, default: int, *, least: int = 0) -> int:
        """Return the variable as a whole number of at least `least`."""
        value = self.text(name, default)
        if not value.isascii() or not value.isdigit() or int(value) < least:
            raise Misconfigured(f"{name} must be a whole number from {least} up, not {value!r}.")
        return int(value)

    def flag(self, name: str, default: bool) -> bool:
        """Return the variable as yes or no."""
        value = self.text(name, default).lower()
        if value in TRUE:
            return True
        if value in FALSE:
            return False
        raise Misconfigured(f"{name} must be one of true, false, yes, no, on, off, 1, 0, not {value!r}.")

    def words(self, name: str, default: str = "") -> list[str]:
        """Return the comma-separated variable as a list without empty parts."""
        return [part.strip() for part in self.text(name, default).split(",") if part.strip()]

    def choice(self, name: str, choices: tuple[str, ...], default: str) -> str:
        """Return the variable when it is one of `choices`."""
        value = self.text(name, default)
        if value not in choices:
            raise Misconfigured(f"{name} must be one of {', '.join(choices)}, not {value!r}.")
        return value

    def url(self, name: str, schemes: tuple[str, ...], default: object = _REQUIRED) -> str:
        """Return the variable when it is empty by default or starts with one of `schemes`."""
        value = self.text(name, default)
        if value and value.partition("://")[0] not in schemes:
            # The value may hold a password, so it is not repeated.
            raise Misconfigured(f"{name} must start with one of {', '.join(s + '://' for s in schemes)}.")
        return value

    def key(self, name: str, default: str | None = None) -> str:
        """Return the variable, which must be 32 bytes written in base64, as it is written."""
        value = self.text(name, _REQUIRED if default is None else default)
        try:
            key = base64.b64decode(value, validate=True)
        except (binascii.Error, ValueError):
            key = b""
        if len(key) != 32:
            raise Misconfigured(f"{name} must be 32 bytes written in base64.")
        return value


def new_key() -> str:
    """Return 32 random bytes in base64."""
    return base64.b64encode(secrets.token_bytes(32)).decode("ascii")


def kept_secret(folder: Path, name: str) -> str:
    """Return the secret kept as `folder/name`; the first caller makes it, later and parallel ones read it."""
    path = folder / name
    if not path.exists():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        made = folder / f".{name}.{os.getpid()}.{secrets.token_hex(4)}"
        descriptor = os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(descriptor, "w", encoding="ascii") as file:
                file.write(new_key())
                file.flush()
                os.fsync(file.fileno())
            os.link(made, path)  # fails when another process was first, whose secret then counts
        except FileExistsError:
            pass
        finally:
            os.unlink(made)
    return path.read_text(encoding="ascii").strip()
