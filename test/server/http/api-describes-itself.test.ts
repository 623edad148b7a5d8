import { Validator } from '@seriousme/openapi-schema-validator';
import { describe, expect, it } from 'vitest';
import { wordsOfAccess } from '../../../server/http/document.ts';
import { startBrowser } from '../../support/browser.ts';
import { serverBench } from '../../support/server-bench.ts';

interface Operation {
  readonly summary?: string;
  readonly description?: string;
  readonly tags?: readonly string[];
  readonly responses?: object;
}
interface OpenApi {
  readonly openapi: string;
  readonly tags: readonly { name: string }[];
  readonly paths: Record<string, Record<string, Operation>>;
}

describe('the API', () => {
  it('is described as OpenAPI 3.1: valid, every route with its summary and who may use it', async () => {
    const { url } = await serverBench();
    const response = await fetch(`${url}/api/docs/json`);
    expect(response.status).toBe(200);
    const document = (await response.json()) as OpenApi;
    expect(document.openapi).toBe('3.1.0');
    const result = await new Validator().validate(document as object as Record<string, unknown>);
    expect(result.errors).toBeUndefined();
    expect(result.valid).toBe(true);

    const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({ name: `${method} ${path}`, ...operation })),
    );
    expect(operations.map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        'get /api/overview',
        'post /api/session',
        'patch /api/users/{id}',
        'get /readyz',
      ]),
    );
    const known = document.tags.map(({ name }) => name);
    for (const { name, summary, description, tags } of operations) {
      expect(summary, name).toMatch(/^[A-Z]/);
      expect(description, name).toMatch(/(Open to|Open from|For) .+\.$/);
      expect(known, name).toEqual(expect.arrayContaining([...(tags ?? ['none'])]));
    }
    expect(document.paths['/api/users']?.get?.description).toBe('For admins.');
    expect(document.paths['/api/overview']?.get?.description).toBe('For operator, analyst and admin.');
  });

  it('is read with a page that asks nobody else and breaks no rule of the pages', async () => {
    const { url } = await serverBench();
    const page = await (await startBrowser()).newPage();
    const [complaints, asked] = [[] as string[], [] as string[]];
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('request', (request) => asked.push(request.url()));
    await page.goto(`${url}/api/docs`);
    await page.getByText('The figures of the first page').waitFor();
    expect(complaints).toEqual([]);
    expect(asked.filter((one) => !(one.startsWith(url) || one.startsWith('data:')))).toEqual([]);
  });
});

it('who may use a route is said in words', () => {
  expect(wordsOfAccess('public')).toBe('Open to everybody.');
  expect(wordsOfAccess(['admin'])).toBe('For admins.');
  expect(wordsOfAccess(['operator'])).toBe('For operator and admin.');
  expect(wordsOfAccess(undefined)).toBe('For admins.');
});
