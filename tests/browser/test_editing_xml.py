"""An XML document is edited in a page: what is wrong is shown at its line, and nothing of what was typed is lost."""

from selenium.webdriver.common.by import By

from tests.lab.waiting import wait_until

PAGE = "/virt/client1/prey"


def typed(person):
    return person.find("//main//textarea").get_property("value")


def replace(person, old, new):
    """Replaces a part of the text, as a script would; without scripts in the page, too."""
    field = person.find("//main//textarea")
    text = field.get_property("value")
    assert old in text
    person.driver.execute_script("arguments[0].value = arguments[1]", field, text.replace(old, new, 1))
    return text.replace(old, new, 1)


def save(person):
    person.find("//main//form[.//textarea]//button[@type = 'submit' or not(@type)]").click()


def open_editor(person):
    person.open(PAGE)
    person.find("//main//a[contains(@href, 'DefineXML?form&of=') or contains(@href, 'DefineXML?of=')]").click()
    person.wait("the text is there", lambda: person.find_all("//main//textarea"))


def test_a_mistake_is_shown_at_its_line_and_the_text_is_kept(person, prey):
    open_editor(person)
    assert "<name>prey</name>" in typed(person)
    wrong = replace(person, "</vcpu>", "</vcpus>")
    line = next(number for number, text in enumerate(wrong.split("\n"), 1) if "</vcpus>" in text)
    save(person)
    person.wait_for_text(f"{line}")
    assert typed(person).replace("\r\n", "\n") == wrong
    assert person.find_all(f"//main//*[contains(., '</vcpus>')][self::li or self::tr or self::code or self::span or self::pre][not(self::textarea)]")
    assert prey.info()[3] == 1
    replace(person, "</vcpus>", "</vcpu>")
    right = replace(person, "<vcpu placement='static'>1", "<vcpu placement='static'>3")
    assert "<vcpu placement='static'>3" in right
    save(person)
    wait_until("libvirt has the new definition", lambda: "static'>3<" in prey.XMLDesc(2))


def test_what_libvirt_refuses_keeps_the_text_too(person, prey):
    open_editor(person)
    wrong = replace(person, "<memory unit='KiB'>1048576", "<memory unit='bananas'>1048576")
    save(person)
    person.wait_for_text("bananas")
    assert typed(person).replace("\r\n", "\n") == wrong
    assert prey.info()[1] == 1048576


def test_hostile_text_is_kept_as_text(person):
    text = "<domain><name>\"'></textarea><script>window.ran = 1</script>]]>&amp;${1}</name>"
    person.open("/virt/-/hosts/alpha/domainDefineXML?form")
    person.driver.execute_script("arguments[0].value = arguments[1]", person.driver.find_element(By.XPATH, "//main//textarea"), text)
    save(person)
    person.wait("the answer is there", lambda: "?form" not in person.path())
    person.wait("the text is kept", lambda: person.find_all("//main//textarea"))
    assert typed(person) == text
    assert person.driver.execute_script("return window.ran === undefined && document.scripts.length <= 1")
