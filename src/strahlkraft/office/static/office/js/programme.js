// The board of a plan: a pitch is moved with pointer, finger or keyboard; the server judges, draws and keeps it.
// Without script the same is done with the form of the chosen pitch.
const DRAG_AFTER = 6; // pixels before a press counts as dragging
const EDGE = 48; // pixels from the rim of the window at which it scrolls along

let lifted = null; // by keyboard: {card, from, next}
let dragged = null; // by pointer: {card, ghost, from, next, x, y, moved}

document.addEventListener("pointerdown", press);
document.addEventListener("keydown", key);
document.addEventListener("submit", deed);

const plan = () => document.getElementById("plan");
const words = (name, ...values) => values.reduce((text, value) => text.replace("%s", value), plan().dataset[name]);
const title = (card) => card.querySelector(".pitch-card__title a").textContent.trim();
const frames = () => [...plan().querySelectorAll("[data-frame]")];
const cards = (frame) => frame.querySelector("[data-cards]");
const takes = (frame, card) => !frame.dataset.frame || frame.hasAttribute("data-keynote") === card.hasAttribute("data-keynote");

function say(text) { plan().querySelector("[data-say]").textContent = text; }
function state(text) { plan().querySelector("[data-state]").textContent = text; }

function where(card) {
  const frame = card.closest("[data-frame]");
  const row = [...cards(frame).children];
  return words("at", frame.dataset.name, row.indexOf(card) + 1, row.length);
}

/* ---- pointer ---- */
function press(event) {
  const grip = event.target.closest("[data-grip]");
  if (!grip || event.button > 0 || plan().hasAttribute("data-busy")) return;
  const card = grip.closest("[data-card]");
  dragged = { card, from: card.parentElement, next: card.nextElementSibling, x: event.clientX, y: event.clientY, moved: false };
  for (const [name, heard] of Object.entries(HEARD)) document.addEventListener(name, heard); // a capture would end when the card moves
}

function drag(event) {
  if (!dragged) return;
  if (!dragged.moved) {
    if (Math.hypot(event.clientX - dragged.x, event.clientY - dragged.y) < DRAG_AFTER) return;
    dragged.moved = true;
    dragged.ghost = dragged.card.cloneNode(true);
    dragged.ghost.classList.add("pitch-card--ghost");
    dragged.ghost.setAttribute("aria-hidden", "true");
    document.body.append(dragged.ghost);
    dragged.card.setAttribute("data-dragged", "");
  }
  event.preventDefault();
  dragged.ghost.style.translate = `${event.clientX + 8}px ${event.clientY + 8}px`;
  dragged.ghost.style.inset = "0 auto auto 0";
  scrollAlong(event);
  const under = document.elementFromPoint(event.clientX, event.clientY);
  const frame = under?.closest("[data-frame]");
  for (const other of frames()) other.toggleAttribute("data-over", other === frame && takes(frame, dragged.card));
  if (!frame || !takes(frame, dragged.card)) return;
  const list = cards(frame);
  const after = [...list.children].find((card) => {
    if (card === dragged.card) return false;
    const box = card.getBoundingClientRect();
    return event.clientY < box.top + box.height / 2;
  });
  if (after !== dragged.card.nextElementSibling || dragged.card.parentElement !== list) list.insertBefore(dragged.card, after ?? null);
}

function scrollAlong(event) {
  if (event.clientY < EDGE) scrollBy(0, -12);
  else if (event.clientY > innerHeight - EDGE) scrollBy(0, 12);
  const board = plan().querySelector(".plan__board");
  const box = board.getBoundingClientRect();
  if (event.clientX < box.left + EDGE) board.scrollBy(-12, 0);
  else if (event.clientX > box.right - EDGE) board.scrollBy(12, 0);
}

function drop() {
  const done = dragged;
  clean();
  if (done?.moved) put(done.card, done);
}

function giveUp() {
  if (dragged?.moved) dragged.from.insertBefore(dragged.card, dragged.next);
  clean();
}

const HEARD = { pointermove: drag, pointerup: drop, pointercancel: giveUp };

function clean() {
  for (const [name, heard] of Object.entries(HEARD)) document.removeEventListener(name, heard);
  dragged?.ghost?.remove();
  dragged?.card.removeAttribute("data-dragged");
  for (const frame of frames()) frame.removeAttribute("data-over");
  dragged = null;
}

