import type { CommandFile } from '../adapters/app-folders.js'
import type { WhichURL } from '../urls/which.js'
import type { ErrorReport } from '../views/debug/report.js'
import type { BuildMessage } from './compiler/messages.js'
import type { RunServerOptions } from './options.js'

/**
 * Everything that front and app say to each other. A frame is `length (4 bytes) · type (1) · id (4) · payload`, in
 * network order, where length counts what follows it. The id names a request, 0 when the frame is about none.
 * Payloads are JSON except where the table says bytes.
 */
export const Frame = {
  // front → app
  /** Module definitions to compile ahead of time: Definitions. */
  define: 1,
  /** Run the project: LoadPlan. */
  load: 2,
  /** A request begins: RequestHead. */
  request: 3,
  /** Bytes of a request's body. */
  body: 4,
  /** The request's body is complete. No payload. */
  bodyEnd: 5,
  /** The client is gone, or its answer is no longer wanted. No payload. */
  abort: 6,
  /** Are you there? Answered by `pong`. No payload. */
  ping: 7,
  /** What does the project look like? ProjectQuestion; answered by `description`. */
  describe: 8,
  /** Whose is this request? Answered by `identified`. No payload. */
  identify: 9,
  /** Templates have changed, come or gone: what was read of them is old. No payload. */
  templates: 10,
  /** What an earlier process has left of its hot states, before `load`: bytes of app/hot-states.ts. */
  hotStates: 11,
  /** What is in your hot states? Answered by `snapshot`. No payload. */
  takeSnapshot: 12,
  /** Another is about to be loaded: give up the ports that the project listens on. Answered by `vacated`. No payload. */
  vacate: 13,
  /** A debugger is to find the next process, where it has found this one. No payload. */
  leaveDebugger: 14,
  /** Do something with the loaded project, and end with an exit code: Task. */
  task: 15,
  /** What has happened inside of the requests since this was last asked? Answered by `records`. No payload. */
  takeRecords: 16,
  /** A sentence for who is at the terminal that the task has, as JSON. */
  tell: 17,

  // app → front
  /** The runtime is loaded and `define` or `load` may come. No payload. */
  ready: 32,
  /** The project's modules ran: Loaded. */
  loaded: 33,
  /** They did not: LoadFailure. */
  loadFailed: 34,
  /** The cycle starts for this request; it is not replayed from here on. No payload. */
  started: 35,
  /** A whole answer: ResponseHead, then the body's bytes, split by `encodeResponse`. */
  response: 36,
  /** The head of a streamed answer: ResponseHead. */
  head: 37,
  /** Bytes of a streamed answer. */
  chunk: 38,
  /** A streamed answer is complete. No payload. */
  end: 39,
  /** A streamed answer broke after its head: Fault. */
  broken: 40,
  pong: 41,
  /** The process is about to end, or must be replaced, because of the project's code: Fault. */
  fault: 42,
  /** ProjectDescription. */
  description: 43,
  /** CurrentRequest. */
  identified: 44,
  /** What is in the hot states: bytes for the `hotStates` of the next process. */
  snapshot: 45,
  /** A sentence for the terminal, as JSON. */
  warning: 46,
  /** The project listens on something itself. No payload. */
  listens: 47,
  /** It no longer does. No payload. */
  vacated: 48,
  /** InsideRecord[] of record.ts. */
  records: 49,

  // both ways
  /** The receiver of a body has used this many bytes: a number as JSON. 0: it is about to read a request's body. */
  credit: 64,
} as const

export type FrameType = (typeof Frame)[keyof typeof Frame]

/** What `import.meta` is called in compiled code. No project has a name like it. */
export const importMetaName = '__tinyDjangoImportMeta'

/** One module of the project in the shape of a function body (see compiler/). */
export interface Definition {
  /** Absolute path of the source file: the module's identity and the file name in its stacks. */
  readonly path: string
  /** CommonJS-shaped code: `module`, `require` and its `import.meta` are its parameters. */
  readonly code: string
  /** Source map (JSON) from `code` to the source. */
  readonly map: string
  /** Specifier as written → absolute path of another definition. What is missing here is a package. */
  readonly imports: Readonly<Record<string, string>>
  /** What it wants of packages. */
  readonly names?: ImportedNames
}

/** Specifier of a package → the names that are imported from it. */
export type ImportedNames = Readonly<Record<string, readonly string[]>>

/** A project as one ES module on disk: for what the function shape cannot say (top-level await). */
export interface Bundle {
  readonly file: string
  readonly map: string
  /** What its modules want of packages; a package is named as in the bundle. */
  readonly names: ImportedNames
  /** Paths of its modules. */
  readonly sources: readonly string[]
  /** Those of them that await something at their top level. */
  readonly awaiting: readonly string[]
}

