import { Anchor, Text } from '@mantine/core'
import { Link } from 'react-router'
import { useReachFigures } from '../api/contacts.ts'
import { useWorkWords } from '../work/work-page.tsx'

/** How many organisations an emergency may not reach, with the way to the list of them. */
export function ReachInDoubt() {
  const t = useWorkWords()
  const { data } = useReachFigures()
  const every = data?.counts.find(({ of }) => of === 'ALL')
  if (every === undefined) return null
  const { unreached, doubtful } = every
  if (unreached + doubtful === 0) return <Text size="sm">{t('reachability.sure')}</Text>
  return (
    <Anchor component={Link} to="/reachability" size="sm" c={unreached > 0 ? 'red.9' : 'orange.9'}>
      {t('reachability.inAlert', { unreached, doubtful })}
    </Anchor>
  )
}
