import { Badge, Button, Drawer, NavLink, Stack, UnstyledButton, VisuallyHidden } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import type { Icon } from '@tabler/icons-react'
import {
  IconAddressBook,
  IconBellRinging,
  IconBuildingCommunity,
  IconCirclesRelation,
  IconClipboardCheck,
  IconDatabase,
  IconBriefcase,
  IconEye,
  IconFileUpload,
  IconGift,
  IconHeartHandshake,
  IconInbox,
  IconListSearch,
  IconLogout,
  IconMenu2,
  IconPencil,
  IconPhoneCall,
  IconPlugConnectedX,
  IconSearch,
  IconShare3,
  IconSignature,
  IconSpeakerphone,
  IconUserCircle,
  IconZoomScan,
  IconWorldDownload,
} from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { lazy, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useLocation, useNavigate } from 'react-router'
import { useRelayDesk } from '../api/relays.ts'
import { signOut } from '../api/session.ts'
import { useLive } from '../inbox/live.tsx'
import { LanguageSwitch } from './language-switch.tsx'
import { useSignedIn } from './me.ts'
import type { Place } from './places.ts'
import { placesFor } from './places.ts'

const ICONS: Readonly<Record<Place['words'], Icon>> = {
  inbox: IconInbox,
  editions: IconSearch,
  lookUp: IconListSearch,
  products: IconPencil,
  duty: IconPhoneCall,
  drills: IconSpeakerphone,
  reachability: IconPlugConnectedX,
  contacts: IconAddressBook,
  cases: IconBriefcase,
  alerts: IconBellRinging,
  afterReviews: IconClipboardCheck,
  store: IconDatabase,
  imports: IconFileUpload,
  extraction: IconZoomScan,
  sources: IconWorldDownload,
  contributions: IconGift,
  ownContributions: IconHeartHandshake,
  inspection: IconEye,
  circles: IconCirclesRelation,
  organisations: IconBuildingCommunity,
  consents: IconSignature,
  relay: IconShare3,
  account: IconUserCircle,
}

function useIsHere(): (to: string) => boolean {
  const { pathname } = useLocation()
  return to => (to === '/' ? pathname === '/' : pathname === to || pathname.startsWith(`${to}/`))
}

function Waiting() {
  const { waiting } = useLive()
  const { t } = useTranslation()
  if (waiting === 0) return null
  return (
    <Badge color="flame" size="sm" variant="filled" className="waiting">
      <span aria-hidden>{waiting > 99 ? '99+' : waiting}</span>
      <VisuallyHidden>{t('nav.waiting', { count: waiting })}</VisuallyHidden>
    </Badge>
  )
}

// Fetched by those who have the place: its words are no friend's or member's.
const ToReview = lazy(async () => ({ default: (await import('../work/to-review.tsx')).ToReview }))

function usePlaces(): Place[] {
  const me = useSignedIn()
  const desk = useRelayDesk(me.roles)
  return placesFor(me.abilities, desk.data != null)
}

function Places({ onGone }: { onGone?: () => void }) {
  const { t } = useTranslation()
  const places = usePlaces()
  const isHere = useIsHere()
  return places.map(({ to, words }) => {
    const PlaceIcon = ICONS[words]
    return (
      <NavLink
        key={to}
        component={Link}
        to={to}
        label={t(`nav.${words}`)}
        active={isHere(to)}
        aria-current={isHere(to) ? 'page' : undefined}
        leftSection={<PlaceIcon size={20} stroke={1.7} aria-hidden />}
        rightSection={
          words === 'inbox' ? (
            <Waiting />
          ) : words === 'afterReviews' ? (
            <Suspense fallback={null}>
              <ToReview />
            </Suspense>
          ) : undefined
        }
        {...(onGone === undefined ? {} : { onClick: onGone })}
      />
    )
  })
}

/** Ends the session and forgets everything that was read. */
export function SignOutButton({ fullWidth = false }: { fullWidth?: boolean }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const navigate = useNavigate()
  const leave = async () => {
    await signOut().catch(() => undefined)
    await navigate('/sign-in')
    client.clear()
    client.setQueryData(['me'], null)
  }
  return (
    <Button
      variant="default"
      fullWidth={fullWidth}
      leftSection={<IconLogout size={18} aria-hidden />}
      onClick={() => void leave()}
    >
      {t('nav.signOut')}
    </Button>
  )
}

/** The menu at the side, for wide screens. */
export function SideMenu() {
  const { t } = useTranslation()
  return (
    <nav className="side-menu" aria-label={t('nav.label')}>
      <Places />
    </nav>
  )
}

const AT_THE_THUMB = 3

/** The menu under the thumb, for phones: the three most used places, and a drawer with the rest. */
export function ThumbMenu() {
  const { t } = useTranslation()
  const places = usePlaces()
  const isHere = useIsHere()
  const [isOpen, drawer] = useDisclosure(false)
  return (
    <>
      <nav className="thumb-menu" aria-label={t('nav.label')}>
        {places.slice(0, AT_THE_THUMB).map(({ to, words }) => {
          const PlaceIcon = ICONS[words]
          return (
            <Link key={to} to={to} className="thumb" aria-current={isHere(to) ? 'page' : undefined}>
              <PlaceIcon size={24} stroke={1.6} aria-hidden />
              <span>{t(`nav.${words}`)}</span>
              {words === 'inbox' && <Waiting />}
            </Link>
          )
        })}
        <UnstyledButton className="thumb" onClick={drawer.open} aria-haspopup="dialog" aria-expanded={isOpen}>
          <IconMenu2 size={24} stroke={1.6} aria-hidden />
          <span>{t('nav.more')}</span>
        </UnstyledButton>
      </nav>
      <Drawer
        opened={isOpen}
        onClose={drawer.close}
        position="bottom"
        styles={{ content: { height: 'auto', maxHeight: '90dvh' } }}
        title={t('nav.label')}
      >
        <Stack gap="xs">
          <Places onGone={drawer.close} />
          <LanguageSwitch size="sm" />
          <SignOutButton fullWidth />
        </Stack>
      </Drawer>
    </>
  )
}
