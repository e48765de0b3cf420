"""Waiting for events, always with a deadline that fails loudly."""

import threading
import time


class Hopeless(Exception):
    """Raised by a check of wait_until(): what we wait for cannot come any more."""


def wait_until(what, check, seconds=10.0):
    """Calls `check()` until it returns something true, and returns that.

    `what` completes the sentence "Waited 10 s until …" of the TimeoutError.
    An exception out of `check` counts as "not yet"; the last one is named in the error.
    Only Hopeless ends the wait at once.
    """
    end = time.monotonic() + seconds
    last = None
    while True:
        try:
            result = check()
            if result:
                return result
        except Hopeless:
            raise
        except Exception as error:  # noqa: BLE001, not yet
            last = error
        if time.monotonic() > end:
            because = f" (last error: {last})" if last else ""
            raise TimeoutError(f"Waited {seconds:g} s until {what}: in vain{because}")
        time.sleep(0.02)


def within(what, seconds, call):
    """Runs `call()` on a thread of its own and returns its result.

    For C calls with no bound of their own, such as opening a connection to a stopped
    daemon. After `seconds` the call is left to itself and TimeoutError is raised.
    """
    outcome = {}

    def run():
        try:
            outcome["result"] = call()
        except BaseException as error:  # noqa: BLE001, handed to the caller
            outcome["error"] = error

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(seconds)
    if thread.is_alive():
        raise TimeoutError(f"{what} took over {seconds:g} s")
    if "error" in outcome:
        raise outcome["error"]
    return outcome["result"]
