// Collects what src/ can say to a user: errors by class, system checks by id, lines of logs and of the dev server.
// `node scripts/messages.js` writes the lists at the end of docs/messages.md anew; what to do about each is written there
// by hand. test/messages.test.ts says when either is missing.
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import ts from 'typescript-5.9'

const root = fileURLToPath(new URL('..', import.meta.url))
export const page = `${root}docs/messages.md`

/** Everything, found in the source: `…` stands for what is different each time. */
export function collectMessages() {
  const found = { classes: new Map(), errors: [], checks: new Set(), lines: [] }
  const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', 'src'], {
    cwd: root,
    encoding: 'utf8',
  })
  for (const file of files
    .trim()
    .split('\n')
    .filter(name => name.endsWith('.ts')))
    visitFile(file, found)
  const errors = new Map()
  for (const name of found.classes.keys()) if (isError(name, found.classes)) errors.set(name, new Set())
  for (const { name, text } of found.errors) {
    if (!isError(name, found.classes)) continue
    if (!errors.has(name)) errors.set(name, new Set())
    if (isSentence(text)) errors.get(name).add(text)
  }
  return { errors, checks: found.checks, lines: new Set(found.lines.filter(isSentence)) }
}

function visitFile(file, found) {
  let text
  try {
    text = readFileSync(`${root}${file}`, 'utf8')
  } catch {
    return // it is gone, which git does not know yet
  }
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true)
  const visit = (node, owner) => {
    if (ts.isClassDeclaration(node)) owner = noteClass(node, found) ?? owner
    if (ts.isNewExpression(node)) noteError(node.expression.getText(), node.arguments?.[0], found)
    if (ts.isCallExpression(node)) noteCall(node, owner, found)
    if (ts.isPropertyAssignment(node)) noteCheck(node.initializer, file, found)
    ts.forEachChild(node, child => visit(child, owner))
  }
  visit(source)
}

function noteClass(node, { classes }) {
  const base = node.heritageClauses?.find(clause => clause.token === ts.SyntaxKind.ExtendsKeyword)
  if (!node.name || !base) return undefined
  classes.set(node.name.text, base.types[0].expression.getText())
  return node.name.text
}

function noteError(name, argument, { errors }) {
  errors.push({ name, text: argument ? textOf(argument) : '' })
}

const tellers = /(?:^|\.)(?:#?terminal\.(?:error|warning|detail)|#?warnOnce|printError|say|logger\.\w+|console\.error)$/

function noteCall(node, owner, found) {
  const {
    expression,
    arguments: [first],
  } = node
  if (expression.kind === ts.SyntaxKind.SuperKeyword && owner) noteError(owner, first, found)
  const isLog = ts.isPropertyAccessExpression(expression) && /^getLogger\(/.test(expression.expression.getText())
  if (first && (isLog || tellers.test(expression.getText().replaceAll('this.', '')))) found.lines.push(textOf(first))
}

function noteCheck(value, file, { checks }) {
  if (!/^src\/(?:checks|contrib)\//.test(file)) return
  const id = textOf(value)
  if (/^[a-z0-9_]+\.[CEWID]\d{3}$/.test(id)) checks.add(id)
  else if (/^[EW]\d{3}$/.test(id)) checks.add(`security.${id}`)
}

function isError(name, classes) {
  for (let each = name; each; each = classes.get(each))
    if (/^(?:Error|TypeError|RangeError|SyntaxError)$/.test(each)) return true
  return false
}

function isSentence(text) {
  return /[A-Za-z]{3}.*[A-Za-z]{3}/s.test(text)
}

function textOf(node) {
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) return node.text
  if (ts.isTemplateExpression(node))
    return node.head.text + node.templateSpans.map(span => `…${span.literal.text}`).join('')
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken)
    return textOf(node.left) + textOf(node.right)
  if (ts.isParenthesizedExpression(node)) return textOf(node.expression)
  return '…'
}

/** The lists as they stand at the end of the page. */
export function renderLists({ errors, lines }) {
  const sections = [...errors].sort(([a], [b]) => (a < b ? -1 : 1)).filter(([, texts]) => texts.size > 0)
  const list = texts =>
    [...texts]
      .map(text => `- ${asCode(text)}`)
      .sort()
      .join('\n')
  return `${sections.map(([name, texts]) => `### ${name}\n\n${list(texts)}\n`).join('\n')}\n### Lines of the log and of the terminal\n\n${list(lines)}\n`
}

function asCode(text) {
  const line = text.replaceAll(/\s*\n\s*/g, ' ')
  return line.includes('`') ? `\`\` ${line} \`\`` : `\`${line}\``
}

/** What a page says by hand: the names in the first column of its tables. */
export function rowsOf(text, heading) {
  const section = text.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? ''
  return [...section.matchAll(/^\| `([^`]+)` \|/gm)].map(([, name]) => name)
}

export const listHeading = '\n## Every message\n'

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [written] = readFileSync(page, 'utf8').split(listHeading)
  writeFileSync(page, `${written}${listHeading}\n${renderLists(collectMessages())}`)
}
