/** One text of the product's own code and what stands there instead; it must be there exactly once. */
export interface Edit {
  /** From the project's folder. */
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

/** A mistake that somebody could make, planted to see whether the net holds it. */
export interface Bug {
  readonly name: string;
  readonly edits: readonly Edit[];
}

const ledger = (file: string, from: string, to: string): Edit => ({
  file: `server/ledger/${file}`,
  from,
  to,
});
const bridge = (file: string, from: string, to: string): Edit => ({
  file: `firmware-bridge/${file}`,
  from,
  to,
});

/** Each is one thought that is missing, at the place where the thought stands. */
export const bugs: readonly Bug[] = [
  {
    name: 'acknowledge before commit',
    edits: [
      {
        file: 'server/inbox/journal.ts',
        from: 'const nowMs = Math.floor(context.clock.now());',
        to: `const nowMs = Math.floor(context.clock.now());
          const early = { epoch: message.value.epoch, seq: message.value.entries.at(-1)?.seq ?? 0 };
          context.broker().sendTo(machine, topicOf(machine, 'journal/ack'), JSON.stringify(early));`,
      },
    ],
  },
  {
    name: 'skip the dedup',
    edits: [
      ledger('intake.ts', 'if (raw.seq <= acked) continue;', ''),
      ledger('intake.ts', 'if (raw.seq !== acked + 1) break;', 'if (raw.seq > acked + 1) break;'),
    ],
  },
  {
    name: 'forget LAST_VEND',
    edits: [
      bridge(
        'session/settle.ts',
        'if (last !== undefined && last.txn === open.txn && last.state !== vendState.none) {',
        'if (last !== undefined && last.txn === "" && last.state !== vendState.none) {',
      ),
    ],
  },
  {
    name: 'release by clock',
    edits: [
      ledger(
        'usage-store.ts',
        'FROM usage WHERE card = ? AND at >= ?',
        "FROM usage WHERE card = ? AND at >= ? AND (kind <> 'reserved' OR at > (SELECT MAX(at) FROM usage) - 20000)",
      ),
    ],
  },
  {
    name: 'VEND before fsync',
    edits: [bridge('session/vendor.ts', 'await book.start(', 'void book.start(')],
  },
  {
    name: 'apply out of order',
    edits: [ledger('intake.ts', 'if (raw.seq !== acked + 1) break;', '')],
  },
  {
    name: 'book the offline vend twice',
    edits: [
      ledger('intake.ts', 'const item = known ? undefined : apply(', 'const item = apply('),
      ledger(
        'settle.ts',
        "if (known?.state === 'settled') {\n        const same",
        "if (known?.state === 'settled' && known.authority !== 'offline') {\n        const same",
      ),
      // The database itself would refuse the second.
      ledger('schema.ts', 'UNIQUE (txn, machine)', 'CHECK (seq > 0)'),
    ],
  },
  {
    name: 'trust PUBACK',
    edits: [
      bridge(
        'uplink/journal-sender.ts',
        'await deps.publish({ epoch, oldest, sent: { at, boot, uptimeMs }, entries: [...entries] });',
        `await deps.publish({ epoch, oldest, sent: { at, boot, uptimeMs }, entries: [...entries] });
        if (epoch === journal.state().epoch) journal.acked(entries.at(-1)?.seq ?? 0);
        deps.onAcked();`,
      ),
    ],
  },
  {
    name: 'settle by arrival time',
    edits: [
      ledger(
        'date-entry.ts',
        'atMs: Math.floor(receivedAtMs - ageMs), dating',
        'atMs: Math.floor(receivedAtMs), dating',
      ),
    ],
  },
  {
    name: 'reuse a dead grant',
    edits: [
      bridge(
        'session/asking.ts',
        "const offline: Plan = { ...plan, txn: view.freshTxn, authority: 'offline' };",
        "const offline: Plan = { ...plan, authority: 'offline' };",
      ),
    ],
  },
  {
    name: 'reset the offline count at reconnect',
    edits: [
      bridge(
        'offline/offline.ts',
        'counts.open === undefined) counts = rest;',
        'counts.open === undefined) counts = { ...rest, cards: [] };',
      ),
    ],
  },
  {
    name: 'ACK VEND_RESULT before its entry',
    edits: [
      bridge(
        'happenings.ts',
        'return book.onVendResult(event);',
        'void book.onVendResult(event);\n        return;',
      ),
    ],
  },
  {
    name: 'decide the same question anew',
    edits: [
      ledger(
        'authorize.ts',
        'if (known?.decision && known.asked && isSame(known.asked, ask)) {',
        "if (known?.decision && known.state !== 'reserved' && known.asked && Buffer.compare(known.asked, ask.asked) === 0) {",
      ),
      ledger(
        'authorize.ts',
        'if (known !== undefined) {',
        "if (known !== undefined && known.state !== 'reserved') {",
      ),
    ],
  },
  {
    name: 'grant to a locked machine',
    edits: [
      ledger(
        'authorize.ts',
        'if (machine === undefined || machine.locked || machine.quarantined)',
        'if (machine === undefined || machine.quarantined)',
      ),
    ],
  },
  {
    name: 'believe an ack of what was never told',
    edits: [
      bridge(
        'uplink/journal-sender.ts',
        'Math.min(seq, isAnswer ? Math.max(told, state.acked) : state.acked)',
        'seq',
      ),
    ],
  },
  {
    name: 'release over a gap',
    edits: [ledger('intake.ts', 'if (stamp && isWhole)', 'if (stamp)')],
  },
  {
    name: 'give back from the first card on',
    edits: [ledger('usage-store.ts', '.sort((a, b) => a.id - b.id)', '.sort((a, b) => b.id - a.id)')],
  },
];
