// A form that saves itself (data-autosave): a pause in typing sends it, a lost connection is tried again, and whatever
// somebody else has saved meanwhile is said, never overwritten. Without script the button does the same.
const PAUSE = 1200; // data-pause: another one, where each saving leaves a line in the history
const AGAIN = 5000;

for (const form of document.querySelectorAll("form[data-autosave]")) watch(form);

function watch(form) {
  const status = form.querySelector("[data-autosave-status]");
  const revision = form.elements.namedItem("revision");
  const pause = Number(form.dataset.pause) || PAUSE;
  let timer = 0;
  let running = null;
  let wanted = false;
  let stopped = false;

  const say = (words, state) => { status.textContent = words; status.dataset.state = state; };
  const soon = (pause) => { clearTimeout(timer); timer = setTimeout(send, pause); };
  form.addEventListener("input", touched);
  form.addEventListener("change", touched);
  addEventListener("online", () => { if (wanted) soon(0); });

  // A button waits for what is on its way, so that both do not meet.
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    if (!running) { stopped = true; return; }
    event.preventDefault();
    event.stopImmediatePropagation();
    const { submitter } = event;
    running.finally(() => form.requestSubmit(submitter));
  }, { capture: true });

  function touched() {
    if (stopped) return;
    wanted = true;
    say(form.dataset.typing, "typing");
    soon(pause);
  }

  function send() {
    if (stopped || !wanted) return;
    if (running) { soon(pause); return; }
    wanted = false;
    running = post().finally(() => { running = null; });
  }

  async function post() {
    let answer;
    try {
      answer = await fetch(form.action, {
        method: "POST", body: new FormData(form), redirect: "manual",
        headers: { "X-Autosave": "1", Accept: "application/json" },
      });
    } catch {
      later(form.dataset.offline);
      return;
    }
    if (answer.type === "opaqueredirect") { later(form.dataset.gone); return; }
    if (answer.status === 409) { stop((await answer.json()).message); return; }
    if (answer.status === 422) { say((await answer.json()).message, "refused"); return; } // until it is typed otherwise
    if (!answer.ok) { later(form.dataset.offline); return; }
    const saved = await answer.json();
    revision.value = String(saved.revision);
    if (wanted) return;
    say(saved.message, "saved");
    form.dispatchEvent(new Event("saved"));
  }

  function later(words) {
    wanted = true;
    say(words, "offline");
    soon(AGAIN);
  }

  function stop(words) {
    stopped = true;
    say(words, "conflict");
  }
}
