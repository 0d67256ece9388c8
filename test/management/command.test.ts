import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { CommandError, callCommand, command } from '../../src/management/index.js'
import { setCommands } from '../../src/management/registry.js'
import { type CommandHost, runCommand } from '../../src/management/run-command.js'

const polls = [1, 2, 3]

const closepoll = command(
  {
    help: 'Closes the specified polls for voting.',
    arguments: { '<poll...>': { type: Number, help: 'ids of the polls' } },
    options: {
      '--delete': 'delete them instead',
      '-l, --limit <n>': { type: Number, default: 10, help: 'how many at most' },
      '--format <name>': { choices: ['short', 'long'], default: 'short' },
      '--tag <name...>': 'only these',
      '--no-mail': 'tell nobody',
      '--dry-run [when]': '',
    },
  },
  (options, { stdout, stderr, style, verbosity, json }) => {
    const missing = options.poll.find(id => !polls.includes(id))
    if (missing !== undefined) throw new CommandError(`Poll "${missing}" does not exist`)
    if (verbosity > 1) stderr.write('closing')
    stdout.write(style.SUCCESS('closed'))
    stdout.write(JSON.stringify({ ...options, json }))
  },
)

const greet = command({ arguments: { '[name]': { default: 'World' } } }, ({ name }) => `Hello, ${name}!`)
const broken = command({}, async () => {
  throw new TypeError('a fault')
})
const coded = command({}, () => {
  throw new CommandError('no', { returncode: 3 })
})

beforeEach(() => {
  const modules = Object.entries({ closepoll, greet, broken, coded, nothing: undefined })
  setCommands(new Map(modules.map(([name, each]) => [name, () => ({ default: each })])))
})
afterEach(() => {
  setCommands(new Map())
})

const defaults = {
  poll: [1],
  delete: false,
  limit: 10,
  format: 'short',
  tag: [],
  mail: true,
  dryRun: null,
  json: false,
}

describe('on the command line', () => {
  test('arguments and options come as their flags say', async () => {
    expect(await typed('closepoll', '1')).toEqual({ code: 0, stdout: printed({}), stderr: '' })
    const all = ['3', '--delete', '-l', '2', '--format=long', '--tag', 'a', 'b', '--no-mail', '--dry-run', '--json']
    const values = { poll: [3], delete: true, limit: 2, format: 'long', tag: ['a', 'b'], mail: false, dryRun: true }
    expect((await typed('closepoll', ...all)).stdout).toBe(printed({ ...values, json: true }))
    expect((await typed('closepoll', '1', '2', '--dry-run', 'now')).stdout).toBe(
      printed({ poll: [1, 2], dryRun: 'now' }),
    )
  })

  test('what a command returns is printed', async () => {
    expect(await typed('greet')).toEqual({ code: 0, stdout: 'Hello, World!\n', stderr: '' })
    expect((await typed('greet', 'Ann')).stdout).toBe('Hello, Ann!\n')
  })

  test('a CommandError is its sentence, and its exit code', async () => {
    expect(await typed('closepoll', '9')).toEqual({
      code: 1,
      stdout: '',
      stderr: 'CommandError: Poll "9" does not exist\n',
    })
    expect((await typed('coded')).code).toBe(3)
  })

  test('--traceback shows where it was thrown', async () => {
    const { code, stderr } = await typed('closepoll', '9', '--traceback')
    expect({ code, stderr }).toEqual({ code: 1, stderr: 'traceback of CommandError\n' })
  })

  test('any other error is told with its traceback', async () => {
    expect(await typed('broken')).toEqual({ code: 1, stdout: '', stderr: 'traceback of TypeError\n' })
  })

  test.each([
    [['closepoll'], "missing required argument 'poll'"],
    [['closepoll', 'x'], "command-argument value 'x' is invalid for argument 'poll'. It is not a number."],
    [['closepoll', '1', '--limt', '2'], "unknown option '--limt'. Did you mean --limit?"],
    [
      ['closepoll', '1', '--format', 'wide'],
      "option '--format <name>' argument 'wide' is invalid. Allowed choices are short, long.",
    ],
    [
      ['closepoll', '1', '-v', '4'],
      "option '-v, --verbosity <level>' argument '4' is invalid. Choose from 0, 1, 2, 3.",
    ],
    [['greet', 'a', 'b'], 'too many arguments. Expected 1 argument but got 2.'],
  ])('%j is refused', async ([name = '', ...argv], complaint) => {
    expect(await typed(name, ...argv)).toEqual({
      code: 2,
      stdout: '',
      stderr: `tiny-django ${name}: error: ${complaint}\nTry 'tiny-django ${name} --help'.\n`,
    })
  })

  test('--help describes it', async () => {
    const { code, stdout } = await typed('closepoll', '--help')
    expect(code).toBe(0)
    expect(stdout).toContain(
      'Usage: tiny-django closepoll [options] <poll...>\n\nCloses the specified polls for voting.',
    )
    expect(stdout).toMatch(/poll +ids of the polls/)
    expect(stdout).toMatch(/-l, --limit <n> +how many at most \(default: 10\)/)
  })

  test('a project with mistakes in it is not run, unless told', async () => {
    expect(await typed('greet', { isFine: false })).toEqual({ code: 1, stdout: '', stderr: '' })
    expect((await typed('greet', '--skip-checks', { isFine: false })).code).toBe(0)
  })

  test('colours are Django’s', async () => {
    expect((await typed('closepoll', '1', '--json', { color: true })).stdout).toContain('\u001b[32;1mclosed\u001b[0m')
    expect((await typed('closepoll', '9', { color: true })).stderr).toBe(
      '\u001b[31;1mCommandError: Poll "9" does not exist\u001b[0m\n',
    )
  })

  test('a module without a command says what to write', async () => {
    const { code, stderr } = await typed('nothing')
    expect(code).toBe(1)
    expect(stderr).toContain(
      "The module of the command 'nothing' has no command to export. Write: export default command(",
    )
  })
})

