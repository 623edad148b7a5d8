/**
 * A fault with a stable code that programs can test for. Each program has one catalogue of its codes
 * (`errors.ts` in its folder); a refusal that the contracts foresee is a value, never one of these.
 */
export class CodedError<Code extends string = string> extends Error {
  readonly code: Code;
  /** True where the same call may succeed later without anybody mending anything. */
  readonly retryable: boolean;

  constructor(code: Code, message: string, options: { cause?: unknown; retryable?: boolean } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'CodedError';
    this.code = code;
    this.retryable = options.retryable ?? false;
  }
}

/** The message of anything thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The system's or library's code (`ENOENT`, `EADDRINUSE`, …) of anything thrown, if it has one. */
export function codeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
