import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, isRouteErrorResponse, useRouteError } from 'react-router'
import type { Abilities } from '../api/types.ts'
import { Banner, levelOfPagesFor } from './banner.tsx'
import { useSignedIn } from './me.ts'
import { Nothing } from './notices.tsx'
import { Page } from './page.tsx'

/**
 * Shows a page to who has one of the abilities; to everybody else the page is not there, and its code is not fetched.
 * For showing and hiding only: the hub decides for itself at every door.
 */
export function Gate({ needs, children }: { needs: readonly (keyof Abilities)[]; children: ReactNode }) {
  const { abilities } = useSignedIn()
  return needs.some(ability => abilities[ability]) ? children : <NotFoundPage />
}

/** There is no such page. */
export function NotFoundPage() {
  const { t } = useTranslation()
  const me = useSignedIn()
  return (
    <Page level={levelOfPagesFor(me.tier)} title={t('notFound.title')} ownHeading>
      <Nothing title={t('notFound.title')} text={t('notFound.text')}>
        <Button component={Link} to="/" variant="default">
          {t('notFound.home')}
        </Button>
      </Nothing>
    </Page>
  )
}

/** What is shown when a page breaks, or when its code cannot be fetched after an update of the hub. */
export function CrashPage() {
  const { t } = useTranslation()
  const failure = useRouteError()
  if (!isRouteErrorResponse(failure)) console.error(failure)
  return (
    <div className="opening" role="alert">
      <Banner level="OPEN" />
      <Nothing title={t('error.crashTitle')} text={t('error.crashText')}>
        <Button onClick={() => window.location.reload()}>{t('error.reload')}</Button>
      </Nothing>
    </div>
  )
}
