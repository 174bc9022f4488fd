"""What every test stands on: fast passwords, a database and a cache of its own, and counting of queries.

`postgresql` and `sqlite` mark tests of what only one database has, `redis` those of the broker; the others are left
out of the run, not skipped, so that a skip always means something is missing. REFUSE_SKIPS=1 turns any skip into a
failed run.
"""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from hypothesis import settings as hypothesis

if TYPE_CHECKING:
    from tests.cast import Cast

pytest_plugins = ["oversight.testing", "tests.browser"]

SKIPPED: list[str] = []

# A busy machine is no fault of an example: properties are held to answers, never to milliseconds.
hypothesis.register_profile("zeyou", deadline=None)
hypothesis.load_profile("zeyou")


def pytest_configure(config: pytest.Config) -> None:
    """Point Django away from everything that a running Zeyou of this folder uses."""
    config.addinivalue_line("markers", "postgresql: tests what only PostgreSQL has")
    config.addinivalue_line("markers", "sqlite: tests what only SQLite has")
    config.addinivalue_line("markers", "redis: tests what only a broker that is a server has")
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.CELERY_BROKER_URL = "memory://"
    settings.CELERY_BROKER_TRANSPORT_OPTIONS = {}
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    if settings.REDIS_URL:
        settings.CACHES["default"]["KEY_PREFIX"] = f"test-{os.getpid()}-{worker}"
    else:
        settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    database = settings.DATABASES["default"]
    if "sqlite" in database["ENGINE"]:
        # A file, not memory: threads see the same rows, and the locks are those of real use.
        folder = tempfile.mkdtemp(prefix="zeyou-test-")
        config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))
        database["TEST"] = {**database.get("TEST", {}), "NAME": f"{folder}/test.sqlite3"}
        command = database["OPTIONS"]["init_command"]
        database["OPTIONS"]["init_command"] = command.replace("synchronous=FULL", "synchronous=OFF")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the tests of the database and the broker that this run does not use."""
    others = {"postgresql" if "sqlite" in settings.DATABASES["default"]["ENGINE"] else "sqlite"}
    if not settings.REDIS_URL:
        others.add("redis")
    left_out = [item for item in items if any(item.get_closest_marker(other) for other in others)]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Remember what was skipped."""
    if report.skipped and not hasattr(report, "wasxfail"):
        SKIPPED.append(report.nodeid)


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Fail the run for a skip where the surroundings are known to be complete."""
    if os.environ.get("REFUSE_SKIPS") == "1" and SKIPPED and exitstatus == 0:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture
def cast(db: None) -> "Cast":
    """Return one person for each role; `tests.cast.play` puts a campaign on stage for them."""
    from tests.cast import make_cast

    return make_cast()


@pytest.fixture
def count_queries(db: None) -> Callable[[], AbstractContextManager[list[str]]]:
    """Return a context manager that gathers the SQL of its block: `with count_queries() as queries:`."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    @contextmanager
    def counting() -> Iterator[list[str]]:
        queries: list[str] = []
        with CaptureQueriesContext(connection) as captured:
            yield queries
        queries.extend(query["sql"] for query in captured.captured_queries)

    return counting


@pytest.fixture
def same_queries(
    count_queries: Callable[[], AbstractContextManager[list[str]]],
) -> Callable[[Callable[[], object], Callable[[], object]], None]:
    """Return `check(ask, add)`: asking costs as many queries after `add` has made many rows as before.

    `ask` loads the page with one row there, `add` brings the rows to thirty. The first asking of all is not
    counted: it fills caches that every later request finds.
    """

    def check(ask: Callable[[], object], add: Callable[[], object]) -> None:
        ask()
        with count_queries() as few:
            ask()
        add()
        with count_queries() as many:
            ask()
        assert len(many) == len(few), "\n".join(["queries with 1 row:", *few, "queries with 30:", *many])

    return check


@pytest.fixture
def as_role(client, cast):
    """Return `as_role(role)`: the client signed in as that person of the cast."""

    def sign_in(role):
        client.force_login(cast[role])
        return client

    return sign_in
