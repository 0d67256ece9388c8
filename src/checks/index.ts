export type { Check, CheckedProject } from './check.js'
export {
  CheckError as Error,
  CheckMessage,
  CRITICAL,
  Critical,
  DEBUG,
  Debug,
  ERROR,
  INFO,
  Info,
  type MessageOptions,
  WARNING,
  Warning,
} from './messages.js'
export {
  type RegisterOptions,
  type RunChecksOptions,
  register,
  runChecks,
  Tags,
  tagExists,
  tagsAvailable,
} from './registry.js'
