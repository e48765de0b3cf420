"""Debian's Chromium, headless, driven by selenium."""

import contextlib
import socket

from selenium import webdriver

from tests.lab.web_server import free_port

NAMES = ("virt.test", "evil.test")
"""This machine, beside 127.0.0.1. Without TLS a browser sends Sec-Fetch-Site to a loopback address, and to no name like these."""

ARGUMENTS = (
    "--headless=new",
    "--no-sandbox",  # Root has none, and all pages here are the tests' own.
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--disable-component-update",
    "--no-proxy-server",
    "--host-resolver-rules=" + ", ".join([*(f"MAP {name} 127.0.0.1" for name in NAMES), "MAP * ~NOTFOUND", "EXCLUDE 127.0.0.1"]),
)
CARELESS = {"profile.cookie_controls_mode": 0}
"""Third parties are trusted: a password once typed goes with every request to its site, whichever page made it. Debian's Chromium
sends none with what another site's page embeds or fetches: nginx would say 401, and virt-fcgi never see it."""

NO_SCRIPTS = {"profile.managed_default_content_settings.javascript": 2}


@contextlib.contextmanager
def chromium(processes, name, *, scripts=True):
    """A selenium driver. The browser's profile and log, `name`, are in the lab's folder, and it ends with the lab at the latest."""
    port = free_port()
    chromedriver = processes.start(name, ["/usr/bin/chromedriver", f"--port={port}"], env={"TMPDIR": str(processes.folder)})
    chromedriver.wait_until_answers(lambda: socket.create_connection(("127.0.0.1", port), 5).close())
    options = webdriver.ChromeOptions()
    options.binary_location = "/usr/bin/chromium"
    for argument in (*ARGUMENTS, f"--user-data-dir={processes.folder}/{name}"):
        options.add_argument(argument)
    options.add_experimental_option("prefs", CARELESS | ({} if scripts else NO_SCRIPTS))
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    options.ignore_local_proxy_environment_variables()
    driver = webdriver.Remote(f"http://127.0.0.1:{port}", options=options)
    try:
        driver.set_page_load_timeout(20)
        driver.set_script_timeout(20)
        yield driver
    finally:
        driver.quit()
        chromedriver.stop()
