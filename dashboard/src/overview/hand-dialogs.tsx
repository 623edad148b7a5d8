import { lazy, Suspense } from 'react';
import type { MachineView } from '../../../protocol/http/fleet.ts';
import type { City } from '../live/use-city.ts';
import type { CommandDraft } from '../machine/command-order.ts';

const AssignDialog = lazy(async () => ({
  default: (await import('../assign/assign-dialog.tsx')).AssignDialog,
}));
const CommandDialog = lazy(async () => ({
  default: (await import('../machine/command-dialog.tsx')).CommandDialog,
}));

/** What is being asked of a machine: who looks after it, or why it is locked. */
export interface HandQuestion {
  readonly machine: string;
  /** Undefined: who looks after it. Its id makes the order one, however often it is sent. */
  readonly draft: CommandDraft | undefined;
  /** False once it was answered. */
  readonly open: boolean;
  /** Where the keyboard was: a dialog whose code has just come cannot know it. */
  readonly from: HTMLElement | null;
}

/** The dialog of an act, for a machine that may need no hand any more by then; its code comes when it is opened. */
export function HandDialogs(props: {
  question: HandQuestion | undefined;
  machines: readonly MachineView[];
  city: City;
  change: (question: HandQuestion) => void;
}) {
  const { question, machines, city, change } = props;
  const machine = machines.find(({ id }) => id === question?.machine);
  if (question === undefined || machine === undefined) return undefined;
  const { draft, open, from } = question;
  const close = () => {
    change({ ...question, open: false });
    from?.focus();
  };
  return (
    <Suspense>
      {draft === undefined ? (
        <AssignDialog machine={open ? machine : undefined} city={city} close={close} />
      ) : (
        <CommandDialog
          {...{ machine, city, close }}
          draft={open ? draft : undefined}
          change={(next) => change({ ...question, draft: next })}
        />
      )}
    </Suspense>
  );
}
