// One tooltip for the lights of the map (their <title>) and for buttons that are only an icon (data-tip).
let tip = null;

export function start(root) {
  for (const light of root.querySelectorAll(".map__light")) {
    const title = light.querySelector("title");
    if (!title) continue;
    light.dataset.tip = title.textContent;
    title.remove();
  }
  for (const kind of ["pointerover", "focusin"]) root.addEventListener(kind, (event) => show(event.target.closest?.("[data-tip]")));
  for (const kind of ["pointerout", "focusout"]) root.addEventListener(kind, hide);
  addEventListener("keydown", (event) => { if (event.key === "Escape") hide(); });
  addEventListener("scroll", hide, { passive: true });
}

function show(owner) {
  if (!owner) return;
  hide();
  tip = document.createElement("div");
  tip.className = "tip";
  const [head, ...rest] = owner.dataset.tip.split("\n");
  const strong = tip.appendChild(document.createElement(rest.length ? "strong" : "span"));
  strong.textContent = head;
  if (rest.length) tip.appendChild(document.createElement("span")).textContent = rest.join(" ");
  document.body.append(tip);
  const box = (owner.querySelector(".map__core") ?? owner).getBoundingClientRect();
  const own = tip.getBoundingClientRect();
  const x = Math.min(Math.max(8, box.left + box.width / 2 - own.width / 2), innerWidth - own.width - 8);
  const above = box.top - own.height - 10;
  tip.style.translate = `${Math.round(x)}px ${Math.round(above > 8 ? above : box.bottom + 10)}px`;
}

function hide() {
  tip?.remove();
  tip = null;
}
