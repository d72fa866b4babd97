"""Somebody with a browser, an account and a key of their own, who goes through the site as people do.

Forms are filled in by the names of their fields, for those are what an act says; buttons are pressed by their words.
Every kind of page is looked at once, as axe does, and every page must fit its window.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

Values = Mapping[str, Any]

AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
NAMES = re.compile(
    r"/(?:[A-Z]+\d+|\d+|report|release|harbour|port-authority|[a-z]+-(?:author|lawyer|director|reviewer))(?=/)"
)
SECRETS = re.compile(r"^/(sign|g|invitation|policy)/[^/]{16,}/")


class Walker:
    """A person in a browser; `sign_by_hand` makes signatures where there is no script, from a digest."""

    def __init__(
        self,
        browser: Any,
        address: str,
        *,
        viewport: Any,
        javascript: bool = True,
        person: str = "",
        sign_by_hand: Callable[[str], str] | None = None,
        seen: dict[str, tuple[str, Walker]] | None = None,
    ) -> None:
        self.address, self.person, self.javascript = address, person, javascript
        self.width, self.sign_by_hand = viewport["width"], sign_by_hand
        self.seen: dict[str, tuple[str, Walker]] = {} if seen is None else seen
        self.context = browser.new_context(viewport=viewport, java_script_enabled=javascript)
        self.context.set_default_timeout(5_000)
        self.page = self.context.new_page()
        self.elsewhere: list[str] = []
        self.page.on("request", lambda request: self.elsewhere.append(request.url))

    def keep_passkeys(self) -> None:
        """Give the browser an authenticator, as a telephone or a laptop has one."""
        devtools = self.context.new_cdp_session(self.page)
        devtools.send("WebAuthn.enable")
        devtools.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})

    def go(self, path: str) -> Walker:
        self.page.goto(self.address + path if path.startswith("/") else path)
        return self.looked()

    def follow(self, words: str, *, within: Any = None) -> Walker:
        (within or self.page).get_by_role("link", name=words).first.click()
        return self.looked()

    def press(self, words: str, *, within: Any = None) -> Walker:
        """Press a button, and sign where that leads to the page of signatures."""
        (within or self.page.get_by_role("main")).get_by_role("button", name=words, exact=True).first.click()
        return self.looked()

    def send(self, act: str, values: Values | None = None, *, having: str = "") -> Walker:
        """Fill in one of the forms of a page, which is called `act` or has a field `having`, and send it."""
        mark = f'[name="act"][value="{act}"]' if act else having
        form = self.page.get_by_role("main").locator(f"form:has({mark})").first
        self.open_around(form.locator(mark).first)
        self.fill(values or {}, form)
        button = form.locator(f'button[name="act"][value="{act}"]')
        (
            button if button.count() else form.locator('button[type="submit"]:not(.unseen), button:not([type])')
        ).last.click()
        return self.looked().signed()

    def fill(self, values: Values, form: Any = None) -> None:
        for name, value in values.items():
            if isinstance(value, list) and value and isinstance(value[0], dict):
                self._fill_rows(name, value)
            else:
                self._fill_one((form or self.page.get_by_role("main")).locator(f'[name="{name}"]'), value)

    def _fill_rows(self, name: str, rows: list[Values]) -> None:
        for number, row in enumerate(rows):
            if not self.page.locator(f'[name^="{name}-{number}-"]').count():
                self.page.locator(f'button[name="add"][value="{name}"]').click()
                self.page.wait_for_load_state()
            self.fill({f"{name}-{number}-{key}": value for key, value in row.items()})

    def _fill_one(self, field: Any, value: Any) -> None:
        kind = field.first.evaluate("each => each.type")
        self.open_around(field.first)
        if kind == "radio":
            field.and_(self.page.locator(f'[value="{value}"]')).check()
        elif kind == "checkbox" and isinstance(value, list | tuple):
            for each in value:
                field.and_(self.page.locator(f'[value="{each}"]')).check()
        elif kind == "checkbox":
            field.first.set_checked(value)
        elif kind.startswith("select"):
            field.first.select_option(value)
        elif kind == "file":
            field.first.set_input_files(value)
        else:
            field.first.fill(str(value))

    def open_around(self, field: Any) -> None:
        """Open what is folded around a field."""
        for folded in field.locator("xpath=ancestor::details[not(@open)]").all():
            folded.locator("summary").first.click()

    def say(self, path: str, values: Values) -> Walker:
        """Open the form of an act, fill it in, send it, and sign it where that is wanted; it must be said."""
        self.go(path)
        heading = self.page.get_by_role("heading", level=1).inner_text()
        self.fill(values)
        self.press(heading).signed()
        assert not self.refusals(), (path, self.refusals())
        return self

    def signed(self) -> Walker:
        """Sign what waits on the page of signatures, if that is where the browser is."""
        if "/sign/" not in self.page.url:
            return self
        waiting = self.page.url
        if self.sign_by_hand is None:
            self.page.get_by_role("button", name="Sign with a passkey").click()
            self.page.wait_for_url(lambda url: url != waiting)
        else:
            command = self.page.locator("pre code").first.inner_text()
            self.page.get_by_label("Signature", exact=True).fill(self.sign_by_hand(command.split()[2]))
            self.page.get_by_role("button", name="Sign and say it").click()
        return self.looked()

    def refusals(self) -> list[str]:
        return [each.inner_text() for each in self.page.locator(".refusal, .errorlist").all()]

    def looked(self) -> Walker:
        """Make sure that the page fits, that nothing comes from elsewhere, and, once for each kind, what axe says."""
        self.page.wait_for_load_state()
        assert not self.page.title().startswith("Something went wrong"), self.page.url
        assert self.page.evaluate("document.documentElement.scrollWidth") <= self.width, (
            f"runs out of the window: {self.page.url}"
        )
        assert [url for url in self.elsewhere if not url.startswith(self.address)] == []
        kind = self.kind()
        if kind not in self.seen:
            self.seen[kind] = (self.page.url, self)
            if self.javascript:
                self.looks_right_to_axe()
        return self

    def kind(self) -> str:
        path = self.page.url.removeprefix(self.address).partition("#")[0].partition("?")[0]
        named = SECRETS.sub(r"/\1/*/", NAMES.sub("/*", NAMES.sub("/*", path)))
        return f"{named} {'refused' if self.refusals() else ''}".strip()

    def looks_right_to_axe(self) -> None:
        from axe_playwright_python.sync_playwright import Axe

        found = Axe().run(self.page).response["violations"]
        wrong = [(each["id"], each["nodes"][0]["html"]) for each in found]
        assert not wrong, (self.page.url, wrong)

    def reads(self, words: str) -> Walker:
        text = re.sub(r"\s+", " ", self.page.get_by_role("main").inner_text())
        assert words in text, f"{words!r} does not stand at {self.page.url}: {text[:3000]}"
        return self

    def takes(self, name: str) -> Path:
        """Download what a link leads to."""
        with self.page.expect_download() as waiting:
            self.page.get_by_role("link", name=name).first.click()
        return Path(waiting.value.path())
