import { connectLoad, type Load } from './drive.ts';
import type { LoadAnswer, LoadOrder } from './orders.ts';
import { runStorm } from './storm.ts';

/** The process of the load: obeys one order at a time, so that the bench's own work is not in its figures. */

let load: Load | undefined;

async function obey(order: Exclude<LoadOrder, { do: 'halt' }>): Promise<LoadAnswer> {
  if (order.do === 'storm')
    return { done: 'storm', ...(await runStorm(order, () => tell({ done: 'window' }))) };
  if (order.do === 'connect') {
    load = await connectLoad(order.first, order.count, order.target);
    return { done: 'connect', faults: load.faults };
  }
  if (load === undefined) throw new Error('no machine is connected');
  if (order.do === 'closed') {
    let before = process.cpuUsage();
    const { cycles, ms } = await load.closed(order.warmMs, order.windowMs, () => {
      before = process.cpuUsage();
      tell({ done: 'window' });
    });
    const { user, system } = process.cpuUsage(before);
    return { done: 'closed', cycles, ms, cpuMs: (user + system) / 1000, faults: load.faults };
  }
  const waits = await load.steady(order.perSecond, order.forMs);
  return { done: 'steady', waits, faults: load.faults };
}

function tell(answer: LoadAnswer): void {
  process.send?.(answer);
}

process.on('message', (order: LoadOrder) => {
  if (order.do === 'halt') load?.halt();
  else obey(order).then(tell, (error: unknown) => tell({ done: 'failed', why: String(error) }));
});
process.on('disconnect', () => process.exit(0));
