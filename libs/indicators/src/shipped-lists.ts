import { SHIPPED_ADDRESSES } from './shipped-addresses.ts'
import { SHIPPED_NAMES } from './shipped-names.ts'
import type { WarningList } from './warning-lists.ts'

/** The lists that come with the hub; an installation adds its own. */
export const SHIPPED_WARNING_LISTS: readonly WarningList[] = [...SHIPPED_ADDRESSES, ...SHIPPED_NAMES]
