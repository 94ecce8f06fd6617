import { Skeleton, Tooltip } from '@mantine/core'
import { Suspense, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, Navigate, Outlet, useLocation } from 'react-router'
import { useMe } from '../api/session.ts'
import { ContactsReminder } from '../contacts/contacts-reminder.tsx'
import { HandoverReminder } from '../contacts/handover-reminder.tsx'
import { LiveNews, useLive } from '../inbox/live.tsx'
import { Banner, BannerSlot, levelOfPagesFor } from './banner.tsx'
import { LanguageSwitch } from './language-switch.tsx'
import { MeContext, useSignedIn } from './me.ts'
import { SideMenu, ThumbMenu } from './menu.tsx'
import { FailureNotice, ListSkeleton } from './notices.tsx'

/** Lets in who is signed in; sends everybody else to the sign-in page, and back afterwards. */
export function Shell() {
  const me = useMe()
  const { pathname, search } = useLocation()
  if (me.isPending) return <Opening />
  if (me.data === undefined) return <FailureNotice failure={me.error} onRetry={() => void me.refetch()} />
  if (me.data === null) {
    const next = pathname === '/' ? '' : `?next=${encodeURIComponent(pathname + search)}`
    return <Navigate to={`/sign-in${next}`} replace />
  }
  return (
    <MeContext value={me.data}>
      {/* Another person, or the same with other rights, is another line to the hub. */}
      <LiveNews key={me.data.personId}>
        <Frame />
      </LiveNews>
    </MeContext>
  )
}

function Opening() {
  const { t } = useTranslation()
  return (
    <div className="opening" role="status" aria-label={t('app.loading')}>
      <Skeleton height={48} mb="md" />
      <ListSkeleton />
    </div>
  )
}

function Frame() {
  const { t } = useTranslation()
  const me = useSignedIn()
  const [slot, setSlot] = useState<HTMLElement | null>(null)
  const main = useRef<HTMLElement | null>(null)
  const { pathname } = useLocation()

  // A new page begins at its top, for the eye and for the screen reader. The first one is left as the browser opened it.
  const opened = useRef(pathname)
  useEffect(() => {
    if (opened.current === pathname) return
    opened.current = pathname
    window.scrollTo(0, 0)
    main.current?.focus({ preventScroll: true })
  }, [pathname])

  return (
    <BannerSlot value={slot}>
      <a href="#main" className="skip">
        {t('app.skip')}
      </a>
      <div className="banner-bar">
        <div ref={setSlot} className="banner-slot" />
        <div className="banner-default">
          <Banner level={levelOfPagesFor(me.tier)} />
        </div>
      </div>
      <header className="header">
        <Link to="/" className="mark">
          <img src="/flame.svg" alt="" width={28} height={28} />
          <span>{t('app.name')}</span>
        </Link>
        <ConnectionMark />
        <span className="header-end">
          <span className="header-name">{me.name}</span>
          <span className="header-language">
            <LanguageSwitch />
          </span>
        </span>
      </header>
      <div className="frame">
        <SideMenu />
        <main id="main" ref={main} tabIndex={-1} className="main" aria-label={t('app.main')}>
          <ContactsReminder />
          <HandoverReminder />
          <Suspense fallback={<ListSkeleton />}>
            <Outlet />
          </Suspense>
        </main>
      </div>
      <ThumbMenu />
    </BannerSlot>
  )
}

function ConnectionMark() {
  const { t } = useTranslation()
  const { connection } = useLive()
  return (
    <Tooltip label={t('connection.hint')}>
      <span className={`connection connection-${connection}`} role="status">
        <span className="connection-dot" aria-hidden />
        {t(`connection.${connection}`)}
      </span>
    </Tooltip>
  )
}
