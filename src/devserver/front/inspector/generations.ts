import type { Data } from '../../../views/debug/render-page.js'
import type { Generation } from '../generation.js'
import type { Records } from '../records.js'

/** The generations there were, and the processes there are with what they use. */
export async function generationsData(records: Records, processes: readonly Generation[]): Promise<Data> {
  const memories = await Promise.all(processes.map(each => memoryOf(each)))
  const isRunning = new Map(processes.map(({ pid, state }) => [pid, state]))
  const answered = new Map<number, number>()
  for (const { generation } of records.all()) answered.set(generation, (answered.get(generation) ?? 0) + 1)
  return {
    title: 'Memory and generations',
    processes: [
      { name: 'front', pid: process.pid, memory: megabytes(process.memoryUsage.rss()) },
      ...processes.map(({ state, number, pid, memoryLimitMb }, index) => ({
        name: number === 0 ? state : `generation ${number}, ${state}`,
        pid,
        memory: memories[index],
        limit: `${memoryLimitMb} MB`,
      })),
    ],
    generations: records.generations.map(({ number, pid, liveAt }) => ({
      number,
      pid,
      since: new Date(liveAt).toTimeString().slice(0, 8),
      state: isRunning.get(pid) ?? 'ended',
      requests: answered.get(number) ?? 0,
    })),
  }
}

async function memoryOf(generation: Generation): Promise<string | undefined> {
  if (generation.state === 'ended' || generation.state === 'booting') return undefined
  const answer = await generation.guard.ask('rss')
  return answer ? megabytes(answer.bytes) : undefined
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1024 / 1024)} MB`
}
