// Filter forms send themselves; the list is swapped in place when the page names one (data-target).
const wide = matchMedia("(min-width: 62rem)");

export function start(root) {
  root.addEventListener("change", (event) => {
    const form = event.target.closest("form[data-autosubmit]");
    if (form) send(form);
  });
  root.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-swap]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    swap(link.href, link.dataset.swap);
  });
  addEventListener("popstate", () => { if (history.state?.swapped) location.reload(); });
}

function send(form) {
  const query = new URLSearchParams([...new FormData(form)].filter(([, value]) => value !== ""));
  const url = `${form.action.split("?")[0]}?${query}`;
  if (form.dataset.target && wide.matches) swap(url, form.dataset.target);
  else form.requestSubmit();
}

async function swap(url, selector) {
  const target = document.querySelector(selector);
  const focused = document.activeElement;
  const again = focused?.name ? `[name="${CSS.escape(focused.name)}"][value="${CSS.escape(focused.value)}"]` : "";
  target.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(url, { headers: { "X-Requested-With": "fetch" } });
    if (!answer.ok) throw new Error(String(answer.status));
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector(selector);
    if (!fresh) throw new Error("no target");
    const open = new Set([...target.querySelectorAll("details[open] > summary > [id]")].map((label) => label.id));
    target.replaceWith(fresh);
    for (const id of open) document.getElementById(id)?.closest("details")?.setAttribute("open", "");
    history.pushState({ swapped: true }, "", url);
    if (again) fresh.querySelector(again)?.focus({ preventScroll: true });
  } catch {
    location.assign(url);
  }
}
