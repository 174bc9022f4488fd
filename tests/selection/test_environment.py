"""A wrong value stops the start; production refuses what only the embedded mode may have."""

import base64
import errno
import os
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from selection.environment import Environment, Misconfigured, kept_secret, new_key
from tests.laws.source import ROOT

KEY = base64.b64encode(bytes(range(32))).decode()
PRODUCTION = {
    "ZEYOU_ENV": "production",
    "SECRET_KEY": "k3y-" * 16,
    "FIELD_KEY": KEY,
    "LEDGER_KEY": KEY,
    "ALLOWED_HOSTS": "zeyou.example",
    "DATABASE_URL": "postgres://zeyou@127.0.0.1/zeyou",
    "REDIS_URL": "redis://127.0.0.1:6379/0",
}


@pytest.mark.parametrize(
    ("reader", "value", "result"),
    [
        (lambda e: e.flag("X", False), "yes", True),
        (lambda e: e.flag("X", True), "OFF", False),
        (lambda e: e.flag("X", True), "", True),
        (lambda e: e.whole("X", 7), "12", 12),
        (lambda e: e.whole("X", 7), "", 7),
        (lambda e: e.words("X"), "a, b,,c ", ["a", "b", "c"]),
        (lambda e: e.choice("X", ("a", "b"), "a"), "b", "b"),
        (lambda e: e.url("X", ("redis",), ""), "", ""),
        (lambda e: e.url("X", ("redis",), ""), "redis://h/1", "redis://h/1"),
        (lambda e: e.key("X"), KEY, KEY),
    ],
)
def test_right_values_are_read(reader, value: str, result: object) -> None:
    assert reader(Environment({"X": value})) == result


@pytest.mark.parametrize(
    ("reader", "value"),
    [
        (lambda e: e.text("X"), ""),
        (lambda e: e.flag("X", False), "perhaps"),
        (lambda e: e.whole("X", 7), "-1"),
        (lambda e: e.whole("X", 7), "1.5"),
        (lambda e: e.whole("X", 7), "٣"),
        (lambda e: e.whole("X", 7, least=5), "4"),
        (lambda e: e.choice("X", ("a", "b"), "a"), "c"),
        (lambda e: e.url("X", ("redis",), ""), "http://h"),
        (lambda e: e.key("X"), "short"),
        (lambda e: e.key("X"), ""),
        (lambda e: e.key("X"), base64.b64encode(b"31 bytes are one byte too few..").decode()),
    ],
)
def test_wrong_values_stop_the_start_and_are_named(reader, value: str) -> None:
    with pytest.raises(Misconfigured, match=r"^X must "):
        reader(Environment({"X": value}))


def test_a_refused_address_does_not_show_its_password() -> None:
    with pytest.raises(Misconfigured) as refused:
        Environment({"X": "mysql://me:secret@host"}).url("X", ("postgres",))
    assert "secret" not in str(refused.value)


def test_a_secret_is_made_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        made = set(pool.map(lambda _: kept_secret(tmp_path / "secrets", "key"), range(32)))
    assert len(made) == 1
    assert stat.S_IMODE((tmp_path / "secrets" / "key").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "secrets").stat().st_mode) == 0o700
    assert os.listdir(tmp_path / "secrets") == ["key"]
    assert len(base64.b64decode(new_key())) == 32


def start(variables: dict[str, str], folder: Path) -> subprocess.CompletedProcess[str]:
    """Load the settings in a process of their own."""
    clean = {"PATH": os.environ["PATH"], "ZEYOU_VAR": str(folder)}
    return subprocess.run(
        [sys.executable, "-c", "import selection.settings"],
        cwd=ROOT,
        env=clean | variables,
        capture_output=True,
        text=True,
    )


def test_production_starts_when_everything_is_there(tmp_path: Path) -> None:
    done = start(PRODUCTION, tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert not (tmp_path / "secrets").exists()


@pytest.mark.parametrize(
    ("change", "line"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY must be set."),
        ({"SECRET_KEY": "short"}, "SECRET_KEY must have at least 50 characters."),
        ({"FIELD_KEY": ""}, "FIELD_KEY must be set."),
        ({"LEDGER_KEY": ""}, "LEDGER_KEY must be set."),
        ({"ALLOWED_HOSTS": ""}, "ALLOWED_HOSTS must be set when ZEYOU_ENV is production."),
        ({"DEBUG": "1"}, "DEBUG must be off when ZEYOU_ENV is production."),
        ({"REDIS_URL": ""}, "REDIS_URL must be set when ZEYOU_ENV is production: it is the broker."),
        ({"DATABASE_URL": ""}, "DATABASE_URL must name a PostgreSQL database when ZEYOU_ENV is production."),
        (
            {"DATABASE_URL": "sqlite:///x.sqlite3"},
            "DATABASE_URL must name a PostgreSQL database when ZEYOU_ENV is production.",
        ),
        ({"ZEYOU_ENV": "prod"}, "ZEYOU_ENV must be one of embedded, production, not 'prod'."),
        ({"LEDGER_ALGORITHM": "md5"}, "LEDGER_ALGORITHM must be one of sha256, sm3, not 'md5'."),
        ({"LEDGER_ORIGIN": "a b"}, "LEDGER_ORIGIN must not hold spaces or '+'."),
    ],
)
def test_production_refuses_in_one_line(change: dict[str, str], line: str, tmp_path: Path) -> None:
    done = start(PRODUCTION | change, tmp_path)
    assert (done.returncode, done.stderr.strip()) == (1, line)


def test_the_embedded_mode_needs_nothing_and_keeps_its_secrets(tmp_path: Path) -> None:
    assert start({}, tmp_path).returncode == 0
    kept = {path.name: path.read_text() for path in (tmp_path / "secrets").iterdir()}
    assert set(kept) == {"secret_key", "field_key", "ledger_key"}
    assert start({}, tmp_path).returncode == 0
    assert {path.name: path.read_text() for path in (tmp_path / "secrets").iterdir()} == kept


def test_a_folder_that_cannot_be_written_is_said_in_one_line() -> None:
    done = start({}, Path("/dev/null/var"))
    line = "ZEYOU_VAR: /dev/null/var cannot be written: Not a directory."
    assert (done.returncode, done.stderr.strip()) == (1, line)


def test_a_secret_is_whole_or_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        kept_secret(tmp_path / "secrets", "key")
    assert os.listdir(tmp_path / "secrets") == []
