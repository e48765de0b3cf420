"""A browser that looks at pages as different people do: in a language, by day or night, on a wide screen or a phone."""

import base64
import json
from dataclasses import dataclass, field

from selenium.webdriver.support.wait import WebDriverWait

CDP = "executeCdpCommand"  # Chromium's own protocol, which selenium's remote driver does not know of.
HEIGHT = {1280: 900, 360: 740, 320: 640}

SUBMIT = """
const form = document.createElement('form');
form.method = 'post';
form.action = arguments[0];
for (const [name, value] of arguments[1]) {
    const field = document.createElement('textarea');
    field.name = name;
    field.value = value;
    form.append(field);
}
window.isOld = true;
document.body.append(form);
HTMLFormElement.prototype.submit.call(form)"""


@dataclass
class Sight:
    """What came of opening a page: the answer, each request that it took (the address of each), and what the console says."""

    status: int = 0
    headers: dict = field(default_factory=dict)
    content: bytes = b""
    requests: list = field(default_factory=list)
    console: list = field(default_factory=list)


class Eye:
    """`driver` is chromium()."""

    def __init__(self, driver):
        self.driver = driver
        driver.command_executor._commands[CDP] = ("POST", "/session/$sessionId/goog/cdp/execute")
        self._command("Network.enable")
        self._command("Network.setCacheDisabled", cacheDisabled=True)

    def log_in(self, address, prefix, login):
        """`address` is the web server's, "http://127.0.0.1:8480"; `login` is (user, password), or None."""
        if login:
            self.driver.get(f"{address.replace('//', f'//{login[0]}:{login[1]}@')}{prefix}/")
        self.driver.get(f"{address}{prefix}/")
        assert "virt-fcgi" in self.driver.title, self.driver.page_source[:2000]

    def speak(self, language):
        self._command("Network.setExtraHTTPHeaders", headers={"Accept-Language": language})

    def look(self, width, scheme="light", height=None):
        """Changes the window and the colours of the page that is there."""
        self._command("Emulation.setDeviceMetricsOverride", width=width, height=height or HEIGHT[width], deviceScaleFactor=1, mobile=False)
        self._command("Emulation.setEmulatedMedia", features=[
            {"name": "prefers-color-scheme", "value": scheme}, {"name": "prefers-reduced-motion", "value": "reduce"}])

    def open(self, address):
        self._forget()
        self.driver.get(address)
        return self._sight()

    def submit(self, address, fields):
        """Opens what a POST of these (name, value) pairs is answered with; a page of the same site must be there."""
        self._forget()
        self.driver.execute_script(SUBMIT, address, list(fields))
        WebDriverWait(self.driver, 20, 0.05).until(lambda driver: driver.execute_script(
            "return !window.isOld && document.readyState == 'complete'"), f"Waited 20 s for the answer of {address}")
        return self._sight()

    def picture(self, width, scheme, most_height):
        """The page as PNG, from its top, in a window that is as high: what sticks to its end is there."""
        height = min(self.driver.execute_script("return document.documentElement.scrollHeight"), most_height)
        self.look(width, scheme, height)
        self._command("Emulation.setScrollbarsHidden", hidden=True)
        return base64.b64decode(self._command("Page.captureScreenshot", format="png")["data"])

    def _command(self, name, **parameters):
        return self.driver.execute(CDP, {"cmd": name, "params": parameters})["value"]

    def _forget(self):
        self.driver.get_log("browser")
        self.driver.get_log("performance")

    def _sight(self):
        events = [json.loads(entry["message"])["message"] for entry in self.driver.get_log("performance")]
        sight = Sight(console=[entry["message"] for entry in self.driver.get_log("browser")])
        document = None
        for event in events:
            method, about = event["method"], event["params"]
            if method == "Network.requestWillBeSent":
                sight.requests.append(about["request"]["url"])
            elif method == "Network.responseReceived" and about["type"] == "Document":
                document = about["requestId"]
                sight.status = about["response"]["status"]
                sight.headers = {name.lower(): value for name, value in about["response"]["headers"].items()}
        body = self._command("Network.getResponseBody", requestId=document)
        sight.content = base64.b64decode(body["body"]) if body["base64Encoded"] else body["body"].encode()
        return sight
