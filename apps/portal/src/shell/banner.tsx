import { createContext, useContext } from 'react'
import { createPortal } from 'react-dom'
import { useTranslation } from 'react-i18next'
import type { InfoCategory, Tier } from '../api/types.ts'

/** What a page may hold at most: the category of one edition, or what the pages of a tier may show. */
export type Level = 'OPEN' | 'OFFICIAL' | InfoCategory | `PAGE_OF_${Exclude<Tier, 'PUBLIC'>}`

/** The level of pages that list what somebody of this tier may read. */
export const levelOfPagesFor = (tier: Tier): Level => (tier === 'PUBLIC' ? 'OPEN' : `PAGE_OF_${tier}`)

const isEverybodys = (level: Level) => level === 'OPEN' || level === 'NOTICE' || level === 'PAGE_OF_FRIEND'

interface BannerFacts {
  level: Level
  /** Who looks at it, and since when: printed with the page, so that a copy says whose it was. */
  viewer?: string
}

/** The classification, in words and colour, never in colour alone. Stands on top of each page and each printed sheet. */
export function Banner({ level, viewer }: BannerFacts) {
  const { t } = useTranslation(['portal', 'council'])
  const text = isEverybodys(level) ? t(`level.${level}.text`) : t(`council:level.${level}.text`)
  const tone = isEverybodys(level) ? t(`level.${level}.tone`) : t(`council:level.${level}.tone`)
  return (
    <div className={`banner tone-${tone}`} role="note" aria-label={t('level.label')}>
      <span className="banner-text">{text}</span>
      {viewer !== undefined && <span className="banner-viewer">{viewer}</span>}
    </div>
  )
}

/** The place of the banner above header and page; pages fill it, so that page and banner never disagree. */
export const BannerSlot = createContext<HTMLElement | null>(null)

/** Puts a page's banner into its place. */
export function PageBanner(facts: BannerFacts) {
  const slot = useContext(BannerSlot)
  return slot === null ? null : createPortal(<Banner {...facts} />, slot)
}
