import { describe, expect, it } from 'vitest';
import {
  downTopics,
  isDownTopic,
  isMachineId,
  isRetained,
  isUpTopic,
  readTopic,
  topicOf,
  upTopics,
} from '../../protocol/mqtt/topics.ts';

describe('topics', () => {
  it("are mqtt.md's, up and down", () => {
    expect([...upTopics].sort()).toEqual(['authorize', 'command/result', 'journal', 'presence', 'state']);
    expect([...downTopics].sort()).toEqual(['command', 'decision', 'desired', 'journal/ack']);
    expect(upTopics.every(isUpTopic) && downTopics.every(isDownTopic)).toBe(true);
    expect(upTopics.some(isDownTopic) || downTopics.some(isUpTopic)).toBe(false);
  });

  it('are read as they are written', () => {
    for (const topic of [...upTopics, ...downTopics]) {
      expect(topicOf('izm-0001', topic)).toBe(`mask/v1/izm-0001/${topic}`);
      expect(readTopic(topicOf('izm-0001', topic))).toEqual({ machine: 'izm-0001', topic });
    }
  });

  it.each([
    'mask/v1/izm-0001',
    'mask/v1/izm-0001/',
    'mask/v1/izm-0001/#',
    'mask/v1/+/journal',
    'mask/v1/+/+',
    'mask/v1/izm-0001/journal/',
    'mask/v1/izm-0001/journal/ack/x',
    'mask/v1/izm-0001/Journal',
    'mask/v1//journal',
    'mask/v2/izm-0001/journal',
    '/mask/v1/izm-0001/journal',
    'mask/v1/izm-0001/journal\n',
    'mask/v1/izm-0001/journal\u0000',
    'mask/v1/IZM/journal',
    '$SYS/broker/uptime',
    '$share/g/mask/v1/izm-0001/journal',
    '#',
    '',
  ])('%j is none of ours', (topic) => {
    expect(readTopic(topic)).toBeUndefined();
  });

  it('retained are presence, state and desired', () => {
    expect([...upTopics, ...downTopics].filter(isRetained).sort()).toEqual(['desired', 'presence', 'state']);
  });
});

describe('a machine id', () => {
  it.each(['a1', 'izm-0001', '0a', 'a-', `a${'b'.repeat(31)}`])('may be %s', (id) => {
    expect(isMachineId(id)).toBe(true);
  });
  it.each(['', 'a', '-a', 'A1', 'a_1', 'a/b', 'a+', 'a#', 'ş1', 'a1\n', `a${'b'.repeat(32)}`])(
    'may not be %j',
    (id) => {
      expect(isMachineId(id)).toBe(false);
    },
  );
});
