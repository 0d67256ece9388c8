/** What `runserver` was asked for, after the command line was understood. */
export interface RunServerOptions {
  /** Absolute path of the project folder. */
  readonly root: string
  readonly address: ListenAddress
  /** Host names to accept beside Django's rule (`--allow-host`). */
  readonly allowHosts: readonly string[]
  /** `--settings FILE`, relative to the root. */
  readonly settings?: string
  /** False with `--noreload`: nothing is watched. */
  readonly reload: boolean
  readonly static: boolean
  readonly skipChecks: boolean
  /** Certificate and key (PEM) to serve HTTPS with. */
  readonly https?: { readonly cert: string; readonly key: string }
  /** Where a debugger finds the process that runs the project's code. */
  readonly inspect?: { readonly host: string; readonly port: number }
  /** Run the project's own TypeScript compiler beside. */
  readonly typecheck: boolean
  /** Open the page in the user's browser once the project answers. */
  readonly open: boolean
  /** Poll for changes instead of waiting for the system's events. */
  readonly poll: boolean
  readonly verbosity: 0 | 1 | 2 | 3
  readonly color: boolean
  /** Events as JSON, one a line, instead of lines for people. */
  readonly json: boolean
}

export interface ListenAddress {
  /** `['127.0.0.1', '::1']` when no address was given, else the one given. */
  readonly hosts: readonly string[]
  readonly port: number
  /** Whether the user named the host: then exactly that one is bound, or it is an error. */
  readonly explicit: boolean
  /** Of which kind the address is to be that a host name stands for. */
  readonly family?: 4 | 6
}
