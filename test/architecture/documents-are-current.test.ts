import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import specs from '@asyncapi/specs';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { entrySchemas } from '../../protocol/mqtt/entries.ts';
import { downTopics, upTopics } from '../../protocol/mqtt/topics.ts';
import { asyncApi } from '../docs/asyncapi.ts';
import { documents } from '../docs/documents.ts';
import { mqttSamples } from '../support/mqtt-samples.ts';
import { root } from './sources.ts';

describe('a document that is made from schemas', () => {
  it.each(documents().map(({ path, content }) => [path, content]))(
    '%s is current: "npm run docs" writes it',
    (path, content) => {
      expect(readFileSync(join(root, path), 'utf8')).toBe(content);
    },
  );
});

interface AsyncApi {
  readonly channels: Record<string, { address: string }>;
  readonly components: { messages: Record<string, { payload: object }> };
}

describe('the AsyncAPI document', () => {
  const document = asyncApi() as AsyncApi;

  it('is valid by the schema of AsyncAPI 3', () => {
    const schema = specs.schemasWithoutId['3.0.0'] as object;
    const check = new Ajv({ strict: false, logger: false, validateFormats: false }).compile(schema);
    expect(check(document), JSON.stringify(check.errors?.slice(0, 5))).toBe(true);
    expect(check({ ...document, channels: 1 })).toBe(false);
  });

  it('has a channel for each topic', () => {
    const addresses = Object.values(document.channels).map(({ address }) => address);
    expect(addresses.sort()).toEqual(
      [...upTopics, ...downTopics].map((topic) => `mask/v1/{machine}/${topic}`).sort(),
    );
  });

  it('takes the messages that the contract takes, and no others', () => {
    const ajv = new Ajv({ strict: false });
    const payload = (name: string) => ajv.compile(document.components.messages[name]?.payload ?? false);
    const kinds = { presence: 2, state: 1, authorize: 1, decision: 1, desired: 1 };
    for (const [kind, count] of Object.entries(kinds)) {
      const samples = mqttSamples.filter(({ name }) => name.split(',')[0] === kind);
      expect(samples.length, kind).toBeGreaterThanOrEqual(count);
      for (const { name, value } of samples) {
        expect(payload(kind)(value), name).toBe(true);
        expect(payload(kind)({}), `${name}, empty`).toBe(false);
      }
    }
    const command = { id: '01725c6a-9d40-7c3e-8a11-5e0f2b7d9c01', name: 'test-vend', validMs: 60_000 };
    expect(payload('command')({ ...command, args: { slot: 0, qty: 1 } })).toBe(true);
    expect(payload('command')({ ...command, args: { slot: 0 } })).toBe(false);
    expect(payload('command')({ ...command, name: 'unheard-of', args: {} })).toBe(false);
    const journal = payload('journal');
    const types = mqttSamples.filter(({ name }) => name.startsWith('journal entry '));
    expect(types).toHaveLength(Object.keys(entrySchemas).length);
    const { epoch, at } = { epoch: '01725c6a-9d40-7c3e-8a11-5e0f2b7d9c01', at: '2020-05-20T06:00:00.000Z' };
    const message = { epoch, oldest: 1, sent: { at, boot: 1, uptimeMs: 1 } };
    for (const { name, value } of types) {
      expect(journal({ ...message, entries: [value] }), name).toBe(true);
      expect(journal({ ...message, entries: [{ ...value, type: 'unheard-of' }] }), name).toBe(false);
    }
  });
});
