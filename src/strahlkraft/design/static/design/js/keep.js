// Long forms (data-keep="<name>") are kept in this browser until they are sent; leaving with unsaved words asks first.
const PREFIX = "draft:";
const SENT = "draft-sent";
const kept = (form) => [...new FormData(form)].filter(([name, value]) => name !== "csrfmiddlewaretoken" && typeof value === "string");

export function start(root) {
  settle(root);
  for (const form of root.querySelectorAll("form[data-keep]")) watch(form);
}

// A sent draft is dropped only when the next page confirms it; a lost session or an error keeps it.
function settle(root) {
  const sent = sessionStorage.getItem(SENT);
  if (!sent) return;
  if (root.querySelector(".toast--success")) localStorage.removeItem(sent);
  sessionStorage.removeItem(SENT);
}

function watch(form) {
  const key = PREFIX + location.pathname + form.dataset.keep;
  const original = JSON.stringify(kept(form));
  let dirty = false;
  let timer = 0;
  offer(form, key, original);
  form.addEventListener("input", () => {
    dirty = true;
    clearTimeout(timer);
    timer = setTimeout(() => write(key, JSON.stringify(kept(form))), 600);
  });
  form.addEventListener("saved", () => { // by itself, while somebody was typing
    dirty = false;
    clearTimeout(timer);
    try { localStorage.removeItem(key); } catch { /* shut: nothing is kept there */ }
  });
  form.addEventListener("submit", () => { dirty = false; clearTimeout(timer); sessionStorage.setItem(SENT, key); });
  addEventListener("beforeunload", (event) => { if (dirty) event.preventDefault(); });
}

function write(key, text) {
  try { localStorage.setItem(key, text); } catch { /* full or shut: the page still asks before leaving */ }
}

function offer(form, key, original) {
  let text = null;
  try { text = localStorage.getItem(key); } catch { return; }
  const notice = form.querySelector("[data-restore]");
  if (!text || text === original || !notice || form.querySelector("[aria-invalid='true']")) return;
  notice.hidden = false;
  notice.querySelector("[data-restore-yes]").addEventListener("click", () => { fill(form, JSON.parse(text)); notice.hidden = true; });
  notice.querySelector("[data-restore-no]").addEventListener("click", () => { localStorage.removeItem(key); notice.hidden = true; });
}

function fill(form, entries) {
  const values = Map.groupBy(entries, ([name]) => name);
  for (const field of form.elements) {
    if (!field.name || field.type === "file" || field.type === "hidden") continue;
    const given = (values.get(field.name) ?? []).map(([, value]) => value);
    if (field.type === "checkbox" || field.type === "radio") field.checked = given.includes(field.value);
    else if (field.multiple) for (const option of field.options) option.selected = given.includes(option.value);
    else if (given.length) field.value = given[0];
  }
  form.dispatchEvent(new Event("input"));
}