/* ---- keyboard ---- */
const STEPS = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };

function key(event) {
  const grip = event.target.closest?.("[data-grip]");
  if (!grip || plan()?.hasAttribute("data-busy")) return;
  const card = grip.closest("[data-card]");
  if (event.key === "Enter" || event.key === " ") {
    event.preventDefault();
    if (lifted) putDown(card); else lift(card);
  } else if (lifted && event.key === "Escape") {
    event.preventDefault();
    lifted.from.insertBefore(card, lifted.next);
    release(card);
    say(words("cancelled", title(card)));
  } else if (lifted && event.key === "Tab") {
    event.preventDefault();
  } else if (lifted && STEPS[event.key]) {
    event.preventDefault();
    step(card, ...STEPS[event.key]);
  }
}

function lift(card) {
  lifted = { from: card.parentElement, next: card.nextElementSibling };
  card.setAttribute("data-lifted", "");
  say(words("picked", title(card)));
}

function release(card) {
  card.removeAttribute("data-lifted");
  lifted = null;
  card.querySelector("[data-grip]").focus();
}

function putDown(card) {
  const came = lifted;
  release(card);
  if (card.parentElement === came.from && card.nextElementSibling === came.next) say(words("cancelled", title(card)));
  else put(card, came);
}

// Up and down within the block, and beyond its ends into the next block; left and right to the block beside.
function step(card, across, along) {
  const all = frames().filter((frame) => takes(frame, card));
  const frame = card.closest("[data-frame]");
  const list = card.parentElement;
  if (along < 0 && card.previousElementSibling) list.insertBefore(card, card.previousElementSibling);
  else if (along > 0 && card.nextElementSibling) card.nextElementSibling.after(card);
  else {
    const target = all[all.indexOf(frame) + (across || along)];
    if (!target) return;
    if (along < 0) cards(target).append(card); else cards(target).prepend(card);
  }
  card.querySelector("[data-grip]").focus();
  card.scrollIntoView({ block: "nearest", inline: "nearest" });
  say(where(card));
}

/* ---- telling the server ---- */
function put(card, came) {
  const frame = card.closest("[data-frame]");
  const form = plan().querySelector("form[data-move]");
  if (!frame.dataset.frame && came.from === card.parentElement) return;
  form.elements.deed.value = frame.dataset.frame ? "place" : "take_out";
  form.elements.pitch.value = card.dataset.card;
  form.elements.block.value = frame.dataset.frame;
  form.elements.index.value = String([...cards(frame).children].indexOf(card));
  const told = words("put", title(card));
  const place = where(card);
  send(form, card.dataset.card).then((kept) => {
    if (kept) say(`${told} ${place}`);
    else came.from.isConnected && came.from.insertBefore(card, came.next?.isConnected ? came.next : null);
  });
}

function deed(event) {
  const form = event.target;
  if (!form.closest("#plan") || form.method !== "post" || form.querySelector("[name=seconds]") || !form.querySelector("[name=deed]")) return;
  event.preventDefault();
  send(form, "");
}

// The answer is the whole page as the form without script would get it; its board takes the place of ours.
async function send(form, focusOn) {
  const board = plan().querySelector(".plan__board");
  const [left, active] = [board.scrollLeft, document.activeElement?.closest("[data-card]")?.dataset.card];
  plan().setAttribute("data-busy", "");
  state(plan().dataset.saving);
  try {
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form) });
    if (!answer.ok && answer.status !== 409) throw new Error(String(answer.status));
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById("plan");
    if (!fresh) { location.reload(); return true; }
    const notes = page.querySelectorAll(".toasts .toast--error, .toasts .toast--danger");
    plan().replaceWith(document.adoptNode(fresh));
    plan().querySelector(".plan__board").scrollLeft = left;
    plan().querySelector(`[data-card="${CSS.escape(focusOn || active || "")}"] [data-grip]`)?.focus({ preventScroll: true });
    const refusal = [...notes].map((note) => note.textContent.trim()).join(" ");
    state(refusal || plan().dataset.saved);
    if (refusal) say(refusal);
    plan().querySelector("[data-focus]")?.focus();
    return answer.ok && !refusal;
  } catch {
    plan().removeAttribute("data-busy");
    state(plan().dataset.offline);
    say(plan().dataset.offline);
    return false;
  }
}
