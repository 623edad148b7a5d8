import '@mantine/core/styles.css';
import './shell/base.css';
import './parts/parts.css';
import { MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { createQueryClient } from './api/query-client.ts';
import { startI18n } from './i18n/start.ts';
import { App } from './shell/app.tsx';
import { theme } from './shell/theme.ts';
import { keepPagesOffline } from './visit/offline-pages.ts';
import { startVisits } from './visit/start-visits.ts';
import { VisitsProvider } from './visit/visits-context.tsx';

await startI18n();

const visits = startVisits();
keepPagesOffline();

const root = document.getElementById('root');
if (root === null) throw new Error('the page has no root element');
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={createQueryClient()}>
      <MantineProvider theme={theme} defaultColorScheme="auto">
        <VisitsProvider visits={visits}>
          <App />
        </VisitsProvider>
      </MantineProvider>
    </QueryClientProvider>
  </StrictMode>,
);
