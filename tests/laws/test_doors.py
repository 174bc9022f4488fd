"""Law 5: every URL stands in the who-may-what table, and nothing else does."""

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver

from selection.doors import DOORS


def patterns(resolver: URLResolver, before: str = "") -> Iterator[tuple[str, str | None, URLPattern]]:
    """Yield (address, name with its namespace, pattern) of every URL."""
    for entry in resolver.url_patterns:
        address = f"{before}{entry.pattern}"
        if isinstance(entry, URLPattern):
            yield address, entry.name, entry
        else:
            for below, name, pattern in patterns(entry, address):
                yield below, f"{entry.namespace}:{name}" if entry.namespace and name else name, pattern


def all_patterns() -> list[tuple[str, str | None, URLPattern]]:
    """Return every URL of the project."""
    return list(patterns(get_resolver()))


def test_every_url_has_a_name() -> None:
    assert [address for address, name, _ in all_patterns() if not name] == []


def test_urls_and_doors_are_the_same_set() -> None:
    assert {name for _, name, _ in all_patterns()} == set(DOORS)


def test_doors_are_tried_with_every_argument_of_their_url() -> None:
    wrong = [
        name
        for _, name, pattern in all_patterns()
        if name and set(pattern.pattern.converters) != {argument for argument, _ in DOORS[name].try_with}
    ]
    assert wrong == []


def test_no_name_leads_to_two_views() -> None:
    views: dict[str | None, set[object]] = {}
    for _, name, pattern in all_patterns():
        views.setdefault(name, set()).add(pattern.callback)
    assert [name for name, found in views.items() if len(found) > 1] == []
