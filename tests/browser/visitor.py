"""A browser of someone who has logged in at the site, and what nginx saw of it."""

import re
from typing import NamedTuple

from selenium.webdriver.common.by import By
from selenium.webdriver.support.wait import WebDriverWait

LOGGED = re.compile(r'\S+ - (?P<user>\S+) \[[^]]*\] "(?P<method>\S+) (?P<path>\S+) \S+" (?P<status>\d+) ')


class Arrival(NamedTuple):
    """A request that has been answered, as nginx logged it. `user` is whose password came along; "-" if none did."""

    method: str
    user: str
    status: int


class Visitor:
    """`address` is the site as the browser knows it; paths begin with the prefix."""

    def __init__(self, driver, lab, host):
        self.driver, self.host = driver, host
        self.address = f"http://{host}:{lab.nginx.port}"
        self._log = lab.nginx.folder / "access.log"
        self._seen = 0
        driver.get(self.address.replace("//", f"//{lab.user}:{lab.password}@") + "/virt/")
        self.open("/virt/")  # Without the password: the browser knows it by now.
        assert driver.title == "Network · virt-fcgi"
        self.forget()

    def open(self, path):
        self.driver.get(self.address + path)

    def wait(self, what, check):
        return WebDriverWait(self.driver, 10, 0.05).until(lambda _: check(), f"Waited 10 s until {what}")

    def find(self, xpath):
        return self.driver.find_element(By.XPATH, xpath)

    def find_all(self, xpath):
        return self.driver.find_elements(By.XPATH, xpath)

    def wait_for_text(self, text):
        self.wait(f"the page says {text!r}", lambda: self.find_all(f"//main//*[contains(., '{text}')]"))

    def press(self, text):
        """Clicks the one link or button of this text. A page from before a change may not have it yet."""
        where = f"//main//*[self::a or self::button][normalize-space() = '{text}']"
        if not self.find_all(where):
            self.wait(f"there is {text!r} to press", lambda: self.driver.refresh() or self.find_all(where))
        self.find(where).click()

    def forget(self):
        """Lets arrivals(), console() and headers() begin anew."""
        self._seen = len(self._log.read_text())
        self.console()
        self.driver.get_log("performance")

    def arrivals(self, path):
        """The requests of this path, a query or not, since forget()."""
        lines = LOGGED.finditer(self._log.read_text()[self._seen:])
        return [Arrival(line["method"], line["user"], int(line["status"]))
                for line in lines if line["path"].partition("?")[0] == path]

    def wait_for_arrival(self, path):
        self.wait(f"a request of {path} has arrived", lambda: self.arrivals(path))
        return self.arrivals(path)

    def console(self):
        """What the browser's console says since the last call."""
        return [entry["message"] for entry in self.driver.get_log("browser")]
