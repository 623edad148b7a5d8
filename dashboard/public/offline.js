/**
 * Keeps what a restock visit needs to be opened without a network: the one document, and the files that the page of a
 * visit loads. Nothing of the API is ever kept here: figures are never older than they look.
 */
const cacheName = 'maskfleet-pages';
/** vite's list of what was built from what (build.manifest). */
const manifestPath = '/built.json';
/** The document, and the parts of the pages that must open without a network. */
const entries = ['index.html', 'src/visit/visit-page.tsx'];

self.addEventListener('install', (event) => {
  event.waitUntil(keepPages().then(() => self.skipWaiting()));
});

self.addEventListener('activate', (event) => {
  event.waitUntil(self.clients.claim());
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== self.location.origin) return;
  // The page for citizens is the server's own, and of no use from before.
  const isPage = !url.pathname.startsWith('/api/') && url.pathname !== '/nearby';
  if (request.mode === 'navigate' && isPage) event.respondWith(openPage(request));
  // Built files have their content's hash in their name, so what is kept is never old.
  else if (url.pathname.startsWith('/assets/')) event.respondWith(keptOrFetched(request));
});

/** The newest document where there is a network; a new build is kept then too. */
async function openPage(request) {
  try {
    const answer = await fetch(request);
    if (answer.ok) keepPages().catch(() => {});
    return answer;
  } catch (error) {
    const kept = await caches.match('/');
    if (kept === undefined) throw error;
    return kept;
  }
}

async function keptOrFetched(request) {
  return (await caches.match(request)) ?? fetch(request);
}

/** Keeps the document and every file of the entries, and forgets files of older builds. */
async function keepPages() {
  const built = await (await fetch(manifestPath, { cache: 'no-cache' })).json();
  const files = new Set(entries.flatMap((entry) => filesOf(built, entry)));
  const cache = await caches.open(cacheName);
  for (const path of files) if ((await cache.match(path)) === undefined) await cache.add(path);
  // The document last: it names the files, which are all there by now.
  await cache.add(new Request('/', { cache: 'no-cache', headers: { accept: 'text/html' } }));
  for (const { url } of await cache.keys()) {
    const { pathname } = new URL(url);
    if (pathname !== '/' && !files.has(pathname)) await cache.delete(url);
  }
}

/** The files that one entry needs, and what it imports needs. */
function filesOf(built, entry, seen = new Set()) {
  const part = built[entry];
  if (part === undefined || seen.has(entry)) return [];
  seen.add(entry);
  const own = [part.file, ...(part.css ?? [])].map((file) => `/${file}`);
  return [...own, ...(part.imports ?? []).flatMap((name) => filesOf(built, name, seen))];
}
