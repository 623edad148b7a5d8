/** One difference between two policies: where, and what stood there. Absent: nothing stood there. */
export interface PolicyChange {
  readonly path: string;
  readonly before?: unknown;
  readonly after?: unknown;
}

/** By what the members of a list are known from one policy to the next: their order says nothing. */
const namesOf = ['id', 'slot'] as const;

/**
 * What changes from one policy to another, each value by its path. Products and rules are held against each other by
 * their ids and planned slots by their numbers, wherever they stand in their list.
 */
export function diffPolicies(before: object, after: object): PolicyChange[] {
  return changesOf('', before, after);
}

function changesOf(path: string, before: unknown, after: unknown): PolicyChange[] {
  const [a, b] = [membersOf(before), membersOf(after)];
  if (a === undefined || b === undefined) {
    if (JSON.stringify(before) === JSON.stringify(after)) return [];
    return [{ path, ...(before !== undefined && { before }), ...(after !== undefined && { after }) }];
  }
  const keys = new Set([...a.keys(), ...b.keys()]);
  return [...keys].flatMap((key) => changesOf(`${path}/${key}`, a.get(key), b.get(key)));
}

/** The members of a mapping, or of a list whose members have names; undefined: it is compared as a whole. */
function membersOf(value: unknown): Map<string, unknown> | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (!Array.isArray(value)) return new Map(Object.entries(value));
  const names = value.map(nameOf);
  return names.includes(undefined) ? undefined : new Map(value.map((one, at) => [names[at] as string, one]));
}

function nameOf(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const name = namesOf.find((key) => key in value);
  return name && String((value as Record<string, unknown>)[name]);
}
