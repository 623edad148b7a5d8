import { NativeSelect } from '@mantine/core';
import type { ComponentProps } from 'react';
import { useTranslation } from 'react-i18next';
import { type Role, roles } from '../../../protocol/http/access.ts';

/** A choice of role. */
export function RoleSelect(
  props: Omit<ComponentProps<typeof NativeSelect>, 'onChange' | 'value' | 'data'> & {
    value: Role;
    onChange: (role: Role) => void;
  },
) {
  const { value, onChange, ...rest } = props;
  const { t } = useTranslation();
  return (
    <NativeSelect
      {...rest}
      value={value}
      data={roles.map((role) => ({ value: role, label: t(`access.role_${role}`) }))}
      onChange={({ currentTarget }) => {
        const role = roles.find((one) => one === currentTarget.value);
        if (role !== undefined) onChange(role);
      }}
    />
  );
}
