import { Alert, Button, Code, Group, Paper, PasswordInput, Stack, Text, TextInput, Title } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { QRCodeSVG } from 'qrcode.react'
import type { FormEvent } from 'react'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useLocation, useNavigate } from 'react-router'
import type { EnrolmentOffer } from '../api/enrolment.ts'
import { enrol, offerEnrolment } from '../api/enrolment.ts'
import { FailureNotice, ListSkeleton } from '../shell/notices.tsx'
import { OpenPage } from './open-page.tsx'
import { tokenIn } from './invitation.ts'

/** Where invited people set their password and pair their authenticator. Open to who has not signed in. */
export function EnrolPage() {
  const { t } = useTranslation()
  const { hash } = useLocation()
  const navigate = useNavigate()
  const [token, setToken] = useState(() => tokenIn(hash))

  // Out of the address bar and the history at once: the token stays in this page's memory alone.
  useEffect(() => {
    if (hash !== '') void navigate('/enrol', { replace: true })
  }, [hash, navigate])

  return (
    <OpenPage title={t('enrol.title')} heading={t('enrol.title')} purpose={t('enrol.purpose')} width={480}>
      <Paper withBorder p="lg">
        {token === '' ? (
          <TokenForm onToken={setToken} />
        ) : (
          <Invited key={token} token={token} onOther={() => setToken('')} />
        )}
      </Paper>
    </OpenPage>
  )
}

function TokenForm({ onToken }: { onToken: (token: string) => void }) {
  const { t } = useTranslation()
  const [text, setText] = useState('')
  const token = tokenIn(text)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (token !== '') onToken(token)
  }
  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        <TextInput
          label={t('enrol.token')}
          description={t('enrol.tokenHint')}
          autoComplete="off"
          spellCheck={false}
          required
          withAsterisk={false}
          value={text}
          onChange={event => setText(event.currentTarget.value)}
        />
        <Button type="submit" disabled={token === ''}>
          {t('enrol.begin')}
        </Button>
      </Stack>
    </form>
  )
}

function Invited({ token, onOther }: { token: string; onOther: () => void }) {
  const { t } = useTranslation()
  const offer = useQuery({
    queryKey: ['enrolment', token],
    queryFn: () => offerEnrolment(token),
    // Asked once: another offer would have another key, and the one that was scanned would be worth nothing.
    staleTime: Infinity,
    gcTime: 0,
    retry: false,
    refetchOnMount: false,
  })
  if (offer.isPending) return <ListSkeleton rows={2} />
  if (offer.isError) {
    return (
      <Stack>
        <FailureNotice failure={offer.error} />
        <Button variant="default" onClick={onOther}>
          {t('enrol.another')}
        </Button>
      </Stack>
    )
  }
  return <EnrolForm token={token} offer={offer.data} />
}

function EnrolForm({ token, offer: { name, organisation, email, totp } }: { token: string; offer: EnrolmentOffer }) {
  const { t } = useTranslation()
  const [password, setPassword] = useState('')
  const [repeated, setRepeated] = useState('')
  const [code, setCode] = useState('')
  const attempt = useMutation({
    mutationFn: () =>
      enrol({
        token,
        password,
        ...(totp === null ? {} : { totpSecret: totp.secret, totp: code.replaceAll(/\s/g, '') }),
      }),
    gcTime: 0,
  })
  const differs = repeated !== '' && repeated !== password

  if (attempt.isSuccess) {
    return (
      <Stack>
        <Alert color="teal" title={t('enrol.doneTitle')} role="status">
          <Text size="sm">{t('enrol.doneText')}</Text>
          {totp !== null && <Text size="sm">{t('enrol.nextCode')}</Text>}
        </Alert>
        <Button component={Link} to="/sign-in" replace>
          {t('enrol.signIn')}
        </Button>
      </Stack>
    )
  }

  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (password === repeated) attempt.mutate()
  }
  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        <Text fw={600}>{t('enrol.you', { name, organisation })}</Text>
        <TextInput label={t('signIn.email')} value={email} readOnly autoComplete="username" />
        <PasswordInput
          label={t('enrol.password')}
          description={t('enrol.passwordHint')}
          autoComplete="new-password"
          minLength={15}
          required
          withAsterisk={false}
          value={password}
          onChange={event => setPassword(event.currentTarget.value)}
        />
        <PasswordInput
          label={t('enrol.repeat')}
          autoComplete="new-password"
          required
          withAsterisk={false}
          error={differs && t('enrol.differs')}
          value={repeated}
          onChange={event => setRepeated(event.currentTarget.value)}
        />
        {totp !== null && (
          <Stack gap="sm" component="section" aria-label={t('enrol.app')}>
            <Title order={2} size="h5">
              {t('enrol.app')}
            </Title>
            <Text size="sm">{t('enrol.appText')}</Text>
            <Group justify="center">
              <QRCodeSVG value={totp.uri} size={200} marginSize={4} title={t('enrol.qr')} />
            </Group>
            <Text size="sm" c="dimmed">
              {t('enrol.key')}
            </Text>
            <Code block className="mono" translate="no" data-testid="authenticator-key">
              {totp.secret.replaceAll(/(.{4})(?=.)/g, '$1 ')}
            </Code>
            <TextInput
              label={t('enrol.code')}
              autoComplete="one-time-code"
              inputMode="numeric"
              maxLength={8}
              required
              withAsterisk={false}
              value={code}
              onChange={event => setCode(event.currentTarget.value)}
            />
          </Stack>
        )}
        {attempt.isError && <FailureNotice failure={attempt.error} />}
        <Button type="submit" size="md" loading={attempt.isPending} disabled={password === '' || password !== repeated}>
          {t('enrol.submit')}
        </Button>
      </Stack>
    </form>
  )
}
