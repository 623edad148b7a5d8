let taken: string | undefined;

/**
 * The secret of a link, which stands behind the # of its address: read once, and taken off the address, so that it
 * stays neither on the screen nor in the history.
 */
export function takeFragment(): string | undefined {
  const fragment = window.location.hash.slice(1);
  if (fragment === '') return taken;
  taken = fragment;
  window.history.replaceState(window.history.state, '', window.location.pathname + window.location.search);
  return taken;
}
