"""Which addresses may be asked for, and that nothing is sent to any other."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies

from answerable.echoes.fetching import Unfetched
from answerable.fetching import where
from answerable.fetching.errors import NotAllowed
from tests.echoes.fetching.world import OTHER, PUBLIC, moved

LOOPBACK = [
    "http://127.0.0.1/",
    "http://2130706433/",
    "http://0x7f000001/",
    "http://0x7f.0x0.0x0.0x1/",
    "http://0177.0.0.1/",
    "http://017700000001/",
    "http://127.1/",
    "http://127.0.1/",
    "http://127.0.0.1./",
    "http://127.0.0.1:80/",
    "HTTP://127.0.0.1/",
    "http://%31%32%37.0.0.1/",
    "http://127%2e0%2e0%2e1/",
    "http://１２７.０.０.１/",
    "http://127。0。0。1/",
    "http://①②⑦.⓪.⓪.①/",
]

PRIVATE = [
    *("0.0.0.0", "0.1.2.3", "10.0.0.1", "100.64.0.1", "127.0.0.1", "127.255.255.254", "169.254.169.254", "172.16.0.1"),
    *("172.31.255.255", "192.0.0.8", "192.0.2.1", "192.88.99.1", "192.168.1.1", "198.18.0.1", "198.51.100.1"),
    *("203.0.113.9", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255", "168.63.129.16"),
    *("::", "::1", "::7f00:1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "64:ff9b::a00:1", "64:ff9b::7f00:1"),
    *("64:ff9b:1::1", "100::1", "2001::1", "2001:db8::1", "2002:7f00:1::", "2002:808:808::1", "3fff::1", "5f00::1"),
    *("fc00::1", "fd00:ec2::254", "fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1", "no address"),
]


@pytest.mark.parametrize("address", LOOPBACK)
def test_loopback_is_refused_however_it_is_spelled(world, address):
    with pytest.raises(NotAllowed):
        world.fetcher().get(address)
    assert (world.resolved, world.connected) == ([], [])


@pytest.mark.parametrize("address", LOOPBACK)
def test_every_spelling_of_loopback_has_one_form(address):
    assert where.target(address).address == "http://127.0.0.1/"


@pytest.mark.parametrize("address", PRIVATE)
def test_what_is_not_public_is_known(address):
    assert not where.public(address)


@pytest.mark.parametrize(
    "address", [PUBLIC, "8.8.8.8", "1.1.1.1", "172.32.0.1", "2606:4700:4700::1111", "64:ff9b::808:808"]
)
def test_what_is_public_is_known(address):
    assert where.public(address)


@pytest.mark.parametrize("address", PRIVATE)
def test_a_name_of_a_private_address_is_refused_before_anything_is_sent(world, address):
    world.names["news.example"] = [[address]]
    with pytest.raises(NotAllowed):
        world.fetcher().get("http://news.example/")
    assert world.connected == []


@pytest.mark.parametrize("found", [[PUBLIC, "10.0.0.1"], ["::1", PUBLIC], [PUBLIC, OTHER, "fe80::1"]])
def test_one_private_address_among_public_ones_is_enough(world, found):
    world.names["news.example"] = [found]
    with pytest.raises(NotAllowed):
        world.fetcher().get("http://news.example/")
    assert world.connected == []


@pytest.mark.parametrize(
    "address",
    [
        *("file:///etc/passwd", "ftp://news.example/", "gopher://news.example/", "javascript:1", "//news.example/"),
        *("http:news.example", "http:/news.example", "http:///news.example", "http://", "", "news.example"),
        *("http://user:word@news.example/", "http://user@news.example/", "http://news.example@127.0.0.1/"),
        *("http://127.0.0.1\\@news.example/", "http://news.example\\.other.example/", "http://news.example/\r\nX: y"),
        *("http://news.exa\0mple/", "http://news exam.ple/", "http://[::1/", "http://[fe80::1%25eth0]/", "http://[]/"),
        *("http://[::ffff:10.0.0.1]/", "http://[::]/", "http://256.1.1.1/", "http://1.2.3.4.5/", "http://08.1.1.1/"),
        *(
            "http://0x100000000/",
            "http://" + "9" * 5000 + "/",
            "http://1..2/",
            "http://.example/",
            "http://a..example/",
        ),
        *("http://news.example:0/", "http://news.example:65536/", "http://news.example:-1/", "http://news.example:8a/"),
        *("http://news.example:22/", "http://news.example:8080/", "http://localhost/", "http://LOCALHOST./"),
        *("http://a.localhost/", "http://printer.local/", "http://metadata.google.internal/", "http://router/"),
        *("http://a.home.arpa/", "http://a.onion/", "http://" + "a" * 64 + ".example/", "http://%00.example/"),
        *("http://news.example%2f@127.0.0.1/", "http://xn--a\u0301.example/", "http://a.example/" + "x" * 9000),
    ],
)
def test_an_address_that_is_odd_or_local_is_refused_and_not_looked_up(world, address):
    with pytest.raises(NotAllowed):
        world.fetcher().get(address)
    assert (world.resolved, world.connected) == ([], [])


def test_a_refusal_does_not_repeat_a_password(world):
    with pytest.raises(NotAllowed) as refused:
        world.fetcher().get("http://user:secret@news.example/")
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize(
    ("address", "form"),
    [
        ("HTTP://News.Example", "http://news.example/"),
        ("https://news.example:443/a#b", "https://news.example/a"),
        ("http://news.example./", "http://news.example/"),
        ("http://bücher.example/ä b?q=ü", "http://xn--bcher-kva.example/%C3%A4%20b?q=%C3%BC"),
        ("http://новости.example/", "http://xn--b1amnebsh.example/"),
        ("http://news.example/a%20b%zz", "http://news.example/a%20b%zz"),
        (" http://news.example?x=1 ", "http://news.example/?x=1"),
        ("http://[2606:4700:4700:0::1111]/", "http://[2606:4700:4700::1111]/"),
        ("http://my_paper.example/", "http://my_paper.example/"),
    ],
)
def test_an_address_has_one_form(address, form):
    assert where.target(address).address == form


ODD = strategies.text(alphabet="0127.xXaf:/@%[]?#\\\u3002\uff10\u2460e\u00ad-_ \t\n", max_size=30)


@given(ODD)
def test_whatever_is_written_is_refused_or_has_one_form_that_stays(host):
    try:
        found = where.target("http://" + host)
    except NotAllowed:
        return
    assert where.target(found.address) == found
    assert found.host.isascii()
    assert not set(found.host) & set("/@%[]?#\\ ")


@pytest.mark.parametrize(
    "place",
    [
        *("http://10.0.0.1/", "http://127.0.0.1/", "http://[::1]/", "http://169.254.169.254/latest/meta-data/"),
        *("http://2130706433/", "//127.1/", "file:///etc/passwd", "http://inside.example/", "http://localhost/"),
        *("http://news.example:22/", "http://user:word@other.example/", "http://[::1", "http://[::ffff:a00:1]/"),
    ],
)
def test_a_redirect_to_a_private_address_is_refused(world, place):
    world.put("news.example/", moved(place))
    world.names["inside.example"] = [["192.168.0.10"]]
    with pytest.raises(NotAllowed):
        world.fetcher().get("http://news.example/")
    assert set(world.connected) == {(PUBLIC, 80)}


def test_robots_txt_that_leads_to_a_private_address_closes_the_host(world):
    world.put("news.example/robots.txt", moved("http://127.0.0.1/robots.txt"))
    world.put("news.example/", "words")
    with pytest.raises(NotAllowed):
        world.fetcher().get("http://news.example/")
    assert world.connected == [(PUBLIC, 80)]


def test_the_connection_goes_to_the_address_that_was_checked(world):
    world.put("news.example/", "words")
    world.fetcher().get("http://news.example/")
    world.names["news.example"] = [[OTHER], ["127.0.0.1"]]
    world.connected.clear()
    world.resolved.clear()
    assert world.fetcher().get("http://news.example/").content == b"words"
    assert (world.connected, world.resolved) == ([(OTHER, 80)], ["news.example"])


def test_a_name_that_moves_inside_between_two_requests_is_refused(world):
    world.put("news.example/", "words")
    world.names["news.example"] = [[PUBLIC], ["127.0.0.1"]]
    with pytest.raises(NotAllowed):
        world.fetcher().get("http://news.example/")
    assert world.connected == []


def test_a_name_without_an_address_is_unreachable(world):
    with pytest.raises(Unfetched) as failed:
        world.fetcher().get("http://nobody.example/")
    assert failed.value.reason == "unreachable"


def test_an_exact_pair_of_host_and_port_can_be_allowed(world):
    endpoint = f"127.0.0.1:{world.port}"
    world.put(f"{endpoint}/", "words")
    world.free.add("127.0.0.1")
    fetcher = world.fetcher(allow_hosts=frozenset([endpoint]))
    assert fetcher.get(f"http://{endpoint}/").content == b"words"
    assert set(world.connected) == {("127.0.0.1", world.port)}


@pytest.mark.parametrize(
    "place", ["http://127.0.0.1:{other}/", "http://127.0.0.2:{port}/", "http://inside.example:{port}/"]
)
def test_what_is_allowed_allows_nothing_beside_it(world, place):
    fetcher = world.fetcher(allow_hosts=frozenset([f"127.0.0.1:{world.port}"]))
    world.names["inside.example"] = [["127.0.0.1"]]
    with pytest.raises(NotAllowed):
        fetcher.get(place.format(port=world.port, other=world.port + 1))
    assert world.connected == []


def test_proxies_of_the_environment_are_not_used(world, monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9/")
    world.put("news.example/", "words")
    assert world.fetcher().get("http://news.example/").content == b"words"
    assert set(world.connected) == {(PUBLIC, 80)}
    assert world.asked[-1] == "news.example/"


def test_the_second_checked_address_is_tried_where_the_first_does_not_answer(world):
    world.put("news.example/", "words")
    world.names["news.example"] = [[OTHER, PUBLIC]]
    fetcher = world.fetcher()
    real = world._connect

    def half(address, port, seconds):
        if address == OTHER:
            raise ConnectionRefusedError(111, "refused")
        return real(address, port, seconds)

    fetcher._line = type(fetcher._line)(connect=half, clock=fetcher._line.clock, trust=fetcher._line.trust)
    assert fetcher.get("http://news.example/").content == b"words"
