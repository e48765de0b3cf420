// Makes the pages nicer where scripts run; nothing here is needed. It asks only the addresses that the page itself links to.
"use strict";

// How old the page is, counted on.
function count_age() {
  const age = document.querySelector(".age");
  const time = age && age.querySelector("time");
  if (!time) return;
  const ago = document.createElement("span");
  ago.className = "ago";
  time.after(" ", ago);
  const loaded = Date.now();
  // The server's clock may be another: what counts from here is the time since the page came.
  const before = Math.max(0, Math.min(60, (loaded - Date.parse(time.dateTime)) / 1000));
  const show = () => {
    const s = Math.round(before + (Date.now() - loaded) / 1000);
    const words = s < 60 ? `${s} s` : s < 3600 ? `${Math.floor(s / 60)} min` : `${Math.floor(s / 3600)} h`;
    ago.textContent = "(" + age.dataset.ago.replace("{}", words) + ")";
  };
  show();
  setInterval(show, 5000);
}

// The list follows while one types: the same request as the button's, and the same address.
function follow_typing(list) {
  const form = list.querySelector("form.narrow");
  if (!form) return;
  let timer = 0;
  let latest = 0;
  const status = document.createElement("p");
  status.className = "unseen";
  status.setAttribute("role", "status");
  list.after(status);
  const address = () => {
    const url = new URL(form.action);
    for (const [name, value] of new FormData(form)) if (value !== "") url.searchParams.set(name, value);
    return url;
  };
  const load = async () => {
    const mine = ++latest;
    const url = address();
    const answer = await fetch(url, { headers: { Accept: "text/html" }, credentials: "same-origin" }).catch(() => null);
    if (!answer || !answer.ok || mine !== latest) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const news = page.querySelector(`[data-list="${list.dataset.list}"]`);
    if (!news || mine !== latest) return;
    // What is being typed stays where it is: only what stands around the form is replaced.
    const keep = list.querySelector("form.narrow");
    news.querySelector("form.narrow")?.remove();
    for (const old of [...list.children]) if (old !== keep) old.remove();
    for (const child of [...news.children]) child.matches("h2") ? keep.before(child) : list.append(child);
    history.replaceState(null, "", url);
    status.textContent = list.querySelector("h2").textContent;
    offer_all(list);
  };
  form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(load, 200); });
}

// One box for all that are shown, and how many are chosen.
function offer_all(list) {
  const form = list.querySelector("form.several");
  const head = form && form.querySelector("th.choose");
  if (!head) return;
  const boxes = [...form.querySelectorAll("input[name=domain]")];
  const all = document.createElement("input");
  all.type = "checkbox";
  all.setAttribute("aria-label", head.textContent.trim());
  const label = document.createElement("label");
  label.append(all);
  head.append(label);
  const words = form.querySelector(".how-many");
  const none = words.textContent;
  const show = () => {
    const chosen = boxes.filter((box) => box.checked).length;
    all.checked = chosen === boxes.length;
    all.indeterminate = chosen > 0 && chosen < boxes.length;
    words.textContent = chosen ? words.dataset.words.replace("{}", chosen) : none;
  };
  all.addEventListener("change", () => { for (const box of boxes) box.checked = all.checked; show(); });
  form.addEventListener("change", show);
  show();
}

// Another view of the same list, or the same page again, stays where it was scrolled to.
function keep_scroll() {
  const key = "scroll " + location.pathname;
  const kept = sessionStorage.getItem(key);
  sessionStorage.removeItem(key);
  if (kept && !location.hash) scrollTo({ top: Number(kept), behavior: "instant" });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (link && link.pathname === location.pathname && link.origin === location.origin && !link.hash) {
      sessionStorage.setItem(key, String(scrollY));
    }
  });
}

// The cursor goes to the line that is wrong.
function go_to_line() {
  const area = document.querySelector("textarea[data-line]");
  if (!area) return;
  const lines = area.value.split("\n");
  const line = Math.min(Math.max(1, Number(area.dataset.line) || 1), lines.length);
  const start = lines.slice(0, line - 1).reduce((sum, text) => sum + text.length + 1, 0);
  area.focus({ preventScroll: true });
  area.setSelectionRange(start, start + lines[line - 1].length);
  area.scrollTop = (line - 4) * (area.scrollHeight / lines.length);
}

for (const list of document.querySelectorAll("[data-list]")) {
  follow_typing(list);
  offer_all(list);
}
count_age();
keep_scroll();
go_to_line();
