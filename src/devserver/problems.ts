import type { Problem, ProjectDescription } from './protocol.js'

/** What Django calls each group of messages, the worst first. */
export const problemGroups = [
  { level: 'critical', title: 'CRITICALS' },
  { level: 'error', title: 'ERRORS' },
  { level: 'warning', title: 'WARNINGS' },
  { level: 'info', title: 'INFOS' },
  { level: 'debug', title: 'DEBUGS' },
] as const satisfies readonly { readonly level: Problem['level']; readonly title: string }[]

/** Whether a problem is at least as bad as the level. */
export function isSerious(problem: Problem, level: Problem['level'] = 'error'): boolean {
  const rank = (of: Problem['level']) => problemGroups.findIndex(group => group.level === of)
  return rank(problem.level) <= rank(level)
}

/** As Django prints it. */
export function problemText({ object = '?', id, message, hint }: Problem): string {
  return `${object}: ${id === undefined ? '' : `(${id}) `}${message}${hint === undefined ? '' : `\n\tHINT: ${hint}`}`
}

/** The groups that have something in them, each under its title. `paint` may colour the text of each problem. */
export function problemList(problems: readonly Problem[], paint = (text: string, _problem: Problem) => text): string[] {
  return problemGroups.flatMap(({ level, title }) => {
    const group = problems.filter(each => each.level === level)
    return group.length === 0 ? [] : ['', `${title}:`, ...group.map(each => paint(problemText(each), each)).sort()]
  })
}

/** How many there are, in the words that end the list. */
export function problemCount(count: number, silenced = 0): string {
  const issues = count === 0 ? 'no issues' : count === 1 ? '1 issue' : `${count} issues`
  return `System check identified ${issues} (${silenced} silenced).`
}

/** What there is to tell at the start, in Django's form; empty when there is nothing. */
export function problemsText({ problems, silenced }: ProjectDescription): string {
  if (problems.length === 0) return ''
  const list = problemList(problems).join('\n')
  return `System check identified some issues:\n${list}\n\n${problemCount(problems.length, silenced)}`
}
