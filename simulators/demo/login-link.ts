/**
 * The link under which a person opens the pages. The pages have no log-in yet, so it is their address; a server that
 * makes one-time links is asked for one here.
 */
export async function loginLink(pages: string): Promise<string> {
  return `${pages}/`;
}
