"""Somebody at the screens: follows the links that a page shows, fills its forms, presses its buttons.

What is not on the page cannot be used, so a missing link or field fails the test as it stops a user.
"""

from typing import Any
from urllib.parse import urljoin

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils.translation import gettext, override
from lxml import html

from oversight.models import User


def chinese(words: str) -> str:
    """Return a sentence of the sources as it stands on a Chinese page; what is Chinese stays."""
    with override("zh-hans"):
        return gettext(words)


def text_of(element: Any) -> str:
    """Return the words of an element, spaces brought together."""
    return " ".join(element.text_content().split())


class Person:
    """A user signed in, with the page before his eyes. `code` is the campaign that names of pages belong to."""

    def __init__(self, user: User, code: str):
        self.user, self.code, self.client = user, code, Client()
        self.at, self.status = "", 0

    def open(self, name: str, *rest: Any, query: str = "") -> "Person":
        """Open a page of the campaign by its name, as by a bookmark."""
        return self.visit(reverse(name, args=[self.code, *rest]) + query)

    def visit(self, url: str) -> "Person":
        """Open an address."""
        self.client.force_login(self.user)
        return self._show(self.client.get(url, follow=True), url)

    def fetch(self, url: str) -> bytes:
        """Return the bytes behind an address of the page."""
        self.client.force_login(self.user)
        answer = self.client.get(urljoin(self.at, url))
        return b"".join(answer.streaming_content) if answer.streaming else bytes(answer.content)

    def _show(self, answer: Any, url: str) -> "Person":
        chain = getattr(answer, "redirect_chain", [])
        self.at = urljoin(self.at or "/", chain[-1][0] if chain else url)
        self.status = answer.status_code
        assert self.status == 200, f"{self.user}: {self.at} answered {self.status}"
        self.page = html.fromstring(answer.content.decode())
        (self.main,) = self.page.xpath("//main")
        return self

    @property
    def said(self) -> str:
        """Return everything that the page says."""
        return text_of(self.page)

    @property
    def wrong(self) -> list[str]:
        """Return what the page says is wrong."""
        found = self.page.xpath(
            "//*[contains(@class, 'error-summary')] | //*[contains(@class, 'field-error')]"
        )
        return [text_of(one) for one in found]

    def sees(self, *words: str) -> "Person":
        """Assert that the page says all these words."""
        for one in map(chinese, words):
            assert one in self.said, f"{self.user}: “{one}” is not on {self.at}: {text_of(self.main)}"
        return self

    def picks(self, value: str, *, among: str = "") -> dict[str, str]:
        """Return `value` for every list of choices of the page whose label has the words `among`."""
        lists = self.main.xpath(".//select[@name and not(@disabled)]")
        return {
            one.get("name"): value
            for one in lists
            if among in self._label(one) and value in one.xpath("./option/@value")
        }

    def field(self, *among: str) -> str:
        """Return the name of the field whose label has all these words."""
        fields = self.main.xpath(".//input[@name] | .//select[@name] | .//textarea[@name]")
        found = [one.get("name") for one in fields if all(chinese(w) in self._label(one) for w in among)]
        assert found, f"{self.user}: no field {among} on {self.at}: {[self._label(one) for one in fields]}"
        return str(found[0])

    def _label(self, field: Any) -> str:
        labels = self.main.xpath(".//label[@for=$id]", id=field.get("id") or "-")
        return " ".join([field.get("aria-label") or "", *map(text_of, labels)])

    def turn(self, number: int) -> str:
        """Open a round or ballot of the page by its place, and return its title; empty where there is only one."""
        found = self.main.xpath(".//nav[contains(@class, 'tabs')]//a[contains(@href, 'turn=')]")
        if not found:
            return ""
        title = text_of(found[number])
        self.follow(title)
        return title

    def follow(self, words: str) -> "Person":
        """Follow the link with exactly these words, else the first with them; those of the page itself come first."""
        words = chinese(words)
        everywhere = [*self.main.xpath(".//a[@href]"), *self.page.xpath("//a[@href]")]
        links = [link for link in everywhere if text_of(link) == words]
        links += [link for link in everywhere if words in text_of(link)]
        there = {text_of(link): link.get("href") for link in self.page.xpath("//a[@href]")}
        assert links, f"{self.user}: no link “{words}” on {self.at}; there are {there}"
        return self.visit(urljoin(self.at, links[0].get("href")))

    def press(self, words: str, *, refused: str = "", **fields: Any) -> "Person":
        """Press a button after filling fields of its form; `refused`: what the page must then say is wrong."""
        button, form = self._button(words)
        sent = dict(self._values(form))
        for name, value in fields.items():
            assert form.xpath(".//*[@name=$name]", name=name), (
                f"{self.user}: no field {name} on {self.at}: {sorted(form.fields)}"
            )
            sent[name] = value
        if button.get("name"):
            sent[button.get("name")] = button.get("value", "")
        url = urljoin(self.at, form.get("action") or self.at)
        self.client.force_login(self.user)
        if (form.get("method") or "get").lower() == "get":
            return self._show(self.client.get(url, sent, follow=True), url)
        self._show(self.client.post(url, sent, follow=True), url)
        if refused:
            assert self.wrong, f"{self.user}: {self.at} refuses nothing"
            return self.sees(refused)
        assert not self.wrong, f"{self.user}: {self.at} refuses: {self.wrong}"
        return self

    def _button(self, words: str) -> tuple[Any, Any]:
        words, there = chinese(words), []
        for form in self.main.xpath(".//form"):
            outside = self.main.xpath(".//button[@form=$id]", id=form.get("id") or "-")
            for button in (*form.xpath(".//button"), *outside):
                there.append(text_of(button))
                if words in text_of(button) and button.get("type", "submit") == "submit":
                    return button, form
        raise AssertionError(f"{self.user}: no button “{words}” on {self.at}: {there}; {text_of(self.main)}")

    @staticmethod
    def _values(form: Any) -> list[tuple[str, Any]]:
        found: list[tuple[str, Any]] = []
        for field in form.xpath(".//input[@name] | .//select[@name] | .//textarea[@name]"):
            if field.get("disabled") is not None or field.get("type") in ("file", "submit"):
                continue
            if field.get("type") in ("checkbox", "radio") and field.get("checked") is None:
                continue
            value = field.get("value", "on") if field.get("type") in ("checkbox", "radio") else field.value
            found.append((field.get("name"), value or ""))
        return found


def sheet(name: str, *lines: str) -> SimpleUploadedFile:
    """Return a CSV file of these lines to be dropped on a page."""
    return SimpleUploadedFile(name, "".join(f"{line}\n" for line in lines).encode())
