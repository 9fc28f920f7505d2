// Writing an article: languages as tabs or side by side, things and figures found while typing. Without script the same
// parts stand below each other, and the buttons ask the server.
const PAUSE = 250;
const sheet = document.querySelector(".news-form");

if (sheet) {
  languages(sheet.querySelector("[data-language-tabs]"));
  const own = figures(sheet.querySelector("[data-figures]"));
  things(sheet.querySelector("[data-things]"), own);
  pictures();
}

// ---- languages

function languages(box) {
  const panels = [...box.querySelectorAll("[data-language-panel]")];
  const row = document.createElement("div");
  row.className = "news-tabs";
  const list = document.createElement("div");
  list.className = "news-tabs__list";
  list.setAttribute("role", "tablist");
  list.setAttribute("aria-label", box.dataset.tabsLabel);
  const tabs = panels.map((panel) => tab(panel));
  list.append(...tabs);
  const both = document.createElement("button");
  both.type = "button";
  both.className = "button button--quiet button--small news-tabs__both";
  both.textContent = box.dataset.bothLabel;
  both.setAttribute("aria-pressed", "false");
  row.append(list, both);
  box.prepend(row);
  const choose = (chosen) => {
    const all = both.getAttribute("aria-pressed") === "true";
    box.classList.toggle("news-texts--both", all);
    panels.forEach((panel, index) => {
      panel.hidden = !all && index !== chosen;
      tabs[index].setAttribute("aria-selected", String(index === chosen));
      tabs[index].tabIndex = index === chosen ? 0 : -1;
    });
  };
  tabs.forEach((button, index) => {
    button.addEventListener("click", () => { both.setAttribute("aria-pressed", "false"); choose(index); });
    button.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!step) return;
      const next = (index + step + tabs.length) % tabs.length;
      choose(next);
      tabs[next].focus();
    });
  });
  both.addEventListener("click", () => {
    both.setAttribute("aria-pressed", String(both.getAttribute("aria-pressed") !== "true"));
    choose(tabs.findIndex((button) => button.tabIndex === 0));
  });
  choose(Math.max(0, panels.findIndex((panel) => "faulty" in panel.dataset)));
  // an error of the summary may stand in the other language
  document.querySelector(".error-summary")?.addEventListener("click", (event) => {
    const target = document.getElementById(event.target.closest("a")?.hash.slice(1) ?? "");
    const place = panels.findIndex((panel) => panel.contains(target));
    if (place >= 0 && panels[place].hidden) choose(place);
  });
}

function tab(panel) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "news-tabs__tab";
  button.id = `${panel.id}-tab`;
  button.textContent = panel.dataset.name;
  button.setAttribute("role", "tab");
  button.setAttribute("aria-controls", panel.id);
  panel.setAttribute("role", "tabpanel");
  panel.setAttribute("aria-labelledby", button.id);
  return button;
}

// ---- what it is about

function things(box, refresh) {
  const chosen = box.querySelector("[data-things-chosen]");
  const found = box.querySelector("[data-things-found]");
  const ticked = () => [...chosen.querySelectorAll("input:checked")].map((input) => input.value);
  searching(box.querySelector("[name=find]"), box.querySelector("[data-things-search]"), found, box.dataset.thingsUrl, () => {
    const there = new Set([...chosen.querySelectorAll("input")].map((input) => input.value));
    for (const input of found.querySelectorAll("input")) if (there.has(input.value)) input.closest("li").remove();
  });
  box.addEventListener("change", (event) => {
    if (event.target.name !== "links") return;
    if (found.contains(event.target) && event.target.checked) {
      const row = event.target.closest("li");
      const id = `thing-${event.target.value.replace(":", "-")}`;
      event.target.id = id;
      row.querySelector("label").htmlFor = id;
      chosen.append(row);
      event.target.focus();
    }
    refresh(ticked());
  });
}

// ---- figures

