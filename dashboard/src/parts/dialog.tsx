import { Group, Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

/**
 * A dialog with a title and a way out. Put together here because the library's own head of a dialog is an element that
 * screen readers take for the head of the page.
 */
export function Dialog(props: { opened: boolean; onClose: () => void; title: string; children: ReactNode }) {
  const { opened, onClose, title, children } = props;
  const { t } = useTranslation();
  return (
    <Modal.Root opened={opened} onClose={onClose}>
      <Modal.Overlay />
      <Modal.Content>
        <Modal.Body>
          <Group justify="space-between" wrap="nowrap" align="start" mb="sm" pt="md">
            <Modal.Title fw={600}>{title}</Modal.Title>
            <Modal.CloseButton aria-label={t('shell.close')} />
          </Group>
          {children}
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}
