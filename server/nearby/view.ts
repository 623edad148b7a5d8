import type { MachineView, SlotView } from '../../protocol/http/fleet.ts';
import type {
  Nearby,
  PublicMachine,
  PublicPeriod,
  PublicRule,
  PublicStock,
} from '../../protocol/http/nearby.ts';
import { instantOf } from '../../protocol/mqtt/fields.ts';
import { lowShare, lowWithinMs } from '../fleet/status.ts';
import { heldOf, isFaulted } from '../fleet/view.ts';
import type { Policy, Rule } from '../policy/document.ts';
import { openFrom } from '../policy/schedule.ts';
import { hoursOf } from '../policy/turns.ts';

/** From this share of what is filled in on there is plenty. */
const plentyShare = 0.5;

/** Best first: a machine is as good as the best of its products. */
const best: readonly PublicStock[] = ['plenty', 'some', 'few', 'none', 'unknown'];

/** Items of a product at a machine that are promised to somebody and have not fallen. */
export type HeldItems = (machine: string, product: string) => number;

/** What everybody may know of the machines and of his share: sellable = physical - reserved - blocked. */
export function nearbyOf(
  machines: readonly MachineView[],
  heldItems: HeldItems,
  policy: Policy,
  nowMs: number,
  simulated: boolean,
): Nearby {
  const { timeZone, products, cards, rules, language } = policy;
  const { compare } = new Intl.Collator(language);
  return {
    at: instantOf(nowMs),
    ...{ timeZone, cards, simulated },
    closed: closedOf(policy, nowMs),
    products: products.map(({ id, name }) => ({ product: id, name })),
    // A rule that allows nothing says who may not, and a citizen reads what he may.
    rules: rules.filter(({ limit }) => limit > 0).map(ruleOf),
    machines: machines
      .map((machine) => machineOf(machine, heldItems, nowMs))
      .sort((a, b) => compare(a.district, b.district) || compare(a.name, b.name)),
  };
}

function closedOf(policy: Policy, nowMs: number): Nearby['closed'] {
  const { opening } = hoursOf(policy);
  if (opening === undefined || opening(nowMs).open) return null;
  const opensAtMs = openFrom(opening, nowMs);
  return { opensAt: opensAtMs === undefined ? null : instantOf(opensAtMs) };
}

function ruleOf({ products, limit, window, schemes, ages }: Rule): PublicRule {
  return {
    ...{ products, masks: limit, period: periodOf(window), schemes: schemes ?? null },
    ages: ages === undefined ? null : { from: ages.from ?? null, to: ages.to ?? null },
  };
}

function periodOf(window: Rule['window']): PublicPeriod {
  if ('weeks' in window) return { unit: 'weeks', count: window.weeks };
  if ('calendar' in window) return { unit: window.calendar, count: 1 };
  const { rolling } = window;
  return 'days' in rolling ? { unit: 'days', count: rolling.days } : { unit: 'hours', count: rolling.hours };
}

function machineOf(machine: MachineView, heldItems: HeldItems, nowMs: number): PublicMachine {
  const { id, name, district, lat, lon, online, seenAt } = machine;
  const gives = standing(machine);
  const named = machine.slots.flatMap(({ product }) => (product === null ? [] : [product]));
  const products = [...new Set(named)].map((product) => {
    const slots = machine.slots.filter((slot) => slot.product === product);
    return { product, stock: gives ?? stockOf(slots, heldItems(id, product), nowMs) };
  });
  const stock = gives ?? best.find((one) => products.some((product) => product.stock === one)) ?? 'none';
  // What a connected machine last said is so now; when that was would tell of the last visit.
  return { name, district, lat, lon, at: online ? instantOf(nowMs) : seenAt, stock, products };
}

/** Where it does not matter what a machine holds. */
function standing({ status, locked }: MachineView): PublicStock | undefined {
  if (locked || status === 'fault' || status === 'open') return 'closed';
  return status === 'offline' || status === 'unknown' ? 'unknown' : undefined;
}

function stockOf(slots: readonly SlotView[], promised: number, nowMs: number): PublicStock {
  const counted = slots.filter((slot) => heldOf(slot) !== null);
  if (counted.length === 0) return 'unknown';
  const open = counted.filter((slot) => !isFaulted(slot));
  const left = open.reduce((sum, slot) => sum + (heldOf(slot) ?? 0), 0) - promised;
  if (left <= 0) return 'none';
  const share =
    left /
    Math.max(
      1,
      slots.reduce((sum, { par }) => sum + par, 0),
    );
  // The last of its slots to run empty is when none is left.
  const soon = open.every(({ emptyAt, ...slot }) =>
    emptyAt === null ? heldOf(slot) === 0 : Date.parse(emptyAt) - nowMs <= lowWithinMs,
  );
  if (soon || share < lowShare) return 'few';
  return share < plentyShare ? 'some' : 'plenty';
}
