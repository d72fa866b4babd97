"""How a host is treated: what its robots.txt says, when it may be asked again, and what need not be sent twice."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from threading import Thread

import pytest

from answerable.echoes.fetching import BrokenMemory, Fetcher, InMemory, OnDisk, Settings, Unfetched, robots
from answerable.echoes.fetching.manners import retry_at
from answerable.fetching.errors import NotAllowed
from tests.echoes.fetching.world import DAY, Reply, moved, raw


def test_what_robots_txt_closes_is_not_asked_for(world):
    world.put("news.example/robots.txt", "User-agent: *\nDisallow: /private\nAllow: /private/open")
    world.put("news.example/private/open", "words")
    fetcher = world.fetcher()
    with pytest.raises(NotAllowed, match="robots"):
        fetcher.get("http://news.example/private/page")
    assert fetcher.get("http://news.example/private/open").content == b"words"
    assert world.pages_asked() == ["news.example/private/open"]


def test_a_group_that_names_us_counts_before_the_group_for_all(world):
    world.put("news.example/robots.txt", "User-agent: Answerable\nDisallow: /no\n\nUser-agent: *\nDisallow: /")
    world.put("news.example/yes", "words")
    assert world.fetcher().get("http://news.example/yes").content == b"words"
    with pytest.raises(NotAllowed):
        world.fetcher().get("http://news.example/no")


def test_a_group_that_names_others_does_not_count(world):
    world.put("news.example/robots.txt", "User-agent: otherbot\nDisallow: /\n")
    world.put("news.example/", "words")
    assert world.fetcher().get("http://news.example/").content == b"words"


def test_robots_txt_is_asked_for_once_a_day(world):
    world.put("news.example/robots.txt", "User-agent: *\nDisallow: /no")
    world.put("news.example/", "words")
    for _ in range(3):
        world.fetcher().get("http://news.example/")
    assert world.asked.count("news.example/robots.txt") == 1
    world.later(hours=25)
    world.fetcher().get("http://news.example/")
    assert world.asked.count("news.example/robots.txt") == 2


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410])
def test_a_host_without_robots_txt_may_be_read(world, status):
    world.put("news.example/robots.txt", Reply(status=status))
    world.put("news.example/", "words")
    assert world.fetcher().get("http://news.example/").content == b"words"


@pytest.mark.parametrize("status", [429, 500, 502, 503])
def test_a_host_whose_robots_txt_fails_is_left_alone_for_a_while(world, status):
    world.put("news.example/robots.txt", Reply(status=status))
    world.put("news.example/", "words")
    for _ in range(2):
        with pytest.raises(NotAllowed, match=str(status)):
            world.fetcher().get("http://news.example/")
    assert world.asked == ["news.example/robots.txt"]
    world.put("news.example/robots.txt", "")
    world.later(hours=1)
    assert world.fetcher().get("http://news.example/").content == b"words"


def test_a_host_whose_robots_txt_never_comes_is_timed_out(world):
    world.put("news.example/robots.txt", raw(b"", pause=0.8))
    world.put("news.example/", "words")
    with pytest.raises(Unfetched) as failed:
        world.fetcher().get("http://news.example/")
    assert (failed.value.reason, world.pages_asked()) == ("timed-out", [])


def test_robots_txt_may_stand_elsewhere(world):
    world.put("news.example/robots.txt", moved("http://other.example/rules"))
    world.put("other.example/rules", "User-agent: *\nDisallow: /no")
    with pytest.raises(NotAllowed):
        world.fetcher().get("http://news.example/no")


def test_robots_txt_in_a_circle_is_none(world):
    world.put("news.example/robots.txt", moved("/robots.txt"))
    world.put("news.example/", "words")
    assert world.fetcher().get("http://news.example/").content == b"words"


def test_the_host_that_a_redirect_leads_to_is_asked_for_its_own_rules(world):
    world.put("news.example/", moved("http://other.example/no"))
    world.put("other.example/robots.txt", "User-agent: *\nDisallow: /no")
    with pytest.raises(NotAllowed):
        world.fetcher().get("http://news.example/")
    assert "other.example/no" not in world.asked


def test_of_a_huge_robots_txt_the_first_500_kibibytes_count(world):
    filler = b"# nothing to say\n" * 29_000
    world.put("news.example/robots.txt", b"User-agent: *\nDisallow: /early\n" + filler + b"x" * 20_000_000)
    with pytest.raises(NotAllowed, match="closed by robots"):
        world.fetcher().get("http://news.example/early")
    world.put("news.example/late", "words")
    assert world.fetcher().get("http://news.example/late").content == b"words"


def test_a_rule_that_the_limit_cuts_in_two_does_not_count():
    text = robots.rules(b"User-agent: *\nDisallow: /a\nDisallow: /", token="answerable", most=38)
    assert robots.may_read(text, "http://news.example/b", token="answerable")
    assert not robots.may_read(text, "http://news.example/a", token="answerable")


def test_many_groups_times_many_rules_do_not_multiply():
    agents = b"".join(b"User-agent: a%d\n" % number for number in range(15_000))
    rules = b"".join(b"Disallow: /%d\n" % number for number in range(15_000))
    begun = time.process_time()
    text = robots.rules(agents + b"User-agent: *\n" + rules, token="answerable", most=1 << 20)
    assert not robots.may_read(text, "http://news.example/14999", token="answerable")
    assert time.process_time() - begun < 10


def test_many_stars_take_no_time():
    text = "User-agent: *\nDisallow: /" + "*a" * 60 + "b"
    begun = time.process_time()
    assert robots.may_read(text, "http://news.example/" + "a" * 5000, token="answerable")
    assert time.process_time() - begun < 1


def test_lines_that_make_no_sense_are_left_out(world):
    body = b"\xef\xbb\xbf<html>\xff\xfe\nnonsense\nUser-agent: *\n: :\nDisallow: /no\nCrawl-delay: soon\n"
    world.put("news.example/robots.txt", body)
    with pytest.raises(NotAllowed):
        world.fetcher().get("http://news.example/no")


def test_there_is_a_second_between_two_requests_to_one_host(world):
    world.put("news.example/a", "words")
    fetcher = world.fetcher()
    fetcher.get("http://news.example/a")
    fetcher.get("http://news.example/a")
    assert [round(each, 1) for each in world.slept] == [1, 1]  # robots.txt, then twice the page


def test_another_host_need_not_wait(world):
    world.put("news.example/robots.txt", "")
    world.put("other.example/robots.txt", "")
    fetcher = world.fetcher()
    fetcher.get("http://news.example/robots.txt")
    fetcher.get("http://other.example/robots.txt")
    assert all(each <= 1 for each in world.slept)
    assert len(world.slept) == 2  # each after its own robots.txt


@pytest.mark.parametrize(("asked", "waited"), [("7", 7), ("0.1", 1), ("86400", 30), ("-3", 1), ("nan", 1), ("inf", 1)])
def test_a_crawl_delay_is_kept_up_to_a_bound(world, asked, waited):
    world.put("news.example/robots.txt", f"User-agent: *\nCrawl-delay: {asked}\nDisallow:")
    world.put("news.example/a", "words")
    fetcher = world.fetcher()
    for _ in range(2):
        fetcher.get("http://news.example/a")
    assert round(world.slept[-1], 1) == waited


def test_one_host_is_asked_by_one_thread_at_a_time(world):
    seen = {"now": 0, "most": 0}

    def slow(handler):
        seen["now"] += 1
        seen["most"] = max(seen["most"], seen["now"])
        time.sleep(0.05)
        seen["now"] -= 1
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 2\r\n\r\nok")

    world.put("news.example/robots.txt", "")
    world.put("news.example/a", Reply(raw=slow))
    fetcher = world.fetcher(pause=0)
    threads = [Thread(target=fetcher.get, args=["http://news.example/a"]) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (seen["most"], world.pages_asked()) == (1, ["news.example/a"] * 4)


def test_a_short_retry_after_is_waited_for(world):
    world.put("news.example/a", Reply(status=503, headers={"Retry-After": "20"}))
    fetcher = world.fetcher()
    with pytest.raises(Unfetched):
        fetcher.get("http://news.example/a")
    world.put("news.example/a", "words")
    assert fetcher.get("http://news.example/a").content == b"words"
    assert round(world.slept[-1]) == 20


@pytest.mark.parametrize("value", ["3600", "Mon, 02 Mar 2026 13:00:00 GMT"])
def test_a_long_retry_after_refuses_until_then_also_in_the_next_run(world, value):
    world.put("news.example/a", Reply(status=429, headers={"Retry-After": value}))
    with pytest.raises(Unfetched) as failed:
        world.fetcher().get("http://news.example/a")
    assert failed.value.status == 429
    world.put("news.example/a", "words")
    with pytest.raises(Unfetched, match="wait until"):
        world.fetcher().get("http://news.example/a")
    assert world.pages_asked() == ["news.example/a"]
    world.later(hours=1)
    assert world.fetcher().get("http://news.example/a").content == b"words"


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120),
        ("", 60),
        ("soon", 60),
        ("-5", 60),
        ("٣", 60),
        ("Mon, 02 Mar 2026 12:00:30 GMT", 30),
        ("Mon, 02 Mar 2026 12:00:30", 30),
        ("Mon, 02 Mar 99999999999999999999 12:00:30 GMT", 60),
        ("9" * 400, 7 * 86400),
    ],
)
def test_retry_after_is_read_as_seconds_or_as_a_date(value, seconds):
    assert retry_at(value, now=DAY) - DAY == timedelta(seconds=seconds)


def test_a_busy_host_cannot_ask_for_more_than_a_week(world):
    world.put("news.example/a", Reply(status=503, headers={"Retry-After": "Fri, 01 Jan 2100 00:00:00 GMT"}))
    with pytest.raises(Unfetched):
        world.fetcher().get("http://news.example/a")
    world.put("news.example/a", "words")
    world.later(days=7, hours=1)
    assert world.fetcher().get("http://news.example/a").content == b"words"


def test_a_page_that_is_unchanged_is_not_sent_again(world):
    world.put("news.example/a", Reply(status=304, headers={"ETag": '"x"'}))
    found = world.fetcher().get("http://news.example/a", etag='"x"', modified="Mon, 02 Mar 2026 11:00:00 GMT")
    assert (found.status, found.content) == (304, b"")
    assert world.fields[-1]["if-none-match"] == '"x"'
    assert world.fields[-1]["if-modified-since"] == "Mon, 02 Mar 2026 11:00:00 GMT"


def test_a_condition_that_cannot_stand_in_a_field_is_left_out(world):
    world.put("news.example/a", "words")
    world.fetcher().get("http://news.example/a", etag='"x"\r\nEvil: yes', modified="ü")
    assert not {"if-none-match", "if-modified-since", "evil"} & set(world.fields[-1])


def test_the_request_says_who_asks_and_whom_to_write_to(world):
    world.put("news.example/a", "words")
    world.fetcher(contact="https://reports.example/robot").get("http://news.example/a")
    assert world.fields[-1]["user-agent"].startswith("answerable/")
    assert world.fields[-1]["user-agent"].endswith(" (+https://reports.example/robot)")
    assert not {"cookie", "authorization", "referer"} & set(world.fields[-1])


def test_a_contact_that_could_write_fields_is_refused():
    with pytest.raises(ValueError, match="contact"):
        Fetcher(Settings(contact="a\r\nX: y"), now=lambda: datetime.now(UTC))


@pytest.mark.parametrize("kind", ["memory", "disk"])
def test_a_store_gives_back_what_was_kept_last(tmp_path, kind):
    store = InMemory() if kind == "memory" else OnDisk(tmp_path / "seen.sqlite3")
    store.keep("page", "a", b"1")
    store.keep("page", "a", b"2")
    store.keep("robots", "a", b"3")
    assert (store.recall("page", "a"), store.recall("robots", "a"), store.recall("page", "b")) == (b"2", b"3", None)
    if isinstance(store, OnDisk):
        store.close()


def test_a_store_on_disk_outlives_the_program(tmp_path):
    first = OnDisk(tmp_path / "seen.sqlite3")
    first.keep("page", "a", b"1")
    second = OnDisk(tmp_path / "seen.sqlite3")  # while the first is open, as after a kill
    assert second.recall("page", "a") == b"1"
    first.close()
    second.close()


def test_a_file_that_is_no_store_is_named(tmp_path):
    (tmp_path / "seen.sqlite3").write_bytes(b"not a database, not at all" * 100)
    with pytest.raises(BrokenMemory, match="seen"):
        OnDisk(tmp_path / "seen.sqlite3")


def test_a_store_that_holds_something_else_is_named(world):
    world.memory.keep("robots", "http://news.example", b"[]")
    world.put("news.example/", "words")
    with pytest.raises(BrokenMemory, match="Robots"):
        world.fetcher().get("http://news.example/")
