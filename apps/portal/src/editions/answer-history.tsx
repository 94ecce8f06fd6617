import { List, Text } from '@mantine/core'
import { Instant } from './badges.tsx'
import { Revealed } from './revealed.tsx'

/** What an organisation answered, the newest first: to a hunt, or whether it is affected. */
export function AnswerHistory(props: {
  title: string
  answers: readonly { readonly at: string; readonly person: string; readonly note: string; readonly words: string }[]
}) {
  return (
    <>
      <Text size="sm" fw={500} mt="md">
        {props.title}
      </Text>
      <List size="sm">
        {props.answers.map(({ words, at, person, note }) => (
          <List.Item key={at}>
            <Instant at={at} /> ・ {words} ・ <Revealed text={person} />
            {note !== '' && (
              <>
                {' ・ '}
                <Revealed text={note} />
              </>
            )}
          </List.Item>
        ))}
      </List>
    </>
  )
}
