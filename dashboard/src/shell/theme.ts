import { Badge, Checkbox, createTheme, defaultVariantColorsResolver } from '@mantine/core';

/** Writing on the accent: the accent is dark in the light scheme, and light in the dark one. */
const onAccent = 'light-dark(#fff, #000)';

/** The one place of colour, space and type; light and dark come from the same tokens. */
export const theme = createTheme({
  primaryColor: 'cyan',
  primaryShade: { light: 9, dark: 4 },
  fontFamily: 'system-ui, "Noto Sans", "Noto Sans TC", "Noto Sans CJK TC", sans-serif',
  spacing: { xs: '8px', sm: '12px', md: '16px', lg: '24px', xl: '32px' },
  // Nothing that is read is smaller than 14 px.
  fontSizes: { xs: '14px', sm: '14px', md: '16px', lg: '20px', xl: '24px' },
  // No heading ends with a word alone on its line.
  headings: { textWrap: 'balance' },
  defaultRadius: 'md',
  respectReducedMotion: true,
  variantColorResolver(input) {
    const colours = defaultVariantColorsResolver(input);
    // Every colour is dark in the light scheme, and light in the dark one.
    return input.variant === 'filled' ? { ...colours, color: onAccent } : colours;
  },
  components: {
    // Capitals shout, and are slow to read.
    Badge: Badge.extend({ defaultProps: { tt: 'none' } }),
    Checkbox: Checkbox.extend({ defaultProps: { iconColor: onAccent } }),
  },
});
