import type { Context } from './part.js'
import { Project } from './project.js'
import { Server, type StartOptions } from './server.js'
import type { Subject } from './subjects.js'

/** Runs `work` with a server of each subject that was asked for, all of them up and answering. */
export async function withServers<Result>(
  { root, wants, progress }: Context,
  subjects: readonly Subject[],
  work: (servers: readonly Server[]) => Promise<Result>,
  options: StartOptions = {},
): Promise<Result> {
  const servers: Server[] = []
  try {
    for (const subject of subjects.filter(wants)) {
      progress(`starting ${subject.title}`)
      const server = await Server.start(root, subject, new Project(root, subject), options)
      servers.push(server)
      await server.ready()
    }
    return await work(servers)
  } finally {
    for (const server of servers) {
      await server.stop()
      server.project.remove()
    }
  }
}
