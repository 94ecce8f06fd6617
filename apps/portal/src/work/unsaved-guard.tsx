import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import type { RefObject } from 'react'
import { useEffect } from 'react'
import { useBlocker } from 'react-router'
import { useWorkWords } from './work-page.tsx'

/** Asks before changes are lost: to another page of the portal in our words, out of it in the browser's. */
export function UnsavedGuard({ isDirty, isLeaving }: { isDirty: boolean; isLeaving: RefObject<boolean> }) {
  const t = useWorkWords()
  const blocker = useBlocker(
    ({ currentLocation, nextLocation }) =>
      isDirty && !isLeaving.current && currentLocation.pathname !== nextLocation.pathname,
  )
  useEffect(() => {
    if (!isDirty) return
    const ask = (event: BeforeUnloadEvent) => event.preventDefault()
    window.addEventListener('beforeunload', ask)
    return () => window.removeEventListener('beforeunload', ask)
  }, [isDirty])

  return (
    <Modal opened={blocker.state === 'blocked'} onClose={() => blocker.reset?.()} title={t('form.leaveTitle')}>
      <Stack>
        <Text size="sm">{t('form.leaveText')}</Text>
        <Group justify="flex-end">
          <Button variant="default" color="red" onClick={() => blocker.proceed?.()}>
            {t('form.leave')}
          </Button>
          <Button data-autofocus onClick={() => blocker.reset?.()}>
            {t('form.stay')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}
