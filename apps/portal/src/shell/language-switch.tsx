import { SegmentedControl } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { speak, spokenLanguage } from '../words/i18n.ts'

/** 日本語 or English, each named in its own language. */
export function LanguageSwitch({ size = 'xs' }: { size?: 'xs' | 'sm' }) {
  const { t } = useTranslation()
  return (
    <SegmentedControl
      size={size}
      aria-label={t('nav.language')}
      value={spokenLanguage()}
      onChange={value => void speak(value === 'en' ? 'en' : 'ja')}
      data={[
        { value: 'ja', label: <span lang="ja">日本語</span> },
        { value: 'en', label: <span lang="en">English</span> },
      ]}
    />
  )
}
