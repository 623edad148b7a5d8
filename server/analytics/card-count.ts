import type { AnalyticsQuery } from '../../protocol/http/analytics.ts';
import { nameOf } from '../whatif/replay.ts';
import type { CardReader, SeenCard } from './card-store.ts';

/** One step, [fromMs, toMs), and those of its keys of which it is asked how many cards they tell of. */
export interface CountedStep {
  readonly fromMs: number;
  readonly toMs: number;
  readonly keys: readonly string[];
}

/** Of how many different cards cells tell. A list that is absent means all. */
export interface CardQuestion {
  readonly measure: AnalyticsQuery['measure'];
  readonly by: AnalyticsQuery['by'];
  /** From so many on it does not matter how many. */
  readonly enough: number;
  /** Each machine that is looked at, with its district. */
  readonly machines: readonly (readonly [machine: string, district: string])[];
  readonly products?: readonly string[];
  readonly reasons?: readonly string[];
  readonly steps: readonly CountedStep[];
}

/** The cards of one cell. */
interface Cell {
  readonly byKey: Map<string, Set<string>>;
  /** Of each day and key, those whose charges were let go. */
  readonly byDay: Map<string, number>;
  cards: number;
}

/**
 * Counts the different cards of each key of each step, as far as `enough`. It reads no further than that, so a cell of a thousand cards
 * costs no more than one of ten, and what it holds in memory is one step. A number that is told is never higher than the truth: where keys
 * were changed a card has a pseudonym by each, so the most of one key counts; what names no card (none was read, or it was let go) counts
 * for none.
 */
export function countCards(reader: CardReader, question: CardQuestion): number[][] {
  return question.steps.map((step) => countStep(reader, question, step));
}

function countStep(reader: CardReader, question: CardQuestion, step: CountedStep): number[] {
  const { measure, by, enough, machines } = question;
  const cells = new Map(
    step.keys.map((key): [string, Cell] => [key, { byKey: new Map(), byDay: new Map(), cards: 0 }]),
  );
  const districtOf = new Map(machines);
  const passes = filterOf(question);
  let open = cells.size;
  const isOpen = (key: string) => (cells.get(key)?.cards ?? enough) < enough;

  /** Looks at one card; true: its cell needs no more. */
  function see(seen: SeenCard): boolean {
    const cell = passes(seen) ? cells.get(keyOf(seen, by, districtOf)) : undefined;
    if (cell === undefined || cell.cards >= enough) return false;
    const cards = cell.byKey.get(seen.keyId) ?? new Set<string>();
    cell.byKey.set(seen.keyId, cards.add(nameOf(seen.card)));
    return know(cell, cards.size);
  }

  function know(cell: Cell, cards: number): boolean {
    const was = cell.cards;
    cell.cards = Math.max(was, Math.min(cards, enough));
    if (was < enough && cell.cards === enough) open--;
    return cell.cards === enough;
  }

  /** A card may be among those of two days, or of two keys: what is known is the most of one. */
  function seeGone(): void {
    for (const row of reader.gone(step.fromMs, step.toMs)) {
      if (!districtOf.has(row.machine)) continue;
      const seen = { ...row, reason: '' };
      const cell = passes(seen) ? cells.get(keyOf(seen, by, districtOf)) : undefined;
      if (cell === undefined) continue;
      const day = `${row.day} ${row.keyId}`;
      const cards = (cell.byDay.get(day) ?? 0) + (measure === 'service' ? row.served : row.cards);
      cell.byDay.set(day, cards);
      know(cell, cards);
    }
  }

  function seeGiven(): void {
    for (const [machine] of machines) {
      const place =
        by === 'product' ? undefined : keyOf({ machine, product: '', reason: '' }, by, districtOf);
      if (open === 0) return;
      if (place !== undefined && !isOpen(place)) continue;
      for (const seen of reader.given(machine, step.fromMs, step.toMs, measure === 'service'))
        if (see(seen) && (place !== undefined || open === 0)) break;
    }
  }

  function seeRefused(): void {
    for (const seen of reader.refused(step.fromMs, step.toMs)) {
      if (districtOf.has(seen.machine)) see(seen);
      if (open === 0) return;
    }
  }

  if (measure === 'refusals') seeRefused();
  else {
    seeGone();
    seeGiven();
  }
  return step.keys.map((key) => cells.get(key)?.cards ?? 0);
}

function keyOf(
  { machine, product, reason }: Pick<SeenCard, 'machine' | 'product' | 'reason'>,
  by: CardQuestion['by'],
  districtOf: ReadonlyMap<string, string>,
): string {
  const keys = { none: '', district: districtOf.get(machine) ?? '', machine, product, reason };
  return keys[by];
}

function filterOf({
  products,
  reasons,
}: CardQuestion): (seen: Pick<SeenCard, 'product' | 'reason'>) => boolean {
  const [ofProducts, ofReasons] = [products && new Set(products), reasons && new Set(reasons)];
  return ({ product, reason }) => (ofProducts?.has(product) ?? true) && (ofReasons?.has(reason) ?? true);
}
