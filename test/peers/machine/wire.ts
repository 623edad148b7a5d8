/** What comes down to a machine, read field by field: undefined is mqtt.md's "missing or ill-typed field". */

export type Json = Record<string, unknown>;

export interface Decision {
  txn: string;
  grant: boolean;
  qty: number;
  charges: number[] | undefined;
  validMs: number | undefined;
}

export interface Product {
  product: string;
  code: number;
  pieces: number;
}

export interface OfflineRule {
  allow: boolean;
  perCard: number;
  perMachine: number;
  maxHours: number;
}

export interface Desired {
  version: string | number;
  products: Product[];
  slots: { slot: number; product: string; capacity: number }[];
  offline: OfflineRule;
  sealKey: { key: string; publicKey: string };
  locked: boolean;
}

export interface Command {
  id: string;
  name: string;
  validMs: number;
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;

export function parseJson(bytes: Buffer): Json | undefined {
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8'));
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

export function readDecision(message: Json): Decision | undefined {
  const { txn, verdict, qty, charges, validMs } = message;
  if (typeof txn !== 'string' || !isCount(qty)) return undefined;
  if (verdict !== 'grant' && verdict !== 'refuse') return undefined;
  if (charges !== undefined && !(Array.isArray(charges) && charges.every(isCount))) return undefined;
  if (validMs !== undefined && !isCount(validMs)) return undefined;
  return { txn, grant: verdict === 'grant', qty, charges, validMs };
}

export function readAck(message: Json): { epoch: string; seq: number } | undefined {
  const { epoch, seq } = message;
  return typeof epoch === 'string' && isCount(seq) ? { epoch, seq } : undefined;
}

export function readCommand(message: Json): Command | undefined {
  const { id, name, args, validMs } = message;
  if (typeof id !== 'string' || typeof name !== 'string' || !isObject(args)) return undefined;
  return typeof validMs === 'number' ? { id, name, validMs } : undefined;
}

export function readDesired(message: Json): Desired | undefined {
  const { version, sealKey, locked } = message;
  const products = readList(message.products, readProduct);
  const slots = readList(message.slots, readSlot);
  const offline = readOffline(message.offline);
  if (typeof version !== 'string' && typeof version !== 'number') return undefined;
  if (products === undefined || slots === undefined || offline === undefined) return undefined;
  if (!isObject(sealKey) || typeof locked !== 'boolean') return undefined;
  const { key, publicKey } = sealKey;
  if (typeof key !== 'string' || typeof publicKey !== 'string') return undefined;
  return { version, products, slots, offline, sealKey: { key, publicKey }, locked };
}

function readList<T>(value: unknown, read: (item: Json) => T | undefined): T[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const items: T[] = [];
  for (const entry of value as unknown[]) {
    const item = isObject(entry) ? read(entry) : undefined;
    if (item === undefined) return undefined;
    items.push(item);
  }
  return items;
}

function readProduct({ product, code, pieces }: Json): Product | undefined {
  if (typeof product !== 'string' || !isCount(code) || !isCount(pieces)) return undefined;
  return { product, code, pieces };
}

function readSlot({ slot, product, capacity }: Json): Desired['slots'][number] | undefined {
  if (!isCount(slot) || typeof product !== 'string' || !isCount(capacity)) return undefined;
  return { slot, product, capacity };
}

function readOffline(value: unknown): OfflineRule | undefined {
  if (!isObject(value)) return undefined;
  const { mode, perCard, perMachine, maxHours } = value;
  if (mode === 'refuse') return { allow: false, perCard: 0, perMachine: 0, maxHours: 0 };
  if (mode !== 'allow' || !isCount(perCard) || !isCount(perMachine) || typeof maxHours !== 'number')
    return undefined;
  return { allow: true, perCard, perMachine, maxHours };
}
