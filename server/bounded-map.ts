/** A map that forgets what was put least lately. `undefined` is put to forget one. */
export function boundedMap<T>(max: number) {
  const entries = new Map<string, T>();
  return {
    get: (key: string): T | undefined => entries.get(key),
    put(key: string, value: T | undefined): void {
      entries.delete(key);
      if (value === undefined) return;
      entries.set(key, value);
      const [oldest] = entries.keys();
      if (entries.size > max && oldest !== undefined) entries.delete(oldest);
    },
  };
}
