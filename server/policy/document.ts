import { type Static, Type } from 'typebox';
import { Language, ProductId, SchemeName, Slot } from '../../protocol/mqtt/fields.ts';
import { OfflineRule } from '../../protocol/mqtt/messages/desired.ts';

/** `allowed` is what a person may write, in words, for the list of mistakes. */
const whole = (minimum: number, maximum: number) =>
  Type.Integer({ minimum, maximum, allowed: `a whole number from ${minimum} to ${maximum}` });

const name = Type.String({ minLength: 1, maxLength: 40, allowed: 'a name of 1 to 40 characters' });

const strict = { additionalProperties: false };

/** What is given: `pieces` masks an item; `perVisit`: items at once, however many cards pay; `code` is what the dispenser calls it (serial.md, SET_STOCK). */
const Product = Type.Object(
  {
    id: Type.Intersect([ProductId], { allowed: 'a word of letters, digits, _ and -' }),
    code: whole(1, 255),
    pieces: whole(1, 1000),
    perVisit: Type.Optional(whole(1, 255)),
    name: Type.Object({ tr: name, en: name, 'zh-TW': name }, strict),
  },
  strict,
);

/** The days of the week, Monday first (ISO 8601). */
export const weekdays = [
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
] as const;
export type Weekday = (typeof weekdays)[number];

const TimeOfDay = Type.String({
  pattern: '^(([01]\\d|2[0-3]):[0-5]\\d|24:00)$',
  allowed: 'a time of day in quotes, "00:00" to "24:00"',
});
const Days = Type.Array(Type.Enum([...weekdays]), {
  minItems: 1,
  maxItems: 7,
  allowed: `a list of ${weekdays.join(', ')}`,
});
const PlainDate = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$', allowed: 'a date, YYYY-MM-DD' });

/** When machines give anything at all; on `closed` days they don't. */
const Opening = Type.Object(
  {
    hours: Type.Array(Type.Object({ days: Days, from: TimeOfDay, to: TimeOfDay }, strict), {
      minItems: 1,
      maxItems: 50,
      allowed: 'a list of 1 to 50 of {days, from, to}',
    }),
    closed: Type.Optional(Type.Array(PlainDate, { maxItems: 400, allowed: 'a list of dates, YYYY-MM-DD' })),
  },
  strict,
);

/**
 * Who may come when: a card whose digit stands in none of the `times` that hold the moment is not served then. `without`: cards
 * that tell no such digit may come at any time, or at none.
 */
const Turns = Type.Object(
  {
    by: Type.Enum(['lastDigit', 'birthYear']),
    times: Type.Array(
      Type.Object(
        {
          days: Days,
          from: Type.Optional(TimeOfDay),
          to: Type.Optional(TimeOfDay),
          digits: Type.Array(whole(0, 9), { minItems: 1, maxItems: 10, allowed: 'a list of digits, 0 to 9' }),
        },
        strict,
      ),
      { minItems: 1, maxItems: 100, allowed: 'a list of 1 to 100 of {days, digits, from, to}' },
    ),
    without: Type.Optional(Type.Enum(['any', 'none'])),
  },
  strict,
);

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

/** What a list of cards may be called. */
export const listName = '^[a-z0-9][a-z0-9-]{0,39}$';
const Lists = Type.Array(Type.String({ pattern: listName, allowed: 'a name of 1 to 40 of a-z, 0-9 and -' }), {
  minItems: 1,
  maxItems: 8,
  uniqueItems: true,
  allowed: 'a list of 1 to 8 names of lists',
});

/** Full years at the moment of the question, both included; `unknown`: cards that tell no birth are meant too. */
const Ages = Type.Object(
  {
    from: Type.Optional(whole(0, 150)),
    to: Type.Optional(whole(0, 150)),
    unknown: Type.Optional(Type.Boolean({ allowed: 'true or false' })),
  },
  strict,
);

const alertText = Type.String({ minLength: 1, maxLength: 60, allowed: 'a text of 1 to 60 characters' });

/**
 * Told on the display with a grant by which a card has had `at` pieces or more in the rule's window, or in that of the rule
 * `of`: what an official wants people to know before a share ends.
 */
const Alert = Type.Object(
  {
    at: whole(1, 1_000_000),
    of: Type.Optional(Type.String({ allowed: 'the id of a rule' })),
    text: Type.Object({ tr: alertText, en: alertText, 'zh-TW': alertText }, strict),
  },
  strict,
);

