import { Alert, Anchor, Button, Paper, PasswordInput, Stack, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { Navigate, useSearchParams } from 'react-router'
import { signIn, useMe } from '../api/session.ts'
import { FailureNotice } from '../shell/notices.tsx'
import { OpenPage } from './open-page.tsx'

/** Only a path of this very portal: `//elsewhere.example` would be another origin. */
const safeNext = (next: string | null): string => (next !== null && /^\/(?![/\\])/.test(next) ? next : '/')

const field = (form: FormData, name: string): string => {
  const value = form.get(name)
  return typeof value === 'string' ? value : ''
}

/** Where people sign in. The only page of the portal for who has not. */
export function SignInPage() {
  const { t } = useTranslation()
  const client = useQueryClient()
  const me = useMe()
  const [search] = useSearchParams()
  const next = safeNext(search.get('next'))
  const attempt = useMutation({
    mutationFn: signIn,
    onSuccess: () => client.invalidateQueries({ queryKey: ['me'] }),
  })

  if (me.data !== undefined && me.data !== null) return <Navigate to={next} replace />

  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const totp = field(form, 'totp').replaceAll(/\s/g, '')
    attempt.mutate({
      email: field(form, 'email').trim(),
      password: field(form, 'password'),
      ...(totp === '' ? {} : { totp }),
    })
  }

  return (
    <OpenPage title={t('signIn.title')} heading={t('app.name')} purpose={t('signIn.purpose')} width={440}>
      {search.has('next') && !attempt.isError && <Alert color="indigo">{t('signIn.signedOut')}</Alert>}
      <Paper withBorder p="lg">
        <form onSubmit={submit}>
          <Stack gap="md">
            <TextInput
              name="email"
              type="email"
              label={t('signIn.email')}
              autoComplete="username"
              inputMode="email"
              required
              withAsterisk={false}
              autoFocus
            />
            <PasswordInput
              name="password"
              label={t('signIn.password')}
              autoComplete="current-password"
              required
              withAsterisk={false}
            />
            <TextInput
              name="totp"
              label={t('signIn.totp')}
              description={t('signIn.totpHint')}
              autoComplete="one-time-code"
              inputMode="numeric"
              maxLength={8}
            />
            {attempt.isError && <FailureNotice failure={attempt.error} />}
            <Button type="submit" size="md" loading={attempt.isPending || (attempt.isSuccess && me.isFetching)}>
              {t('signIn.submit')}
            </Button>
          </Stack>
        </form>
      </Paper>
      <Anchor href="/public" ta="center">
        {t('signIn.publicNotices')}
      </Anchor>
    </OpenPage>
  )
}
