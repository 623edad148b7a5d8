import { Button, createTheme } from '@mantine/core';

/** The one place of colour, space and type; light and dark come from the same tokens. */
export const theme = createTheme({
  primaryColor: 'cyan',
  primaryShade: { light: 9, dark: 4 },
  fontFamily: 'system-ui, "Noto Sans", "Noto Sans TC", "Noto Sans CJK TC", sans-serif',
  spacing: { xs: '8px', sm: '12px', md: '16px', lg: '24px', xl: '32px' },
  fontSizes: { xs: '13px', sm: '14px', md: '16px', lg: '20px', xl: '24px' },
  defaultRadius: 'md',
  components: {
    Button: Button.extend({
      // In the dark the filled shade is a light one: white on it could not be read.
      vars: (_theme, { variant = 'filled' }) => ({
        root:
          variant === 'filled'
            ? { '--button-color': 'light-dark(var(--mantine-color-white), var(--mantine-color-black))' }
            : {},
      }),
    }),
  },
});
