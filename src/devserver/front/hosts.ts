import { splitDomainPort, validateHost } from '../../http/host.js'
import { headerOf } from './exchange.js'
import { type Page, plainPage } from './page.js'

/** What Django allows while DEBUG is on and ALLOWED_HOSTS is empty, and what is always ours. */
const localHosts = ['.localhost', '127.0.0.1', '[::1]']

/**
 * Django's ALLOWED_HOSTS rule, applied before any code of the project runs: a page on another site that points its
 * name at this machine (DNS rebinding) gets nothing.
 */
export class HostRule {
  /** Accepted whatever the settings say: what is listened on, and what the command line named. */
  readonly always: readonly string[]
  #allowed: readonly string[]

  /** `bound` are the addresses listened on, `extra` what `--allow-host` named. */
  constructor(bound: readonly string[], extra: readonly string[]) {
    this.always = [...bound.map(bracketed), ...extra]
    this.#allowed = [...this.always, ...localHosts]
  }

  /** Takes over what a generation's settings say. */
  update(debug: boolean, allowedHosts: readonly string[]): void {
    const fromSettings = debug && allowedHosts.length === 0 ? localHosts : allowedHosts
    this.#allowed = [...this.always, ...fromSettings]
  }

  /** The page for a request whose Host is not one of ours, or null. */
  refusal(rawHeaders: readonly string[]): Page | null {
    const host = headerOf(rawHeaders, 'host')
    if (host === undefined) return null // HTTP/1.0
    const [domain] = splitDomainPort(host)
    if (domain && validateHost(domain, this.#allowed)) return null
    return plainPage(400, 'Bad Request', invalidHost(host, domain))
  }
}

function invalidHost(host: string, domain: string): string {
  const sentence = `Invalid HTTP_HOST header: ${JSON.stringify(host)}.`
  if (!domain) return `${sentence} The domain name provided is not valid according to RFC 1034/1035.`
  return `${sentence} You may need to add ${JSON.stringify(domain)} to ALLOWED_HOSTS, or start with --allow-host ${domain}.`
}

function bracketed(address: string): string {
  return address.includes(':') && !address.startsWith('[') ? `[${address}]` : address
}
