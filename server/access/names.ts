import { maxNameLength } from '../../protocol/http/access.ts';

const allowed = /^[\p{L}\p{N}][\p{L}\p{N}\p{M}._@-]*$/u;

/** What a name may be, in words. */
export const nameRule = `1 to ${maxNameLength} letters, digits, dots, dashes, underscores and @, a letter or digit first`;

/** A name as it is shown, or undefined for what is none. */
export function readName(text: string): string | undefined {
  const name = text.normalize('NFKC').trim();
  return allowed.test(name) && name.length <= maxNameLength ? name : undefined;
}

/** What two names have in common that are the same to a person: "Ayse" and "ayse" are one user. */
export function foldName(name: string): string {
  return name.normalize('NFKC').trim().toLowerCase();
}
