// A click on the picture fills in the two numbers and moves the mark; without script the numbers are typed.
const STEP = 5;
const frame = document.querySelector("[data-focus-frame]");
if (frame) prepare(frame);

function prepare(area) {
  const form = area.closest("form");
  const fields = [form.elements.focal_x, form.elements.focal_y];
  const [upright, level] = area.querySelectorAll("line");
  const draw = () => {
    const [x, y] = fields.map((field) => String(within(Number(field.value))));
    upright.setAttribute("x1", x);
    upright.setAttribute("x2", x);
    level.setAttribute("y1", y);
    level.setAttribute("y2", y);
  };
  for (const field of fields) field.addEventListener("input", draw);
  area.addEventListener("click", (event) => {
    const box = area.getBoundingClientRect();
    const places = [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
    fields.forEach((field, number) => {
      field.value = String(within(Math.round((places[number] * 100) / STEP) * STEP));
      field.dispatchEvent(new Event("input", { bubbles: true }));
    });
  });
  draw();
}

function within(percent) {
  return Math.min(100, Math.max(0, Number.isFinite(percent) ? percent : 50));
}
