// The Markdown field (office/forms/markdown.py): buttons and shortcuts write marks, lists go on by themselves, a preview
// and remarks come from the server, which renders as readers will have it. Nothing here is needed to write.
const PAUSE = 500;
const KEYS = { b: "bold", i: "italic", k: "link" };
const LINE = { heading: "## ", subheading: "### ", list: "- ", numbers: "1. ", quote: "> " };
const AROUND = { bold: "**", italic: "*" };
const ITEM = /^(\s*)([-*+]|(\d+)\.|>)( \[[ x]\])? +/;

for (const box of document.querySelectorAll("[data-markdown]")) prepare(box);

function prepare(box) {
  const area = box.querySelector("textarea");
  const bar = box.querySelector("[data-markdown-bar]");
  const toggle = bar.querySelector("[data-markdown-toggle]");
  bar.hidden = false;
  box.querySelector("[data-markdown-without-script]").remove();
  bar.addEventListener("click", (event) => {
    const button = event.target.closest("[data-mark]");
    if (button) write(area, button.dataset.mark, button.dataset.words ?? "");
  });
  bar.addEventListener("keydown", (event) => walk(bar, event));
  for (const button of [...bar.querySelectorAll("button")].slice(1)) button.tabIndex = -1;
  area.addEventListener("keydown", (event) => {
    const mark = KEYS[event.key.toLowerCase()];
    if (mark && (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey) {
      event.preventDefault();
      write(area, mark, bar.querySelector(`[data-mark=${mark}]`).dataset.words ?? "");
    } else if (event.key === "Enter" && !event.shiftKey && !event.isComposing) goOn(area, event);
  });
  area.addEventListener("insert", (event) => put(area, event.detail)); // other parts of the page write here too
  toggle.addEventListener("click", () => show(box, toggle.getAttribute("aria-pressed") !== "true", toggle));
  show(box, box.clientWidth >= 48 * 16, toggle);
  look(box, area);
}

// A toolbar is one stop of the tab key; arrows walk in it.
function walk(bar, event) {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const buttons = [...bar.querySelectorAll("button")];
  const next = buttons[(buttons.indexOf(document.activeElement) + step + buttons.length) % buttons.length];
  for (const button of buttons) button.tabIndex = button === next ? 0 : -1;
  next.focus();
}

// ---- writing marks; what is put in can be taken back with the browser's own undo

function put(area, text, from = area.selectionStart, to = area.selectionEnd) {
  area.focus();
  area.setSelectionRange(from, to);
  if (document.execCommand("insertText", false, text)) return;
  area.setRangeText(text, from, to, "end");
  area.dispatchEvent(new Event("input", { bubbles: true }));
}

function write(area, mark, words) {
  if (AROUND[mark]) around(area, AROUND[mark]);
  else if (LINE[mark]) lines(area, LINE[mark]);
  else if (mark === "link") link(area, words);
  else table(area, words);
}

function around(area, mark) {
  const { selectionStart: from, selectionEnd: to, value } = area;
  const inner = value.slice(from, to);
  if (value.slice(from - mark.length, from) === mark && value.slice(to, to + mark.length) === mark) {
    put(area, inner, from - mark.length, to + mark.length);
    area.setSelectionRange(from - mark.length, to - mark.length);
    return;
  }
  put(area, mark + inner + mark, from, to);
  area.setSelectionRange(from + mark.length, to + mark.length);
}

function lines(area, mark) {
  const { value } = area;
  const from = value.lastIndexOf("\n", area.selectionStart - 1) + 1;
  const end = value.indexOf("\n", area.selectionEnd);
  const to = end < 0 ? value.length : end;
  const rows = value.slice(from, to).split("\n");
  const bare = rows.map((row) => row.replace(/^(#{1,6} |[-*+] |\d+\. |> )/, ""));
  const marked = mark === "1. " ? bare.map((row, index) => `${index + 1}. ${row}`) : bare.map((row) => mark + row);
  const text = (marked.join("\n") === rows.join("\n") ? bare : marked).join("\n");
  put(area, text, from, to);
}

function link(area, words) {
  const { selectionStart: from, selectionEnd: to, value } = area;
  const chosen = value.slice(from, to);
  const isAddress = /^(https?:\/\/|mailto:)\S+$/.test(chosen);
  const text = isAddress ? words : chosen || words;
  const target = isAddress ? chosen : "https://";
  put(area, `[${text}](${target})`, from, to);
  if (isAddress || !chosen) area.setSelectionRange(from + 1, from + 1 + text.length);
  else area.setSelectionRange(from + text.length + 3, from + text.length + 3 + target.length);
}

function table(area, word) {
  const { selectionStart: from, value } = area;
  const gap = from && !value.slice(0, from).endsWith("\n\n") ? "\n\n" : "";
  put(area, `${gap}| ${word} 1 | ${word} 2 |\n| --- | --- |\n|  |  |\n`);
}

// Enter in a list begins its next item; in an empty one it ends the list.
function goOn(area, event) {
  const { selectionStart: from, selectionEnd: to, value } = area;
  if (from !== to) return;
  const begin = value.lastIndexOf("\n", from - 1) + 1;
  const line = value.slice(begin, from);
  const item = ITEM.exec(line);
  if (!item) return;
  event.preventDefault();
  if (line === item[0]) put(area, "", begin, from);
  else put(area, `\n${item[1]}${item[3] ? `${Number(item[3]) + 1}.` : item[2]} `);
}

// ---- preview and remarks

function show(box, shown, toggle) {
  toggle.setAttribute("aria-pressed", String(shown));
  box.querySelector("[data-markdown-preview]").hidden = !shown;
  box.querySelector("[data-markdown-panes]").classList.toggle("markdown__panes--single", !shown);
}

function look(box, area) {
  const { form } = area;
  const fields = [box.dataset.title, box.dataset.lead].filter(Boolean).map((name) => form.elements.namedItem(name));
  let timer = 0;
  let asked = 0;
  const soon = () => { clearTimeout(timer); timer = setTimeout(ask, PAUSE); };
  for (const field of [area, ...fields]) field.addEventListener("input", soon);
  form.addEventListener("input", (event) => { if (event.target === form) soon(); }); // a draft was brought back
  ask();

  async function ask() {
    const mine = ++asked;
    const data = new FormData();
    data.append("csrfmiddlewaretoken", form.elements.namedItem("csrfmiddlewaretoken").value);
    data.append("language", box.dataset.language);
    data.append("body", area.value);
    for (const part of ["title", "lead"]) { // a text that has no lead is not asked for one
      if (box.dataset[part]) data.append(part, form.elements.namedItem(box.dataset[part])?.value ?? "");
    }
    try {
      const answer = await fetch(box.dataset.previewUrl, { method: "POST", body: data, redirect: "error" });
      if (answer.ok && mine === asked) tell(box, area, await answer.json());
    } catch { /* no connection: the last preview stands until the next pause in typing */ }
  }
}

function tell(box, area, said) {
  const preview = box.querySelector("[data-markdown-preview]");
  if (said.html) preview.innerHTML = said.html; // made safe by the server, as on the public page
  else preview.textContent = preview.dataset.empty;
  box.querySelector("[data-markdown-words]").textContent = said.words;
  const list = box.querySelector("[data-markdown-remarks]");
  list.hidden = !said.remarks.length;
  list.replaceChildren(...said.remarks.map((one) => remark(box, area, one)));
}

function remark(box, area, one) {
  const row = document.createElement("li");
  row.className = one.blocks ? "remarks__one remarks__one--blocks" : "remarks__one";
  if (one.blocks) {
    const word = document.createElement("strong");
    word.textContent = `${box.dataset.blocksWord}: `;
    row.append(word);
  }
  if (one.line) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "link-button";
    button.textContent = `${box.dataset.lineWord} ${one.line}`;
    button.addEventListener("click", () => go(area, one.line));
    row.append(button, ": ");
  }
  row.append(one.text);
  return row;
}

function go(area, line) {
  const rows = area.value.split("\n");
  const from = rows.slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0);
  area.focus();
  area.setSelectionRange(from, from + (rows[line - 1] ?? "").length);
  area.scrollTop = (area.scrollHeight / Math.max(1, rows.length)) * (line - 3);
}