function figures(box) {
  const own = box.querySelector("[data-figures-own]");
  const found = box.querySelector("[data-figures-found]");
  let last = null;
  sheet.addEventListener("focusin", (event) => { if (event.target.matches("textarea")) last = event.target; });
  reveal(box);
  searching(box.querySelector("[name=figures]"), box.querySelector("[data-figures-search]"), found, box.dataset.figuresUrl, () => reveal(found));
  box.addEventListener("click", (event) => {
    const button = event.target.closest("[data-insert]");
    if (!button) return;
    const usable = last && !last.closest("[hidden]");
    insert(usable ? last : sheet.querySelector("[data-language-panel]:not([hidden]) [data-markdown] textarea"), button.dataset.insert);
  });
  return async (values) => {
    const named = values.filter((value) => value.startsWith("project:")).map((value) => ["ding", value]);
    if (!named.length) { own.replaceChildren(); return; }
    const html = await part(`${box.dataset.figuresUrl}?${new URLSearchParams(named)}`);
    if (html === null) return;
    own.innerHTML = html;
    reveal(own);
  };
}

function reveal(root) {
  for (const button of root.querySelectorAll("[data-insert]")) button.hidden = false;
}

function insert(area, text) {
  if (area.closest("[data-markdown]")) { area.dispatchEvent(new CustomEvent("insert", { detail: text })); return; }
  area.focus();
  area.setRangeText(text, area.selectionStart, area.selectionEnd, "end");
  area.dispatchEvent(new Event("input", { bubbles: true }));
}

// ---- asking the server while somebody types

function searching(field, button, target, url, after) {
  let timer = 0;
  let asked = 0;
  button.hidden = true;
  const ask = async () => {
    clearTimeout(timer);
    const mine = ++asked;
    const html = field.value.trim() ? await part(`${url}?${new URLSearchParams({ q: field.value })}`) : "";
    if (html === null || mine !== asked) return;
    target.innerHTML = html; // made by our own template
    after();
  };
  field.addEventListener("input", (event) => {
    event.stopPropagation(); // looking for something is no change of the article
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  });
  field.addEventListener("change", (event) => event.stopPropagation());
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    ask();
  });
}

async function part(url) {
  try {
    const answer = await fetch(url, { redirect: "error" });
    return answer.ok ? await answer.text() : null;
  } catch {
    return null; // no connection: what was found before stays
  }
}

// ---- pictures: what was looked for, or taken in meanwhile in another tab, without leaving the sheet

function pictures() {
  const SEARCH = "button[name=search_pictures]";
  let away = false;
  sheet.addEventListener("click", (event) => {
    if (event.target.closest(".picker a[target=_blank]")) away = true;
    const button = event.target.closest(SEARCH);
    if (!button) return;
    event.preventDefault();
    renew(button);
  });
  sheet.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !event.target.matches(".picker input[type=search]")) return;
    event.preventDefault();
    renew(event.target.closest(".picker").querySelector(SEARCH));
  });
  addEventListener("focus", () => {
    if (!away) return;
    away = false;
    for (const button of sheet.querySelectorAll(SEARCH)) renew(button);
  });
}

async function renew(button) {
  const picker = button.closest(".picker");
  const words = picker.querySelector("input[type=search]");
  const data = new FormData(sheet);
  data.append(button.name, button.value);
  let chosen = false; // somebody chose meanwhile: what was asked for before would undo it
  picker.addEventListener("change", (event) => { chosen ||= event.target !== words; });
  picker.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(sheet.action, { method: "POST", body: data, redirect: "error" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector(`button[name=${button.name}][value="${CSS.escape(button.value)}"]`)?.closest(".picker");
    if (!fresh) throw new Error("no picker");
    if (chosen || !picker.isConnected) throw new Error("too late");
    const typing = document.activeElement === words;
    picker.replaceWith(fresh);
    if (typing) fresh.querySelector("input[type=search]").focus();
  } catch {
    picker.removeAttribute("aria-busy"); // no connection, or too late: what was offered stays
  }
}
