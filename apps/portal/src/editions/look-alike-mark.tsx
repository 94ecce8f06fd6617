import { Alert } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { lookAlikesIn } from './look-alikes.ts'
import { revealedText } from './text.ts'

/** Beside a text: that a word in it looks like another one. Nothing when none does. */
export function LookAlikeMark({ text }: { text: string }) {
  const { t } = useTranslation()
  const words = lookAlikesIn(text)
  if (words.length === 0) return null
  return (
    <span className="look-alike" title={t('editions.lookAlikeText', { words: words.map(revealedText).join('、') })}>
      <IconAlertTriangle size={13} aria-hidden /> {t('editions.lookAlike')}
    </span>
  )
}

/** The same in full, for a body of text and for who is writing one. */
export function LookAlikeNotice({ text }: { text: string }) {
  const { t } = useTranslation()
  const words = lookAlikesIn(text)
  if (words.length === 0) return null
  return (
    <Alert color="orange" variant="light" p="xs" icon={<IconAlertTriangle aria-hidden />} data-testid="look-alikes">
      {t('editions.lookAlikeText', { words: words.map(revealedText).join('、') })}
    </Alert>
  )
}