/** At most `limit` pieces of the products together in the window, for cards of these schemes and ages. */
const Rule = Type.Object(
  {
    id: Type.String({ minLength: 1, maxLength: 40, allowed: 'a word of 1 to 40 characters' }),
    products: Type.Array(Type.String(), { minItems: 1, allowed: 'a list of product ids' }),
    schemes: Type.Optional(Type.Array(SchemeName, { minItems: 1, allowed: 'a list of card schemes' })),
    ages: Type.Optional(Ages),
    limit: whole(0, 1_000_000),
    window: Window,
    alert: Type.Optional(Alert),
  },
  strict,
);
export type Rule = Static<typeof Rule>;

/** No district gives more masks in an hour: as good as no cap. */
export const maxDistrictCap = 10_000_000;

/** The most masks that are given in any hour, by one machine and by all of a district. */
const Caps = Type.Object(
  { machine: Type.Optional(whole(1, 1_000_000)), district: Type.Optional(whole(1, maxDistrictCap)) },
  strict,
);

/**
 * How fast people can be, at one machine: `asks` a minute; `numbers` typed one after the other, and in an hour; for how long it takes none
 * after that.
 */
const Velocity = Type.Object(
  {
    asks: Type.Optional(whole(1, 100_000)),
    numbers: Type.Optional(whole(1, 1_000)),
    numbersAnHour: Type.Optional(whole(1, 10_000)),
    pauseMinutes: Type.Optional(whole(1, 1_440)),
  },
  strict,
);

/** For what staff may give a card more than its share, and how many items at once. */
const Appeal = Type.Object(
  {
    id: Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,39}$', allowed: 'a name of 1 to 40 of a-z, 0-9 and -' }),
    name: Type.Object({ tr: name, en: name, 'zh-TW': name }, strict),
    items: whole(1, 255),
  },
  strict,
);

/**
 * Claims that nothing came out which are weighed without a person: under which appeal a share is given again, how soon after the
 * vend, and from how many claims of a card in so many days on a person looks at the next.
 */
const Claims = Type.Object(
  {
    appeal: Type.String({ allowed: 'the id of an appeal' }),
    minutes: Type.Optional(whole(1, 1_440)),
    perCard: Type.Optional(whole(1, 100)),
    days: Type.Optional(whole(1, 366)),
  },
  strict,
);

/** A machine's slots where its enrolment names none. `par`: items that a restocker fills up to; capacity where left out. */
const PlannedSlot = Type.Object(
  { slot: Slot, product: Type.String(), capacity: whole(0, 65_535), par: Type.Optional(whole(0, 65_535)) },
  strict,
);

/** What a machine may give while it cannot ask. `schemes`: the kinds of card that may have it; every one but `staff` and `voucher` without. */
const Offline = Type.Object({
  ...OfflineRule.properties,
  schemes: Type.Optional(Type.Array(SchemeName, { minItems: 1, allowed: 'a list of card schemes' })),
});

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
    eligible: Type.Optional(Lists),
    blocked: Type.Optional(Lists),
    opening: Type.Optional(Opening),
    turns: Type.Optional(Turns),
    caps: Type.Optional(Caps),
    velocity: Type.Optional(Velocity),
    appeals: Type.Optional(Type.Array(Appeal, { maxItems: 20, allowed: 'a list of up to 20 appeals' })),
    claims: Type.Optional(Claims),
    offline: Type.Optional(Offline),
  },
  strict,
);
export type PolicyDocument = Static<typeof PolicyDocument>;

/** A document with everything that may be left out filled in; null: it has no such rule. */
export type CompletePolicy = Required<
  Omit<PolicyDocument, 'opening' | 'turns' | 'claims' | 'caps' | 'velocity'>
> & {
  readonly opening: NonNullable<PolicyDocument['opening']> | null;
  readonly turns: NonNullable<PolicyDocument['turns']> | null;
  readonly claims: Required<NonNullable<PolicyDocument['claims']>> | null;
  readonly caps: Required<NonNullable<PolicyDocument['caps']>>;
  readonly velocity: Required<NonNullable<PolicyDocument['velocity']>>;
};

/** A policy in force: its number and its whole document. */
export type Policy = CompletePolicy & { readonly version: number };
