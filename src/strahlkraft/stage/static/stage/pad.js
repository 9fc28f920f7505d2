// The pad: every press is kept until the server has it, and counts from when it was made. Keys N, E, H, U.
import { now } from "./time.js";

const AGAIN_MS = 2000;
const KEY = `pad:${location.pathname}`;

export function start(pad, { done, expect }) {
  const notice = pad.querySelector("[data-pad-notice]");
  let queue = kept();
  let sending = false;

  pad.addEventListener("submit", (event) => {
    const form = event.target.closest("form[data-press]");
    if (!form) return;
    event.preventDefault();
    const fields = Object.fromEntries(new FormData(form, event.submitter));
    if (queue.length) delete fields.seen; // what will be on stage by then is not what the pad shows now
    queue.push({ fields: { ...fields, uid: newUid() }, pressed: now() });
    keep(queue);
    expect(fields.deed);
    send();
  });
  addEventListener("keydown", (event) => {
    if (event.target.matches("input, textarea, select") || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    const button = pad.querySelector(`button[data-key="${CSS.escape(event.key.toLowerCase())}"]:not(:disabled)`);
    if (button) { event.preventDefault(); button.click(); }
  });
  addEventListener("online", send);
  setInterval(() => { if (queue.length) send(); }, AGAIN_MS);
  if (queue.length) send();

  async function send() {
    if (sending || !queue.length) return;
    sending = true;
    try {
      while (queue.length) {
        const refused = await sent(queue[0]);
        queue.shift();
        keep(queue);
        tell(refused.length ? `${pad.dataset.refused} ${refused.join(" ")}` : "");
        done();
      }
    } catch { // no network, or the server is away: it is tried again
      tell(pad.dataset.waiting.replace("%n", queue.length));
    } finally {
      sending = false;
    }
  }

  function tell(text) {
    notice.textContent = text;
    notice.hidden = !text;
  }
}

async function sent({ fields, pressed }) {
  const body = new URLSearchParams({ ...fields, pressed: String(Math.round(pressed)) });
  const answer = await fetch(location.pathname, { method: "POST", body, headers: { Accept: "application/json" } });
  if (answer.ok) return [];
  if (answer.status === 422) return (await answer.json()).refused;
  if (answer.status >= 500) throw new Error("away");
  return [`${answer.status}`];
}

function newUid() { // crypto.randomUUID wants HTTPS, a hall's own network may have none
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

function kept() {
  try { return JSON.parse(localStorage.getItem(KEY)) ?? []; } catch { return []; }
}

function keep(queue) {
  try { localStorage.setItem(KEY, JSON.stringify(queue)); } catch { /* full or shut: kept while the page is open */ }
}
