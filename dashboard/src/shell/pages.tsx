import { type ComponentType, type LazyExoticComponent, lazy } from 'react';

/** One page: its address (wouter's pattern), its name in the navigation (none where it is only linked to), its parts. */
export interface Page {
  readonly path: string;
  /** Key of its name in the texts; without one it stands in no menu. */
  readonly label?: 'shell.overview' | 'shell.machines' | 'shell.alarms' | 'shell.analysis';
  /** The address of the page in the menu that it belongs to, where its own does not begin with that. */
  readonly parent?: string;
  /** It is of use without a network: it does not wait until the server has said who is signed in. */
  readonly offline?: true;
  readonly component: LazyExoticComponent<ComponentType>;
}

/** Every page; its code is loaded when it is opened. A new page is one line here. */
export const pages: readonly Page[] = [
  {
    path: '/',
    label: 'shell.overview',
    component: lazy(async () => ({ default: (await import('../overview/overview-page.tsx')).OverviewPage })),
  },
  {
    path: '/machines',
    label: 'shell.machines',
    component: lazy(async () => ({ default: (await import('../machines/machines-page.tsx')).MachinesPage })),
  },
  {
    path: '/machines/:id',
    component: lazy(async () => ({ default: (await import('../machine/machine-page.tsx')).MachinePage })),
  },
  {
    path: '/machines/:id/visit',
    offline: true,
    component: lazy(async () => ({ default: (await import('../visit/visit-page.tsx')).VisitPage })),
  },
  {
    path: '/pick-list',
    parent: '/machines',
    component: lazy(async () => ({
      default: (await import('../pick-list/pick-list-page.tsx')).PickListPage,
    })),
  },
  {
    path: '/alarms',
    label: 'shell.alarms',
    component: lazy(async () => ({ default: (await import('../alarms/alarms-page.tsx')).AlarmsPage })),
  },
  {
    path: '/cases',
    component: lazy(async () => ({ default: (await import('../cases/cases-page.tsx')).CasesPage })),
  },
  {
    path: '/vouchers',
    component: lazy(async () => ({ default: (await import('../vouchers/vouchers-page.tsx')).VouchersPage })),
  },
  {
    path: '/analysis',
    label: 'shell.analysis',
    component: lazy(async () => ({ default: (await import('../analyst/analyst-page.tsx')).AnalystPage })),
  },
  {
    path: '/offline-report',
    parent: '/analysis',
    component: lazy(async () => ({ default: (await import('../offline/offline-page.tsx')).OfflinePage })),
  },
  {
    path: '/policy',
    parent: '/analysis',
    component: lazy(async () => ({ default: (await import('../policy/policy-page.tsx')).PolicyPage })),
  },
  {
    path: '/users',
    component: lazy(async () => ({ default: (await import('../access/users-page.tsx')).UsersPage })),
  },
  {
    path: '/audit',
    component: lazy(async () => ({ default: (await import('../audit/audit-page.tsx')).AuditPage })),
  },
  {
    path: '/password',
    component: lazy(async () => ({ default: (await import('../access/password-page.tsx')).PasswordPage })),
  },
];
