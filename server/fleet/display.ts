import type { DisplayKey, Language } from '../../protocol/display/catalogue.ts';
import { displayText } from '../../protocol/display/text.ts';

/** An operator's text as the machine was ordered to show it; `seconds` 0: until the next visit. */
export interface Announcement {
  readonly text: string;
  readonly seconds: number;
  /** When its result came, on the server's clock. */
  readonly doneAtMs: number;
  /** The machine began to serve somebody since then, which ends a text. */
  readonly interrupted: boolean;
}

/** What of a machine bears on its idle text. */
export interface DisplayFacts {
  readonly online: boolean;
  readonly line: boolean;
  readonly locked: boolean;
  readonly doorOpen: boolean;
  readonly language: Language;
  /** When it last told its state. */
  readonly stateAtMs: number;
  readonly slots: readonly {
    readonly product: string;
    readonly held: number | null;
    readonly faulted: boolean;
  }[];
}

/**
 * What a citizen who comes now reads (docs/contract/choices.md): an operator's text that still stands, or else the idle
 * text that the bridge would choose. Undefined where nobody can know: without a connection or without a dispenser.
 */
export function displayOf(
  facts: DisplayFacts,
  announced: Announcement | undefined,
  nowMs: number,
): { readonly text: string; readonly atMs: number } | undefined {
  if (!facts.online || !facts.line) return undefined;
  if (announced !== undefined && !announced.interrupted && stands(announced, nowMs))
    return { text: announced.text, atMs: announced.doneAtMs };
  return { text: displayText(idleKey(facts), facts.language), atMs: facts.stateAtMs };
}

function stands({ seconds, doneAtMs }: Announcement, nowMs: number): boolean {
  return seconds === 0 || nowMs < doneAtMs + seconds * 1000;
}

function idleKey({ locked, doorOpen, slots }: DisplayFacts): DisplayKey {
  if (locked) return 'locked';
  if (doorOpen) return 'outOfOrder';
  if (slots.length === 0) return 'no-policy';
  if (slots.every(({ held }) => (held ?? 0) === 0)) return 'no-stock';
  if (!slots.some(({ held, faulted }) => (held ?? 0) > 0 && !faulted)) return 'outOfOrder';
  return new Set(slots.map(({ product }) => product)).size > 1 ? 'idleChoice' : 'idle';
}
