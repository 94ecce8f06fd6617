import type { MantineColorSchemeManager, MantineColorsTuple } from '@mantine/core'
import { Badge, Drawer, Modal, Notification, createTheme } from '@mantine/core'

const indigo: MantineColorsTuple = [
  '#eef0fb', '#dadef3', '#b3bbe4', '#8a96d5', '#6878c8', '#5264c0', '#4659bc', '#374aa6', '#2c3c8c', '#212e70',
] // prettier-ignore
const flame: MantineColorsTuple = [
  '#fff1e6', '#ffe0cc', '#ffbf99', '#ff9b62', '#ff7d36', '#ff691b', '#f55c0a', '#d94c00', '#b84100', '#943400',
] // prettier-ignore

// Fonts of the system alone: none is downloaded, and the policy of the page would not allow it.
const FONTS =
  '"Hiragino Sans", "Noto Sans JP", "Noto Sans CJK JP", "Yu Gothic UI", Meiryo, system-ui, -apple-system, sans-serif'

// Read out by screen readers; in both languages, since a theme does not change with the language.
const closeButtonProps = { 'aria-label': '閉じる / Close' }

/** Deep indigo for what is calm, the orange of the signal fire for what calls. */
export const theme = createTheme({
  colors: { indigo, flame },
  primaryColor: 'indigo',
  primaryShade: { light: 8, dark: 5 },
  autoContrast: true,
  fontFamily: FONTS,
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, Consolas, "Noto Sans Mono CJK JP", monospace',
  headings: { fontFamily: FONTS, fontWeight: '650' },
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    Badge: Badge.extend({ defaultProps: { tt: 'none' } }),
    Drawer: Drawer.extend({ defaultProps: { closeButtonProps } }),
    Modal: Modal.extend({ defaultProps: { closeButtonProps } }),
    Notification: Notification.extend({ defaultProps: { closeButtonProps } }),
  },
})

/** Follows the system. Mantine's own keeper writes to localStorage, which the portal leaves empty. */
export const colorSchemeManager: MantineColorSchemeManager = {
  get: defaultValue => defaultValue,
  set: () => undefined,
  subscribe: () => undefined,
  unsubscribe: () => undefined,
  clear: () => undefined,
}
