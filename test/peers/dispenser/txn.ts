/** A txn is kept as 32 hex digits, and shown as the UUID text that mqtt.md uses. */

export function txnText(hex: string): string {
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
