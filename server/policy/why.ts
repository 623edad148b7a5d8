import type { Bearing } from './account.ts';

/** A bearing as it is kept with each decision: few bytes, as there are as many as decisions. */
type Packed = readonly [
  rule: string,
  card: number | null,
  allowed: number | null,
  used: number | null,
  holds: 0 | 1,
];

/** The rules that bore on a decision, as they are kept with it; null: none did. */
export function packBearings(bearings: readonly Bearing[]): string | null {
  if (bearings.length === 0) return null;
  return JSON.stringify(
    bearings.map(
      ({ rule, card, allowed, used, holds }): Packed => [
        rule,
        card ?? null,
        allowed ?? null,
        used ?? null,
        holds ? 1 : 0,
      ],
    ),
  );
}

/** What {@link packBearings} was given. */
export function unpackBearings(packed: string | null): Bearing[] {
  if (packed === null) return [];
  return (JSON.parse(packed) as Packed[]).map(([rule, card, allowed, used, holds]) => ({
    rule,
    ...(card !== null && { card }),
    ...(allowed !== null && { allowed }),
    ...(used !== null && { used }),
    holds: holds === 1,
  }));
}
