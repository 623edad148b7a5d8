import { Title } from '@mantine/core';
import { type ReactNode, useEffect } from 'react';

/** The heading of a page, which is also the name of its tab. */
export function PageTitle({ children, name }: { children?: ReactNode; name: string }) {
  useEffect(() => {
    document.title = `${name} · Maskfleet`;
  }, [name]);
  return (
    <Title order={1} size="h4">
      {children ?? name}
    </Title>
  );
}
