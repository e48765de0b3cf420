"""What judges pages finds what is wrong, and nothing where nothing is."""

import pytest

from .judges import axe, overflow, small_targets

RIGHT = """<!DOCTYPE html>
<html lang="en"><meta name="viewport" content="width=device-width"><title>A page</title><link rel="icon" href="data:,">
<main><h1>A page</h1><p>Some text, and <a href="/inner">a link</a>.</p><button style="width: 9em; height: 3em">Press</button></main></html>"""

FOUND_BY_AXE = {
    "color-contrast": RIGHT.replace("<p>", '<p style="color: #aaa">'),
    "html-has-lang": RIGHT.replace(' lang="en"', ""),
    "button-name": RIGHT.replace("Press", ""),
    "target-size": RIGHT.replace("</main>", "".join(f'<a href="/{n}" style="position: absolute; left: {n}em; top: 9em">{n}</a>' for n in "12")),
    "region": RIGHT.replace("main>", "div>"),
}


@pytest.fixture
def show(eye, other):
    def show_it(page):
        other.page = page
        eye.look(320)
        return eye.open(other.url("127.0.0.1"))
    return show_it


def test_nothing_is_found_where_nothing_is_wrong(eye, show, checker):
    sight = show(RIGHT)
    assert axe(eye.driver) + small_targets(eye.driver) + overflow(eye.driver) + checker.find(sight.content) == []
    assert sight.status == 200 and len(sight.requests) == 1 and sight.console == []


@pytest.mark.parametrize("rule", FOUND_BY_AXE)
def test_axe_finds_what_is_wrong(eye, show, rule):
    show(FOUND_BY_AXE[rule])
    assert any(line.startswith(f"axe {rule}") for line in axe(eye.driver))


@pytest.mark.parametrize("wrong", ["<p><div></div></p>", "<made-up>", '<p id="a"><p id="a">', "<a href='%'>", "<dl><state>x</state></dl>"])
def test_the_checker_finds_what_is_wrong(show, checker, wrong):
    assert checker.find(show(RIGHT.replace("<h1>", f"{wrong}<h1>")).content)


def test_a_target_that_is_too_small_is_found(eye, show):
    show(RIGHT.replace("height: 3em", "height: 23px"))
    assert "by 23" in " ".join(small_targets(eye.driver))
    show(RIGHT.replace("height: 3em", "height: 24px"))
    assert small_targets(eye.driver) == []


def test_what_is_too_wide_is_found(eye, show):
    wide = '<pre style="width: 330px">x</pre>'
    show(RIGHT.replace("</main>", f"{wide}</main>"))
    assert "<pre" in " ".join(overflow(eye.driver))
    show(RIGHT.replace("</main>", f'<div style="overflow: auto" tabindex="0">{wide}</div></main>'))
    assert overflow(eye.driver) == []


def test_what_is_asked_for_and_refused_is_seen(show):
    sight = show(RIGHT.replace("<main>", '<link rel="stylesheet" href="http://evil.test/x.css"><main>'))
    assert any("evil.test" in url for url in sight.requests) and sight.console
