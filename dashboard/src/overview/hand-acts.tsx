import { ActionIcon, Button, Menu } from '@mantine/core';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { MachineView } from '../../../protocol/http/fleet.ts';
import { actsOf, type HandAct } from './acts.ts';

/** The acts that ask something before they are done; the others are ways to other pages. */
export type AskingAct = Exclude<HandAct, LeadingAct>;
type LeadingAct = 'decide' | 'open' | 'visit';

/** Asks what an act needs; `from` has the keyboard again once it was answered. */
export type Ask = (act: AskingAct, from: HTMLElement | null) => void;

const textOf: Readonly<Record<HandAct, string>> = {
  decide: 'doubt.decide',
  open: 'overview.open',
  visit: 'overview.visit',
  assign: 'assign.assign',
  lock: 'commands.name_lock',
  unlock: 'commands.name_unlock',
};

/** Where the acts lead that are ways to other pages. */
const below: Readonly<Record<LeadingAct, string>> = { decide: '#quarantine', open: '', visit: '/visit' };
const leads = (act: HandAct): act is LeadingAct => act in below;

/** The one act that helps as a button, and the others in a menu beside it. */
export function HandActs(props: { machine: MachineView; ask: Ask }) {
  const { machine, ask } = props;
  const { t } = useTranslation();
  // It stays where it is, also where the act itself changes what the row offers.
  const more = useRef<HTMLButtonElement>(null);
  const [first, ...others] = actsOf(machine);
  const pathOf = (act: LeadingAct) => `/machines/${machine.id}${below[act]}`;
  const label = (act: HandAct) => `${t(textOf[act])}: ${machine.name}`;
  return (
    <div className="hands-acts">
      {first && leads(first) ? (
        <Button
          {...{ component: Link, href: pathOf(first), 'aria-label': label(first) }}
          variant="light"
          size="compact-md"
          data-act={first}
        >
          {t(textOf[first])}
        </Button>
      ) : (
        first && (
          <Button
            variant="light"
            size="compact-md"
            data-act={first}
            aria-label={label(first)}
            onClick={() => ask(first, more.current)}
          >
            {t(textOf[first])}
          </Button>
        )
      )}
      <Menu position="bottom-end" withinPortal>
        <Menu.Target>
          <ActionIcon
            ref={more}
            variant="default"
            size={30}
            data-act="more"
            aria-label={t('overview.moreActs', { name: machine.name })}
          >
            <span aria-hidden="true">⋯</span>
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {others.map((act) =>
            leads(act) ? (
              <Menu.Item key={act} component={Link} href={pathOf(act)} data-act={act}>
                {t(textOf[act])}
              </Menu.Item>
            ) : (
              <Menu.Item key={act} onClick={() => ask(act, more.current)} data-act={act}>
                {t(textOf[act])}
              </Menu.Item>
            ),
          )}
        </Menu.Dropdown>
      </Menu>
    </div>
  );
}