export interface Definitions {
  readonly modules: readonly Definition[]
}

export interface LoadPlan {
  readonly root: string
  readonly changed: readonly Definition[]
  /** Paths of all modules of this generation; others that were defined before are forgotten. */
  readonly paths: readonly string[]
  /** Package specifiers that the modules import, to be loaded by a real `import()` first. */
  readonly packages: readonly string[]
  readonly bundle?: Bundle
  /** The first of its server: somebody waits for its first answer. */
  readonly isFirst: boolean
  readonly entry: ProjectEntry
  /** Variables of `.env`, for those the environment lacks. */
  readonly env: Readonly<Record<string, string>>
  /** The SECRET_KEY of a project that has no settings file. */
  readonly secretKey: string
  /** Host names the front accepts beside those of the settings. */
  readonly extraHosts: readonly string[]
  /** Whether static files are served while DEBUG is on. */
  readonly static: boolean
  /** Whether requests are to be answered; then there have to be hosts to answer for. */
  readonly isServed: boolean
  /** Where the front listens, for META. */
  readonly server: { readonly name: string; readonly port: number; readonly scheme?: 'https' }
  /** Where a debugger is to find this process. */
  readonly inspect?: RunServerOptions['inspect']
}

/** The files that make a folder a project; at least one of `urls` and `views` is there. */
export interface ProjectEntry {
  readonly settings?: string
  readonly urls?: string
  readonly views?: string
  /** `templatetags/*.ts` and `signals.ts` of the apps, which nobody imports otherwise. */
  readonly extras: readonly string[]
  /** `management/commands/NAME.ts` of the project and its apps; one is evaluated when it is called. */
  readonly commands?: readonly CommandFile[]
}

/** What a process does that serves nobody: its standard input and output are those of the command line. */
export type Task = CommandTask | ShellTask

/** Run a command of the project. */
export interface CommandTask {
  readonly kind: 'command'
  readonly name: string
  /** What was typed behind the name. */
  readonly argv: readonly string[]
  readonly screen: TaskScreen
}

/** Evaluate what is typed, with the project's names in scope. */
export interface ShellTask {
  readonly kind: 'shell'
  /** Run this and end, instead of asking. */
  readonly code?: string
  readonly verbosity: 0 | 1 | 2 | 3
  /** Whether nothing is put into scope by itself. */
  readonly noImports: boolean
  readonly screen: TaskScreen
}

export interface TaskScreen {
  /** Undefined when nobody is looking. */
  readonly columns?: number
  readonly color: boolean
}

export interface Loaded {
  readonly debug: boolean
  readonly allowedHosts: readonly string[]
  readonly settingsModule: string | null
  /** Folders with templates that the settings name. Absolute. */
  readonly templateFolders: readonly string[]
  readonly memoryLimitMb: number | null
  /** How long a view may take; null: as long as it likes. */
  readonly viewTimeoutSeconds: number | null
  /** Said once in the terminal: functions of `views.ts` that could not become URLs, and the like. */
  readonly notes: readonly string[]
}

export interface LoadFailure {
  readonly report: ErrorReport
  /** Mistakes in imports, each with its place: told as those that the build finds. */
  readonly messages?: readonly BuildMessage[]
  /** Packages that are not installed; the project may load when they are. */
  readonly missing?: readonly string[]
  /** Path of the module that was being evaluated, where one was. */
  readonly loading: string | null
  /** The port that somebody else has. */
  readonly portInUse?: number
  /** The traceback as text, for the terminal. */
  readonly text: string
}

export interface RequestHead {
  readonly method: string
  readonly target: string
  readonly rawHeaders: readonly string[]
  readonly remoteAddress: string
  readonly remotePort: number
  readonly hasBody: boolean
  /** It came before there was a process to answer it. */
  readonly hasWaited: boolean
}

export interface ResponseHead {
  readonly status: number
  readonly reason: string
  /** Names and values alternating. */
  readonly headers: readonly string[]
  /** The view that made it, where one did. */
  readonly view?: string
}

/** What went wrong in the app process, as far as the process itself could tell. */
export interface Fault {
  readonly kind: 'exit' | 'uncaught' | 'rejection' | 'stream'
  /** The request whose code did it, 0 when unknown. */
  readonly request: number
  readonly view: string | null
  readonly route: string | null
  readonly report: ErrorReport
  readonly text: string
}

