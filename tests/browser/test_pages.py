"""Each page of the catalogue, in each language: axe-core, the HTML checker and the browser find nothing wrong with it."""

import pytest

from .catalogue import LANGUAGES, PAGES
from .judges import COLOURS, axe, overflow, small_targets

MOST_REQUESTS = 3
"""The page, its style, its script."""
STYLES_OF_THEIR_OWN = ("/forms.css", "/commands.css")
"""One more, on pages of forms and of the list of commands only."""

NARROWEST = 320


def strangers(sight, site):
    return [f"asks elsewhere: {url}" for url in sight.requests if not url.startswith((site + "/", "data:"))]


def complaints(sight, page):
    """What the console says; that the answer is a problem is known."""
    expected = f"status of {page.status} "
    return [f"console: {line}" for line in sight.console if page.status < 400 or expected not in line or "Policy" in line]


def requests_of(sight, driver):
    asked = [url for url in sight.requests if not url.startswith("data:")]
    icon = driver.execute_script("return document.querySelector('link[rel~=icon]')?.getAttribute('href') ?? ''")
    more = [url for url in asked if url.endswith(STYLES_OF_THEIR_OWN)]
    found = [f"{len(asked)} requests: {asked}"] if len(asked) > MOST_REQUESTS + (len(more) == 1) else []
    return found + ([] if icon.startswith("data:") else [f"an icon to fetch: {icon!r}"])


def first_sight(sight, page, site, driver, language):
    assert sight.status == page.status
    assert "unsafe" not in sight.headers["content-security-policy"]
    said = driver.execute_script("return document.documentElement.lang")
    found = [] if said == language else [f"is in {said!r}"]
    return found + strangers(sight, site) + complaints(sight, page) + requests_of(sight, driver)


def in_another_language(eye):
    """Its words are other ones, and longer; the colours are the same."""
    found = overflow(eye.driver)
    eye.look(360)
    found += axe(eye.driver) + small_targets(eye.driver) + overflow(eye.driver)
    eye.look(NARROWEST)
    return found + overflow(eye.driver)


def in_all_views(eye):
    """A full look on a wide screen by day and on a phone by night; what layout or colours alone decide, otherwise too."""
    found = axe(eye.driver) + small_targets(eye.driver) + overflow(eye.driver)
    eye.look(1280, "dark")
    found += axe(eye.driver, COLOURS)
    eye.look(360, "dark")
    found += axe(eye.driver) + small_targets(eye.driver) + overflow(eye.driver)
    eye.look(360)
    found += axe(eye.driver, COLOURS)
    eye.look(NARROWEST)
    return found + overflow(eye.driver)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_wrong_with_a_page(eye, visit, checker, name, language):
    page = PAGES[name]
    eye.speak(language)
    eye.look(1280)
    sight, site = visit(page)
    found = first_sight(sight, page, site, eye.driver, language)
    found += checker.find(sight.content)
    found += in_all_views(eye) if language == LANGUAGES[0] else in_another_language(eye)
    assert not found, "\n".join([name, *found])
