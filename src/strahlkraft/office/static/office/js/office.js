// Rows of a form come and go without a round trip; without script the same buttons ask the server.
const NUMBER = /__prefix__/g;

for (const list of document.querySelectorAll("[data-rows]")) prepare(list);
document.querySelector("[data-focus]")?.focus();

function prepare(list) {
  const group = list.closest("[data-row-group]") ?? list.closest("form"); // a form may hold several lists
  const template = group.querySelector("template[data-row-template]");
  const total = group.querySelector(`[name="${list.dataset.prefix}-TOTAL_FORMS"]`);
  group.querySelector("[data-add-row]").addEventListener("click", (event) => {
    const number = Number(total.value);
    if (number >= Number(list.dataset.most)) return;
    event.preventDefault();
    const holder = document.createElement("template");
    holder.innerHTML = template.innerHTML.replace(NUMBER, String(number));
    const row = holder.content.firstElementChild;
    row.id = `${list.dataset.rowId ?? "row"}-${number + 1}`;
    row.querySelector("[data-row-number]").textContent = String(number + 1);
    list.append(row);
    total.value = String(number + 1);
    row.querySelector("select, input:not([type=hidden]), textarea").focus();
  });
  list.addEventListener("change", (event) => {
    if (event.target.closest("[data-row-remove]")) event.target.closest("[data-row]").toggleAttribute("data-gone", event.target.checked);
  });
}
