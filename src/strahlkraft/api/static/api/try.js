// "Try it": asks the interface from the page and shows the answer. Without scripts the example links remain.
const MOST = 20000; // characters shown

async function ask(form) {
  const query = new URLSearchParams();
  let path = form.getAttribute("action");
  for (const field of form.querySelectorAll("input, select")) {
    if (field.dataset.path !== undefined) path = path.replace(`{${field.name}}`, encodeURIComponent(field.value));
    else if (field.value) query.append(field.name, field.value);
  }
  const address = query.size ? `${path}?${query}` : path;
  const status = form.querySelector("[role=status]");
  const output = form.querySelector("pre");
  const response = await fetch(address, { credentials: "omit" });
  const type = response.headers.get("Content-Type") ?? "";
  status.textContent = `${response.status} ${response.statusText} · ${type} · ${address}`;
  output.hidden = !(type.includes("json") || type.includes("csv"));
  if (output.hidden) return;
  const text = await response.text();
  const shown = type.includes("json") ? JSON.stringify(JSON.parse(text), null, 2) : text;
  output.textContent = shown.length > MOST ? `${shown.slice(0, MOST)}\n…` : shown;
}

for (const box of document.querySelectorAll("[data-try]")) {
  box.hidden = false;
  box.querySelector("form").addEventListener("submit", (event) => {
    event.preventDefault();
    ask(event.target).catch((error) => {
      event.target.querySelector("[role=status]").textContent = String(error);
    });
  });
}
