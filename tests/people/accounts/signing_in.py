"""What a person does to sign in, in a browser without a screen."""

from __future__ import annotations

from django.test import Client

PASSWORD = "seven boats left before the fog"


def give_password(person: str, password: str = PASSWORD, client: Client | None = None, *, following: str = ""):
    """Send handle and password; return the browser and the answer."""
    client = client or Client()
    typed = {"login": person, "password": password, **({"next": following} if following else {})}
    return client, client.post("/sign-in/", typed)


def by_password(person: str, password: str = PASSWORD) -> Client:
    """Return a browser in which a person without a second factor has signed in."""
    client, answer = give_password(person, password)
    assert answer.status_code == 302, answer.content.decode()
    assert inside(client)
    return client


def confirmed(client: Client, password: str = PASSWORD) -> Client:
    """Return the browser after the password was given once more."""
    assert client.post("/account/confirm/", {"password": password}).status_code == 302
    return client


def inside(client: Client) -> bool:
    """Tell whether somebody is signed in in this browser, fully."""
    return client.get("/account/").status_code == 200
