import { maxPasswordLength, minPasswordLength } from '../../protocol/http/access.ts';
import { foldName } from './names.ts';

/** Fewer different characters than this make a password that is soon tried. */
const minDifferent = 5;

/** Why a password is not taken, as a stable code. */
export type PasswordProblem =
  | 'PASSWORD_TOO_SHORT'
  | 'PASSWORD_TOO_LONG'
  | 'PASSWORD_TOO_PLAIN'
  | 'PASSWORD_HAS_NAME';

/** The problems in words. */
export const passwordProblems: Readonly<Record<PasswordProblem, string>> = {
  PASSWORD_TOO_SHORT: `A password has at least ${minPasswordLength} characters.`,
  PASSWORD_TOO_LONG: `A password has at most ${maxPasswordLength} characters.`,
  PASSWORD_TOO_PLAIN: `A password has at least ${minDifferent} different characters.`,
  PASSWORD_HAS_NAME: 'A password must not hold the name.',
};

/** A password as it is hashed: what looks the same on two keyboards is the same (NIST SP 800-63B, 3.1.1.2). */
export function normalPassword(password: string): string {
  return password.normalize('NFKC');
}

/** The first reason against a new password, if any. Length is what counts; no rules about kinds of characters. */
export function passwordProblem(password: string, name: string): PasswordProblem | undefined {
  const normal = normalPassword(password);
  const characters = [...normal];
  if (characters.length < minPasswordLength) return 'PASSWORD_TOO_SHORT';
  if (normal.length > maxPasswordLength) return 'PASSWORD_TOO_LONG';
  if (new Set(characters).size < minDifferent) return 'PASSWORD_TOO_PLAIN';
  const folded = foldName(name);
  return folded.length > 2 && normal.toLowerCase().includes(folded) ? 'PASSWORD_HAS_NAME' : undefined;
}
