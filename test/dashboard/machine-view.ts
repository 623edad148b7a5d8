import type { Overview } from '../../protocol/http/figures.ts';
import type { MachineView, SlotView } from '../../protocol/http/fleet.ts';

/** A slot as the API tells it, with what a test wants otherwise. */
export function slotView(wanted: Partial<SlotView>): SlotView {
  return {
    ...{ slot: 0, product: 'adult', stock: 100, reported: 100, capacity: 200, par: 180 },
    ...{ perDay: 0, emptyAt: null, faults: [] },
    ...wanted,
  };
}

/** A machine as the API tells it, with what a test wants otherwise. */
export function machineView(wanted: Partial<MachineView>): MachineView {
  return {
    ...{ id: 'izmir-konak-01', name: 'Konak Metro', district: 'Konak', lat: 38.4169, lon: 27.1286 },
    ...{ status: 'ok', seenAt: null, online: true, line: true, doorOpen: false, doorOpenSince: null },
    ...{
      locked: false,
      quarantined: false,
      faults: [],
      fill: 0.5,
      emptyAt: null,
      masksToday: 0,
      assigned: null,
      slots: [slotView({})],
    },
    ...wanted,
  };
}

export const products: Overview['products'] = [
  { product: 'adult', name: { tr: 'Yetişkin maskesi', en: 'Adult masks', 'zh-TW': '成人口罩' } },
  { product: 'child', name: { tr: 'Çocuk maskesi', en: 'Child masks', 'zh-TW': '兒童口罩' } },
];
