// A plugin for Stryker: no code reads what an error says to people or what goes to the log. Their words are no mutants; codes,
// reasons and fields of errors are, and so is every other text.
const MESSAGES = { HubError: [2, 4], TypeError: [0], RangeError: [0], Error: [0] }

const isText = ({ type }) => type === 'StringLiteral' || type === 'TemplateLiteral'
const isLog = ({ type, object }) => type === 'MemberExpression' && object.property?.id?.name === 'log'

function shouldIgnore({ node, parent, listKey, key }) {
  if (listKey !== 'arguments') return undefined
  if (parent.type === 'CallExpression' && isLog(parent.callee)) return 'what goes to the log'
  const isMessage = parent.type === 'NewExpression' && MESSAGES[parent.callee.name]?.includes(key) && isText(node)
  return isMessage ? 'what an error says to people' : undefined
}

export const strykerPlugins = [{ kind: 'Ignore', name: 'messages', value: { shouldIgnore } }]
