// Theme switch, menus that close again, toasts that can be dismissed, the first error in focus.
const dark = () => {
  const chosen = document.documentElement.dataset.theme;
  return chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
};

export function start(root) {
  for (const button of root.querySelectorAll("[data-theme-switch]")) {
    button.hidden = false;
    button.setAttribute("aria-pressed", String(dark()));
    button.addEventListener("click", () => {
      const theme = dark() ? "light" : "dark";
      document.documentElement.dataset.theme = theme;
      button.setAttribute("aria-pressed", String(theme === "dark"));
      try { localStorage.setItem("theme", theme); } catch { /* storage is shut: lasts for this page */ }
    });
  }
  for (const menu of root.querySelectorAll("details[data-menu]")) {
    addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !menu.open) return;
      menu.open = false;
      menu.querySelector("summary").focus();
    });
    addEventListener("click", (event) => { if (menu.open && !menu.contains(event.target)) menu.open = false; });
  }
  const narrow = matchMedia("(max-width: 61.99rem)");
  for (const drawer of root.querySelectorAll("details[data-drawer]")) {
    const fit = () => { drawer.open = !narrow.matches; };
    fit();
    narrow.addEventListener("change", fit);
  }
  for (const group of root.querySelectorAll("details[data-group]")) {
    const fit = () => { group.open = !narrow.matches || Boolean(group.querySelector("[aria-current]")); };
    fit();
    narrow.addEventListener("change", fit);
  }
  for (const button of root.querySelectorAll("[data-dismiss]")) {
    button.hidden = false;
    button.addEventListener("click", () => button.parentElement.remove());
  }
  root.querySelector("[data-focus]")?.focus();
}
