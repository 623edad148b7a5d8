import type { ApiError } from '../../../protocol/http/figures.ts';

/** What the server refused or could not do: its stable code, and words for a person. */
export class ApiFailure extends Error {
  readonly status: number;
  readonly code: string;
  /** Seconds to wait before the next try, where the server said so. */
  readonly retryAfterS: number | undefined;

  constructor(status: number, { code, message }: ApiError, retryAfterS?: number) {
    super(message);
    this.status = status;
    this.code = code;
    this.retryAfterS = retryAfterS;
  }
}

/** Asks the API; `body` makes it a POST unless a method is given. @throws ApiFailure, TypeError where nobody answers */
export async function fetchJson<T>(
  path: string,
  options: { body?: unknown; method?: string; signal?: AbortSignal } = {},
): Promise<T> {
  const { body, signal } = options;
  const response = await fetch(path, {
    method: options.method ?? (body === undefined ? 'GET' : 'POST'),
    ...(body === undefined
      ? {}
      : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    ...(signal === undefined ? {} : { signal }),
  });
  if (response.status === 204) return undefined as T;
  const answer: unknown = await response.json().catch(() => undefined);
  if (!response.ok) {
    const known = answer as ApiError | undefined;
    const wait = response.headers.get('retry-after');
    throw new ApiFailure(
      response.status,
      { code: known?.code ?? 'UNREADABLE', message: known?.message ?? `HTTP ${response.status}` },
      wait === null ? undefined : Number(wait),
    );
  }
  return answer as T;
}
