export interface Task {
  readonly id: number
  readonly title: string
  readonly added: Date
  readonly isDone: boolean
}

/** What there is to do. In memory: gone when the server is. */
export class TaskList {
  #tasks: readonly Task[] = []
  #lastId = 0

  all(): readonly Task[] {
    return this.#tasks
  }

  add(title: string): Task {
    const task = { id: ++this.#lastId, title, added: new Date(), isDone: false }
    this.#tasks = [...this.#tasks, task]
    return task
  }

  /** The task as it is then; `null` when there is none. */
  change(id: number, change: Partial<Task>): Task | null {
    this.#tasks = this.#tasks.map(task => (task.id === id ? { ...task, ...change } : task))
    return this.#tasks.find(task => task.id === id) ?? null
  }

  clear(): void {
    this.#tasks = []
  }
}

export const tasks = new TaskList()
