/** mqtt.md's commands: each id once, its result as often as the server asks again. */
import type { Command, Json } from './wire.ts';

export interface CommandEffects {
  setLocked(locked: boolean): void;
  sendReport(): void;
  newEpoch(): void;
}

type Outcome = { ok: true } | { ok: false; code: string };

export class Commands {
  private readonly effects: CommandEffects;
  private readonly results = new Map<string, Json>();

  constructor(effects: CommandEffects) {
    this.effects = effects;
  }

  /** "the same id twice is done once" */
  answer(command: Command): Json {
    const known = this.results.get(command.id);
    if (known !== undefined) return known;
    const result = { id: command.id, ...this.perform(command), at: new Date().toISOString() };
    this.results.set(command.id, result);
    return result;
  }

  private perform(command: Command): Outcome {
    // A command carries no time of its own: validMs is taken as what is left of it on arrival.
    if (command.validMs <= 0) return { ok: false, code: 'expired' };
    switch (command.name) {
      case 'lock':
      case 'unlock':
        this.effects.setLocked(command.name === 'lock');
        return { ok: true };
      case 'report':
        this.effects.sendReport();
        return { ok: true };
      case 'new-epoch':
        this.effects.newEpoch();
        return { ok: true };
      default:
        return { ok: false, code: 'unsupported' };
    }
  }
}