/** What somebody wants to know about a loaded project. */
export interface ProjectQuestion {
  readonly urls?: boolean
  /** The URLs with the place of each view, which takes the engine a moment. */
  readonly places?: boolean
  readonly problems?: boolean | ChecksQuestion
  /** The declaration file of the URL names. */
  readonly names?: boolean
  /** Which pattern a path leads to, and why no other. */
  readonly which?: { readonly path: string; readonly method?: string }
  /** Where the static files of these paths are. */
  readonly static?: readonly string[]
  /** Every static file there is, those apart that match one of these patterns. */
  readonly collect?: { readonly ignore: readonly string[] }
  /** What a build has to know beside that. */
  readonly build?: boolean
  /** What each setting says. */
  readonly settings?: boolean
}

/** Which checks to run. */
export interface ChecksQuestion {
  readonly tags?: readonly string[]
  readonly deploy?: boolean
  /** Whether all templates are compiled and walked through. */
  readonly templates?: boolean
}

export interface ProjectDescription {
  readonly urls: readonly DescribedURL[]
  /** What the checks found, without what the project does not want to hear of. */
  readonly problems: readonly Problem[]
  readonly silenced?: number
  /** The tags there are, when the checks were asked. */
  readonly tags?: readonly string[]
  readonly which?: WhichURL
  readonly static?: FoundStaticFiles
  readonly collect?: StaticCollection
  readonly build?: BuildFacts
  /** What belongs into the file; `file` is relative to the project, null for the usual place. */
  readonly names?: { readonly text: string; readonly file: string | null }
  readonly settings?: readonly DescribedSetting[]
}

export interface DescribedValue {
  /** As it would be written in a settings file; secrets are stars. */
  readonly value: string
  /** Equal for equal values, secrets too. */
  readonly fingerprint: string
}

export interface DescribedSetting extends DescribedValue {
  readonly name: string
  /** Django's global default. A name of the project's own has none. */
  readonly default?: DescribedValue
}

export interface FoundStaticFiles {
  /** For each path that was asked for, the files there are, the one that is served first; absolute, without links. */
  readonly found: readonly (readonly string[])[]
  /** The folders that were looked in. */
  readonly searched: readonly string[]
}

/** What a project is, to a build. */
export interface BuildFacts {
  readonly debug: boolean
  /** Whether anybody would be answered: with DEBUG off, ALLOWED_HOSTS names somebody. */
  readonly hasHosts: boolean
  /** For each engine of TEMPLATES. */
  readonly templates: readonly TemplateTexts[]
}

/** Folders in the order they are searched, relative to the project, with the texts by name; null: they are found otherwise. */
export type TemplateTexts =
  | readonly { readonly path: string; readonly templates: Readonly<Record<string, string>> }[]
  | null

/** What `collectstatic` is to do. Paths are absolute. */
export interface StaticCollection {
  readonly files: readonly { readonly path: string; readonly source: string }[]
  /** Paths that were found again, and hidden by the first of their name. */
  readonly hidden: readonly string[]
  /** STATIC_ROOT. */
  readonly root: string | null
  /** STATIC_URL. */
  readonly url: string
  /** How files get names with hashes; null: they keep their own. */
  readonly manifest: ManifestRules | null
  /** Whether the settings name a storage. */
  readonly hasStorage: boolean
}

export interface ManifestRules {
  readonly name: string
  readonly passes: number
  readonly jsModules: boolean
}

export interface DescribedURL {
  readonly route: string
  readonly name: string
  readonly view: string
  /** Where the view says so. */
  readonly methods?: readonly string[]
  /** Relative to the project; only when places were asked for. */
  readonly file?: string
  readonly line?: number
}

export interface Problem {
  readonly level: 'critical' | 'error' | 'warning' | 'info' | 'debug'
  /** What it is about, if not the project as a whole. */
  readonly object?: string
  /** Where it is, when that is a place in a file; relative to the project. */
  readonly file?: string
  readonly line?: number
  readonly column?: number
  readonly id?: string
  readonly message: string
  readonly hint?: string
}

/** What the guard thread answers on its own pipe, one JSON line each (see app/guard.ts). */
export type GuardQuestion = 'rss' | 'stack' | 'debugger'
export type GuardAnswer =
  /** Whether a debugger may be attached: it could hold the process up as long as it likes. */
  | { readonly question: 'debugger'; readonly isThere: boolean }
  | { readonly question: 'rss'; readonly bytes: number }
  | { readonly question: 'stack'; readonly frames: readonly StackFrame[]; readonly request: CurrentRequest | null }

/** Where the main thread was. */
export type Stack = Extract<GuardAnswer, { question: 'stack' }>

export interface StackFrame {
  readonly functionName: string
  readonly file: string
  /** 1-based, already mapped to the source. */
  readonly line: number
  readonly column: number
}

/** The request whose code is running, as the app process knows it. */
export interface CurrentRequest {
  readonly id: number
  readonly view: string | null
  readonly route: string | null
}
