import { Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';

/** The heading of one step; it takes the focus when its step begins. */
export function StepTitle({ children, sub }: { children: ReactNode; sub?: ReactNode }) {
  return (
    <div>
      <Title order={2} size="h3" tabIndex={-1} data-step-title className="step-title">
        {children}
      </Title>
      {sub !== undefined && <Text className="muted">{sub}</Text>}
    </div>
  );
}
