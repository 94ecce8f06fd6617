import { isLookUpPath } from '../products/look-up-lines.ts'
import { isTaxiiPath } from '../taxii/taxii-door.ts'

const isFeedPath = (url: string): boolean => /^\/feeds(?:[/?]|$)/.test(url)

/** Places for programs with keys: HTTP Basic opens them, and a cookie, which comes by itself from any page, never does. */
export const isForPrograms = (url: string): boolean => isTaxiiPath(url) || isFeedPath(url) || isLookUpPath(url)
