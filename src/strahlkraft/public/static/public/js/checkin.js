// How many characters of the text are left; the server counts them again.
for (const line of document.querySelectorAll("[data-count-for]")) {
  const field = document.getElementById(line.dataset.countFor);
  const count = () => {
    const left = Number(field.dataset.limit) - [...field.value.replaceAll("\r\n", "\n").trim()].length;
    line.toggleAttribute("data-over-limit", left < 0);
    line.textContent = (left < 0 ? line.dataset.over : line.dataset.left).replace("{n}", Math.abs(left));
  };
  field.addEventListener("input", count);
  count();
}
