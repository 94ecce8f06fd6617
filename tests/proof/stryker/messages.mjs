// A plugin for Stryker: no code reads what an error says to people or what goes to the log. Their words are no mutants; codes,
// reasons and fields of errors are, and so is every other text.
const MESSAGES = { HubError: [2, 4], TypeError: [0], RangeError: [0], Error: [0], Logger: [0] }

const isText = ({ type }) => type === 'StringLiteral' || type === 'TemplateLiteral'
/** `this.#log.warn(…)` as a statement. */
const isLogging = ({ type, expression }) =>
  type === 'ExpressionStatement' && expression.callee?.object?.property?.id?.name === 'log'

function shouldIgnore({ node, parent, listKey, key }) {
  if (isLogging(node)) return 'what goes to the log'
  const isMessage = listKey === 'arguments' && parent.type === 'NewExpression' && isText(node)
  return isMessage && MESSAGES[parent.callee.name]?.includes(key) ? 'what an error says to people' : undefined
}

export const strykerPlugins = [{ kind: 'Ignore', name: 'messages', value: { shouldIgnore } }]