describe('callCommand()', () => {
  test('gives what was printed', async () => {
    expect(await callCommand('closepoll', [1])).toEqual({ stdout: printed({}), stderr: '' })
    expect((await callCommand('closepoll', ['1'], { verbosity: 2 })).stderr).toBe('closing\n')
    expect(await callCommand(greet, ['Ann'])).toEqual({ stdout: 'Hello, Ann!\n', stderr: '' })
  })

  test('takes values as they are by name, arguments too', async () => {
    const { stdout } = await callCommand(closepoll, [], { poll: [2], delete: true, limit: null as never })
    expect(stdout).toBe(printed({ poll: [2], delete: true, limit: null }))
  })

  test('passes on what is printed, while it is', async () => {
    const seen: string[] = []
    await callCommand('greet', [], { stdout: { write: text => seen.push(text) } })
    expect(seen).toEqual(['Hello, World!\n'])
  })

  test('what the command throws is the caller’s', async () => {
    await expect(callCommand('broken')).rejects.toThrow(new TypeError('a fault'))
    await expect(callCommand('coded')).rejects.toMatchObject({ name: 'CommandError', returncode: 3 })
  })

  test.each([
    ['closepol', [1], {}, CommandError, `Unknown command: 'closepol'. Did you mean "closepoll"?`],
    ['closepoll', [], {}, CommandError, "Error: missing required argument 'poll'"],
    ['greet', [], { nme: 1 }, TypeError, 'Unknown option(s) for greet command: nme. Valid options are: name.'],
  ])('%s %j %j is refused', async (name, args, options, ErrorClass, message) => {
    const error: unknown = await callCommand(name, args, options).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(ErrorClass)
    expect((error as Error).message).toBe(message)
  })
})

describe('flags that are none are refused where they are written', () => {
  const make = (args: object, options: object) => () =>
    command({ arguments: args as Record<never, never>, options: options as Record<never, never> }, () => {})
  test.each([
    [{ poll: '' }, {}, '"poll" is no argument. Write "<name>", "[name]", "<name...>" or "[name...]".'],
    [{}, { '--a b': '' }, '"--a b" is no option. Write "--name", "--name <value>" or "-n, --name <value>".'],
    [{ '<name>': '' }, { '--name': '' }, '"--name" would be the second "name" of this command.'],
    [{}, { '--verbosity <n>': '' }, '"--verbosity <n>" is an option that every command has already.'],
    [{}, { '-v, --version-number <n>': '' }, '"-v, --version-number <n>" is an option that every command has already.'],
    [{ '<a...>': '', '<b>': '' }, {}, '"<a...>" takes all that follow: nothing can come after it.'],
    [{ '[a]': '', '<b>': '' }, {}, '"<b>" has to be given, and cannot come after what need not.'],
  ])('%j %j', (args, options, message) => {
    expect(make(args, options)).toThrow(new TypeError(message))
  })
})

function printed(values: object): string {
  return `closed\n${JSON.stringify({ ...defaults, ...values })}\n`
}

async function typed(name: string, ...rest: (string | { isFine?: boolean; color?: boolean })[]) {
  const argv = rest.filter(each => typeof each === 'string')
  const { isFine = true, color = false } = rest.find(each => typeof each === 'object') ?? {}
  let stdout = ''
  let stderr = ''
  const host: CommandHost = {
    stdout: {
      write: text => {
        stdout += text
      },
    },
    stderr: {
      write: text => {
        stderr += text
      },
    },
    color,
    checkProject: async () => isFine,
    tracebackOf: error => `traceback of ${(error as Error).name}`,
  }
  const code = await runCommand(name, argv, host)
  return { code, stdout, stderr }
}
