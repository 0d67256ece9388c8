import { statfsSync } from 'node:fs'

/** Types of file systems by the numbers that Linux gives them (statfs(2)), whose changes are made by other machines. */
const remoteTypes: ReadonlyMap<number, string> = new Map([
  [0x6969, 'NFS'],
  [0x517b, 'SMB'],
  [0xff534d42, 'CIFS'],
  [0xfe534d42, 'SMB'],
  [0x01021997, '9p'], // the folders of Windows in WSL, and of the host in some virtual machines
  [0x65735546, 'FUSE'], // sshfs, virtiofs, and what Docker Desktop shares
  [0x786f4256, 'VirtualBox'],
  [0xbacbacbc, 'VMware'],
  [0x00c36400, 'Ceph'],
  [0x5346414f, 'AFS'],
])

/**
 * What `folder` is mounted from, when that is another machine, or the host of a container: the system tells nobody here of
 * what is changed there. Null for a disk of this machine, and where it cannot be told.
 */
export function remoteFileSystem(folder: string, statfs: typeof statfsSync = statfsSync): string | null {
  if (process.platform !== 'linux') return null
  try {
    return remoteTypes.get(statfs(folder).type) ?? null
  } catch {
    return null
  }
}
