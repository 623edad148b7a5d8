import { expect, test } from 'vitest';
import { type Picture, unknownPicture, withFault } from '../../../firmware-bridge/serial/picture.ts';
import { MachineState } from '../../../protocol/mqtt/messages/state.ts';
import { checker } from '../../../protocol/mqtt/read.ts';
import { mqttSamples } from '../../support/mqtt-samples.ts';

const isState = checker(MachineState);
const sample = mqttSamples.find(({ name }) => name === 'state')?.value ?? {};
const faultsOf = (picture: Picture) => picture.faults;

test.each([
  [0, [{ slot: 0, fault: 3 }]],
  [15, [{ slot: 15, fault: 3 }]],
  [16, [{ fault: 3 }]],
  [254, [{ fault: 3 }]],
  [255, [{ fault: 3 }]],
])('a FAULT of slot %i on the line is one that state may tell, and its CLEARED ends it', (slot, faults) => {
  const raised = withFault(unknownPicture([]), slot, 3, true);
  expect(faultsOf(raised)).toEqual(faults);
  expect(isState({ ...sample, faults: raised.faults })).toMatchObject({ ok: true });
  expect(faultsOf(withFault(raised, slot, 3, false))).toEqual([]);
});
