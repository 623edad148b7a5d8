import { Anchor, type AnchorProps } from '@mantine/core';
import { Link } from 'wouter';

/** A machine by the name that people know, leading to its page; its id stands in the title. */
export function MachineLink({ id, name, ...style }: { id: string; name: string } & AnchorProps) {
  return (
    <Anchor component={Link} href={`/machines/${id}`} title={id} {...style}>
      {name}
    </Anchor>
  );
}
