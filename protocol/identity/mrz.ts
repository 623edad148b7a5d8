/**
 * The machine-readable zone of travel documents (ICAO Doc 9303, parts 3 to 5), as far as it names one: its issuing state and its
 * number, held to the zone's own check digits. Nothing else of it is read.
 */

/** Shapes by the number of their lines: TD1, cards, and TD3, passports. */
const shapes: Readonly<Record<number, number>> = { 3: 30, 2: 44 };

/** How many lines a zone that begins with this line has; undefined: no line of a zone. */
export function mrzLines(first: string): number | undefined {
  const found = Object.entries(shapes).find(([, length]) => length === first.length);
  return found && /^[A-Z0-9<]+$/.test(first) ? Number(found[0]) : undefined;
}

/** The id of a document: its state and number, e.g. `UTOL898902C3`. Undefined where a check digit does not fit, or it is no zone. */
export function mrzId(lines: readonly string[]): string | undefined {
  const length = shapes[lines.length];
  if (length === undefined || lines.some((line) => line.length !== length || !/^[A-Z0-9<]+$/.test(line)))
    return undefined;
  return lines.length === 2 ? ofPassport(lines[0] as string, lines[1] as string) : ofCard(lines as Card);
}

type Card = readonly [string, string, string];

/** TD3 (part 4, 4.2.2): number, birth, expiry and personal number each with their digit, and one over all of them. */
function ofPassport(upper: string, lower: string): string | undefined {
  const fields = [lower.slice(0, 10), lower.slice(13, 20), lower.slice(21, 28)];
  const personal = lower.slice(28, 43);
  // An unused personal number may have a filler for its digit.
  const isPersonalRight = checks(personal) || /^<{15}$/.test(personal);
  const all = [...fields, personal].join('');
  if (!fields.every(checks) || !isPersonalRight || !checks(all + lower[43])) return undefined;
  return idOf(upper.slice(2, 5), lower.slice(0, 9));
}

/** TD1 (part 5, 4.2.2); a number longer than nine goes on in the optional data, its digit behind it (note j). */
function ofCard([upper, middle]: Card): string | undefined {
  const number = upper.slice(5, 14);
  const rest = upper[14] === '<' ? (/^[A-Z0-9]+/.exec(upper.slice(15))?.[0] ?? '') : '';
  const whole = rest === '' ? upper.slice(5, 15) : number + rest;
  const fields = [whole, middle.slice(0, 7), middle.slice(8, 15)];
  const all = upper.slice(5) + middle.slice(0, 7) + middle.slice(8, 15) + middle.slice(18, 29);
  if (!fields.every(checks) || !checks(all + middle[29])) return undefined;
  return idOf(upper.slice(2, 5), whole.slice(0, -1));
}

const idOf = (state: string, number: string): string | undefined => {
  const id = number.replace(/<+$/, '');
  return id === '' ? undefined : `${state}${id}`;
};

/** Whether a field's last character is the check digit of those before it (part 3, 4.9): weights 7, 3, 1, letters from 10. */
function checks(field: string): boolean {
  const weights = [7, 3, 1];
  const sum = [...field.slice(0, -1)].reduce(
    (total, character, at) => total + worthOf(character) * (weights[at % 3] as number),
    0,
  );
  return field.at(-1) === String(sum % 10);
}

const worthOf = (character: string): number => (character === '<' ? 0 : Number.parseInt(character, 36));
