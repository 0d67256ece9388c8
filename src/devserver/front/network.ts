import type { AddressInfo } from 'node:net'
import { networkInterfaces } from 'node:os'

/** Where other machines reach a server that listens on these addresses; none while all of them are loopback. */
export function networkAddresses(addresses: readonly AddressInfo[]): AddressInfo[] {
  return addresses.flatMap(each => (isWildcard(each.address) ? expanded(each) : [each])).filter(isBeyondLoopback)
}

/** The addresses by which one may ask a server that was told to listen on `hosts`. */
export function ownHosts(hosts: readonly string[]): string[] {
  return hosts.flatMap(address => {
    const all = isWildcard(address) ? expanded({ address, port: 0, family: '' }) : []
    return [address, ...all.map(each => each.address)]
  })
}

function isWildcard(address: string): boolean {
  return address === '0.0.0.0' || address === '::'
}

// Link-local IPv6 addresses are good only with the name of a network, which means something on this machine alone.
function expanded({ port, address }: AddressInfo): AddressInfo[] {
  const all = Object.values(networkInterfaces()).flatMap(each => each ?? [])
  const families = address === '::' ? ['IPv4', 'IPv6'] : ['IPv4']
  return all
    .filter(({ family, scopeid }) => families.includes(family) && !scopeid)
    .map(({ address, family }) => ({ address, family, port }))
}

function isBeyondLoopback({ address }: AddressInfo): boolean {
  return !address.startsWith('127.') && address !== '::1'
}
