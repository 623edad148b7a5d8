import type { Vend } from './booking-store.ts';

/** What the outbox holds of a vend: all that InfluxDB will be told, as it stood when it was booked. */
export interface VendPoint extends Vend {
  readonly district: string;
}
