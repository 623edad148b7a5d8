import { Container, Group, NativeSelect, Text, Title } from '@mantine/core';
import { type ReactNode, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { isLanguage, languageNames } from '../i18n/languages.ts';
import { Keys } from './keys.tsx';
import { Menu } from './menu.tsx';
import { useRouteFocus } from './use-route-focus.ts';

/** What stands around each page: the name and the choice of language. */
export function Shell({ children }: { children: ReactNode }) {
  const { t, i18n } = useTranslation();
  const main = useRef<HTMLElement>(null);
  useRouteFocus(main);
  return (
    <Container size="lg" py="lg" px="md">
      <Group component="header" justify="space-between" wrap="nowrap" mb="md" className="no-print">
        <div>
          <Title order={1} size="h3">
            {t('shell.title')}
          </Title>
          <Text size="sm" className="muted">
            {t('shell.subtitle')}
          </Text>
        </div>
        <NativeSelect
          aria-label={t('shell.language')}
          value={i18n.language}
          data={Object.entries(languageNames).map(([value, label]) => ({ value, label }))}
          onChange={({ currentTarget: { value } }) => isLanguage(value) && i18n.changeLanguage(value)}
        />
      </Group>
      <Menu />
      <main ref={main} tabIndex={-1}>
        {children}
      </main>
      <Keys />
    </Container>
  );
}
