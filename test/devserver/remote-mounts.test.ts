import type { StatsFs } from 'node:fs'
import { tmpdir } from 'node:os'
import { expect, test } from 'vitest'
import { remoteFileSystem } from '../../src/devserver/remote-mounts.js'

const mountedAs = (type: number) => (() => ({ type }) as StatsFs) as unknown as typeof import('node:fs').statfsSync

test.each([
  ['NFS', 0x6969],
  ['SMB', 0xfe534d42],
  ['9p', 0x01021997],
  ['FUSE', 0x65735546],
])('a folder that is mounted by %s', (name, type) => {
  expect(remoteFileSystem('/anywhere', mountedAs(type))).toBe(name)
})

test('a disk of this machine (ext4), and memory (tmpfs)', () => {
  expect(remoteFileSystem('/anywhere', mountedAs(0xef53))).toBe(null)
  expect(remoteFileSystem('/anywhere', mountedAs(0x01021994))).toBe(null)
})

test('a folder that is not there', () => {
  expect(remoteFileSystem(`${tmpdir()}/nowhere/at/all`)).toBe(null)
})
