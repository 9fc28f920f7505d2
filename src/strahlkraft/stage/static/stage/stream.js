// What happens on stage, as it happens. A broken line comes back by itself; meanwhile the state is asked for now and then.
const QUIET_MS = 3000; // without a line before people are told
const ASK_MS = 5000;
const KINDS = ["snapshot", "clock", "question", "applause", "programme", "vote", "notice"];

// All tabs of a browser share one line (a browser opens six to a server): one tab listens and tells the others.
export function follow(slug, hear, tell) {
  const name = `live:${slug}`;
  if (!navigator.locks || !globalThis.BroadcastChannel) { // without HTTPS: a line of one's own
    listen(slug, hear, tell);
    return;
  }
  const tabs = new BroadcastChannel(name);
  tabs.addEventListener("message", ({ data }) => (data.kind ? hear(data.kind, data.data) : tell(data.there)));
  ask(slug, hear);
  navigator.locks.request(name, () => {
    listen(slug, (kind, data) => { hear(kind, data); tabs.postMessage({ kind, data }); }, (there) => { tell(there); tabs.postMessage({ there }); });
    return new Promise(() => {}); // until this tab is closed: then another one listens
  });
}

function listen(slug, hear, tell) {
  let source = null;
  let lostAt = Date.now();
  const open = () => {
    source = new EventSource(`/live/${slug}/stream`);
    source.addEventListener("open", () => { lostAt = 0; tell(true); });
    source.addEventListener("error", () => {
      lostAt ||= Date.now();
      if (source.readyState === EventSource.CLOSED) setTimeout(open, 2000 + Math.random() * 3000);
    });
    for (const kind of KINDS) source.addEventListener(kind, (event) => hear(kind, JSON.parse(event.data)));
  };
  open();
  setInterval(() => { if (lostAt && Date.now() - lostAt > QUIET_MS) tell(false); }, 1000);
  setInterval(async () => {
    if (lostAt && Date.now() - lostAt > ASK_MS && (await ask(slug, hear))) tell(true);
  }, ASK_MS);
  addEventListener("pagehide", () => source.close());
}

async function ask(slug, hear) {
  try {
    const answer = await fetch(`/live/${slug}/state`, { cache: "no-store" });
    if (answer.ok) hear("snapshot", await answer.json());
    return answer.ok;
  } catch {
    return false; // no network: the clock counts on
  }
}
