"""Somebody who uses the pages: finds what a page offers by what it calls, and can do without a mouse."""

from urllib.parse import unquote

from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from .visitor import Visitor

MOST_TABS = 400

# It is drawn around what has the focus, and nothing lies on it.
FOCUS = """
const it = document.activeElement, style = getComputedStyle(it), box = it.getBoundingClientRect();
const on_top = document.elementFromPoint(box.left + Math.min(box.width, innerWidth - box.left) / 2, box.top + box.height / 2);
const is_drawn = (style.outlineStyle != 'none' && parseFloat(style.outlineWidth) >= 2) || style.boxShadow != 'none';
const is_free = on_top && (it.contains(on_top) || on_top.contains(it));
return [it.outerHTML.slice(0, 120) + (is_free ? '' : ' under ' + on_top?.outerHTML.slice(0, 80)), is_drawn && !!is_free]"""


class Person(Visitor):
    """Works with any language and any set of sheets: a command is a link to its form, a button of a form to it, or one that sends there."""

    def offers(self, command):
        where = (f"//main//a[contains(@href, '/{command}?form')] | //main//button[contains(@formaction, '/{command}')]"
                 f" | //main//form[substring(@action, string-length(@action) - {len(command)}) = '/{command}']//button[not(@disabled)][not(@formaction)]")
        return self.find_all(where)

    def choose(self, command):
        """Presses the button or link of a command. A page from before a change may not have it yet."""
        self._wait_for(command)
        offer = self.offers(command)[0]
        for summary in offer.find_elements(By.XPATH, "ancestor::details[not(@open)]/summary"):
            summary.click()
        offer.click()

    def do(self, command):
        """The same, and yes to the question, if it asks one."""
        self.choose(command)
        self.wait(f"the page of {command} is there", lambda: command in self.path())
        if self.path().endswith(("?form", "&form=")):
            self.confirm(command)

    def confirm(self, command):
        """Says yes to the question of a page, or sends its form."""
        self.wait(f"the form of {command} is there", lambda: command in self.driver.current_url and self.find_all("//main//form"))
        self.offers(command)[0].click()

    def fill(self, name, text):
        field = self.find(f"//main//*[@name = '{name}']")
        field.clear()
        field.send_keys(text)

    def rows(self):
        """The names in the table of domains, read at one moment, since a script may be about to put another table there."""
        return self.driver.execute_script("""
            return [...document.querySelectorAll("main table th[scope=row] a")]
                .filter(link => !link.getAttribute("href").includes("/-/hosts/")).map(link => link.innerText.trim())""")

    def path(self):
        """Where the browser is, below the site's address."""
        return unquote(self.driver.current_url.removeprefix(self.address))

    # ---- without a mouse ----

    def tab_to(self, element, *, back=False):
        """Goes to an element from where the focus is; everything on the way, and it, shows that it has the focus."""
        for _ in range(MOST_TABS):
            self.keys(Keys.TAB, held=Keys.SHIFT if back else None)
            html, is_visible = self.driver.execute_script(FOCUS)
            assert is_visible, f"nobody sees that this has the focus: {html}"
            if self.driver.switch_to.active_element == element:
                return
        raise AssertionError(f"{MOST_TABS} times Tab, and never at {element.get_attribute('outerHTML')[:200]}")

    def keys(self, *keys, held=None):
        chain = ActionChains(self.driver)
        if held:
            chain = chain.key_down(held)
        chain = chain.send_keys(*keys)
        (chain.key_up(held) if held else chain).perform()

    def choose_by_keys(self, command):
        self._wait_for(command)
        self.tab_to(self.offers(command)[0])
        self.keys(Keys.ENTER)

    def _wait_for(self, command):
        if not self.offers(command):
            self.wait(f"the page offers {command}", lambda: self.driver.refresh() or self.offers(command))
