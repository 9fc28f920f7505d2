// Keeps the pages of one programme readable without a network: newest from the network, else as last seen.
const PAGES = "{{ page_url|escapejs }}";
const KEPT = `programme:${PAGES}`;

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(KEPT).then((kept) => kept.add(PAGES)).then(() => self.skipWaiting()));
});
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (url.pathname.startsWith("/static/")) event.respondWith(keptFirst(request));
  else if (request.mode === "navigate" && url.pathname.startsWith(PAGES)) event.respondWith(newestFirst(request));
});

async function keep(request, answer) {
  if (answer.ok && answer.type === "basic") await (await caches.open(KEPT)).put(request, answer.clone());
  return answer;
}

async function newestFirst(request) {
  try {
    return await keep(request, await fetch(request));
  } catch (error) {
    const kept = await caches.match(request) ?? await caches.match(request, { ignoreSearch: true }) ?? await caches.match(PAGES);
    if (kept) return kept;
    throw error;
  }
}

async function keptFirst(request) {
  const kept = await caches.match(request);
  return kept ?? keep(request, await fetch(request));
}
