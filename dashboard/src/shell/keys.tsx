import { Kbd, Table } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { Dialog } from '../parts/dialog.tsx';

/** Where the search box stands that `/` looks for on the page. */
const searchBox = 'input[data-search]';
const keys = [
  ['/', 'shell.keySearch'],
  ['?', 'shell.keyHelp'],
  ['Esc', 'shell.keyClose'],
] as const;

/** The keys of the pages: `/` finds a machine, `?` shows which keys there are. Never while somebody writes. */
export function Keys() {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const [, navigate] = useLocation();

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isWriting(event.target)) return;
      if (document.querySelector('[role=dialog]') !== null) return;
      if (event.key === '?') setOpen(true);
      if (event.key !== '/') return;
      event.preventDefault();
      const box = document.querySelector<HTMLInputElement>(searchBox);
      if (box) box.focus();
      else navigate('/machines#find');
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [navigate]);

  return (
    <Dialog opened={open} onClose={() => setOpen(false)} title={t('shell.keys')}>
      <Table>
        <Table.Tbody>
          {keys.map(([key, text]) => (
            <Table.Tr key={key}>
              <Table.Th w={80}>
                <Kbd>{key}</Kbd>
              </Table.Th>
              <Table.Td>{t(text)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Dialog>
  );
}

function isWriting(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && target.closest('input, textarea, select, [contenteditable]') !== null
  );
}
