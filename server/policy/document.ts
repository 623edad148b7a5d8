import { type Static, Type } from 'typebox';
import { Language, ProductId, SchemeName, Slot } from '../../protocol/mqtt/fields.ts';
import { OfflineRule } from '../../protocol/mqtt/messages/desired.ts';

/** `allowed` is what a person may write, in words, for the list of mistakes. */
const whole = (minimum: number, maximum: number) =>
  Type.Integer({ minimum, maximum, allowed: `a whole number from ${minimum} to ${maximum}` });

const name = Type.String({ minLength: 1, maxLength: 40, allowed: 'a name of 1 to 40 characters' });

const strict = { additionalProperties: false };

/** What is given: `pieces` masks an item; `code` is what the dispenser calls it (serial.md, SET_STOCK). */
const Product = Type.Object(
  {
    id: Type.Intersect([ProductId], { allowed: 'a word of letters, digits, _ and -' }),
    code: whole(1, 255),
    pieces: whole(1, 1000),
    name: Type.Object({ tr: name, en: name, 'zh-TW': name }, strict),
  },
  strict,
);

const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;

/** The span in which a limit holds (ledger.md, rule). */
export const Window = Type.Union(
  [
    Type.Object({ rolling: Type.Object({ days: whole(1, 3660) }, strict) }, strict),
    Type.Object({ rolling: Type.Object({ hours: whole(1, 87_840) }, strict) }, strict),
    Type.Object({ calendar: Type.Literal('day') }, strict),
    Type.Object({ calendar: Type.Literal('week'), firstDay: Type.Enum([...weekdays]) }, strict),
    Type.Object({ calendar: Type.Literal('month') }, strict),
    Type.Object({ weeks: whole(1, 520), anchor: Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' }) }, strict),
  ],
  {
    allowed:
      '{rolling: {days: N}} or {rolling: {hours: N}} or {calendar: day} or {calendar: week, firstDay: monday} or {calendar: month} or {weeks: N, anchor: YYYY-MM-DD}',
  },
);
export type Window = Static<typeof Window>;

/** At most `limit` pieces of the products together in the window, for cards of these schemes. */
const Rule = Type.Object(
  {
    id: Type.String({ minLength: 1, maxLength: 40, allowed: 'a word of 1 to 40 characters' }),
    products: Type.Array(Type.String(), { minItems: 1, allowed: 'a list of product ids' }),
    schemes: Type.Optional(Type.Array(SchemeName, { minItems: 1, allowed: 'a list of card schemes' })),
    limit: whole(0, 1_000_000),
    window: Window,
  },
  strict,
);
export type Rule = Static<typeof Rule>;

/** A machine's slots where its enrolment names none. `par`: items that a restocker fills up to; capacity where left out. */
const PlannedSlot = Type.Object(
  { slot: Slot, product: Type.String(), capacity: whole(0, 65_535), par: Type.Optional(whole(0, 65_535)) },
  strict,
);

/** A policy as a city writes it. */
export const PolicyDocument = Type.Object(
  {
    timeZone: Type.String({ allowed: 'a time zone of the IANA database, e.g. Europe/Istanbul' }),
    language: Language,
    cards: Type.Optional(whole(1, 5)),
    grantSeconds: Type.Optional(whole(5, 600)),
    products: Type.Array(Product, { minItems: 1, maxItems: 255, allowed: 'a list of 1 to 255 products' }),
    rules: Type.Array(Rule, { minItems: 1, maxItems: 100, allowed: 'a list of 1 to 100 rules' }),
    planogram: Type.Optional(
      Type.Array(PlannedSlot, { minItems: 1, maxItems: 16, allowed: 'a list of 1 to 16 slots' }),
    ),
    offline: Type.Optional(OfflineRule),
  },
  strict,
);
export type PolicyDocument = Static<typeof PolicyDocument>;

/** A policy in force: its number and the document with everything that may be left out filled in. */
export interface Policy extends Required<PolicyDocument> {
  readonly version: number;
}
